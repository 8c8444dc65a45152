// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessControlUpgradeable} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";
// solhint-disable-next-line max-line-length
import {AccessControlDefaultAdminRulesUpgradeable as AdminRules} from "@openzeppelin/contracts-upgradeable/access/extensions/AccessControlDefaultAdminRulesUpgradeable.sol";
import {ERC20Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/ERC20Upgradeable.sol";
import {IERC7802} from "@openzeppelin/contracts/interfaces/draft-IERC7802.sol";
import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC7943Fungible} from "../interfaces/IERC7943Fungible.sol";
import {IReferenceDollar} from "../interfaces/IReferenceDollar.sol";
import {Administration} from "./Administration.sol";
import {Approvals} from "./Approvals.sol";
import {Authorizations} from "./Authorizations.sol";
import {Bridging} from "./Bridging.sol";
import {Enforcing} from "./Enforcing.sol";
import {Gates} from "./Gates.sol";
import {Memos} from "./Memos.sol";
import {Minting} from "./Minting.sol";
import {Permits} from "./Permits.sol";
import {Redeeming} from "./Redeeming.sol";
import {Rescuing} from "./Rescuing.sol";
import {Upgrading} from "./Upgrading.sol";

/// @title The reference stablecoin
/// @notice Composed of one mixin a power.
contract ReferenceDollar is
    IReferenceDollar,
    Upgrading,
    Bridging,
    Redeeming,
    Memos,
    Enforcing,
    Rescuing,
    Permits,
    Authorizations
{
    constructor() {
        _disableInitializers();
    }

    /// @inheritdoc IReferenceDollar
    function initialize(
        string calldata name_,
        string calldata symbol_,
        InitialRoles calldata roles
    ) external initializer {
        require(roles.admin != address(0), ZeroAddress());
        _requireDelayWithinCeiling(roles.adminDelay);
        __ERC20_init(name_, symbol_);
        __AccessControlDefaultAdminRules_init(roles.adminDelay, roles.admin);
        _grantRole(MINTER_ADMIN_ROLE, roles.minterAdmin);
        _grantRole(CANCELLER_ROLE, roles.canceller);
        _grantRole(PAUSER_ROLE, roles.pauser);
        _grantRole(UNPAUSER_ROLE, roles.unpauser);
        _grantRole(FREEZER_ROLE, roles.freezer);
        _grantRole(UNFREEZER_ROLE, roles.unfreezer);
        _grantRole(SEIZER_ROLE, roles.seizer);
        _grantRole(RESCUER_ROLE, roles.rescuer);
        _grantRole(UPGRADER_ROLE, roles.upgrader);
        _grantRole(RESERVE_ADMIN_ROLE, roles.reserveAdmin);
    }

    /// @inheritdoc IReferenceDollar
    function version() external pure virtual returns (string memory) {
        return "1.0.0";
    }

    /// @inheritdoc IReferenceDollar
    function currency() external pure returns (string memory) {
        return "USD";
    }

    /// @inheritdoc ERC20Upgradeable
    function approve(
        address spender,
        uint256 value
    ) public virtual override(ERC20Upgradeable, Approvals) returns (bool) {
        return super.approve(spender, value);
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override(AdminRules, IERC165) returns (bool) {
        return
            interfaceId == type(IERC20).interfaceId ||
            interfaceId == type(IERC20Metadata).interfaceId ||
            interfaceId == type(IERC20Permit).interfaceId ||
            interfaceId == type(IERC5267).interfaceId ||
            interfaceId == type(IERC7802).interfaceId ||
            interfaceId == type(IERC7943Fungible).interfaceId ||
            super.supportsInterface(interfaceId);
    }

    /// @inheritdoc ERC20Upgradeable
    function decimals() public pure override returns (uint8) {
        return 6;
    }

    function _update(address from, address to, uint256 value) internal virtual override(ERC20Upgradeable, Gates) {
        super._update(from, to, value);
    }

    function _grantRole(
        bytes32 role,
        address account
    ) internal virtual override(Administration, Bridging) returns (bool) {
        return super._grantRole(role, account);
    }

    function _revokeRole(
        bytes32 role,
        address account
    ) internal virtual override(AdminRules, Minting, Gates) returns (bool) {
        return super._revokeRole(role, account);
    }

    /// @dev The name of the token, so that the domain of signatures needs no storage of its own.
    function _EIP712Name() internal view override returns (string memory) {
        return name();
    }

    function _checkRole(bytes32 role, address account) internal view virtual override(AccessControlUpgradeable, Gates) {
        super._checkRole(role, account);
    }
}
