// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/ERC20Upgradeable.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IMinting} from "../interfaces/IMinting.sol";
import {SupplyControl} from "./SupplyControl.sol";

/// @title Minting
/// @notice Minters and their allowances.
abstract contract Minting is SupplyControl, ERC20Upgradeable, IMinting {
    using Math for uint256;

    /// @custom:storage-location erc7201:backbone.storage.Minting
    struct MintingStorage {
        mapping(address minter => uint256 allowance) allowances;
    }

    /// @inheritdoc IMinting
    bytes32 public constant MINTER_ADMIN_ROLE = keccak256("MINTER_ADMIN_ROLE");

    /// @inheritdoc IMinting
    bytes32 public constant MINTER_ROLE = keccak256("MINTER_ROLE");

    /// @inheritdoc IMinting
    bytes32 public constant CANCELLER_ROLE = keccak256("CANCELLER_ROLE");

    /// @inheritdoc IMinting
    uint256 public constant MAX_MINTER_ALLOWANCE = 10_000_000_000e6;

    /// @inheritdoc IMinting
    function addMinter(address minter, uint256 allowance_) external onlyRole(MINTER_ADMIN_ROLE) {
        require(_grantRole(MINTER_ROLE, minter), MinterAlreadyAdded(minter));
        _setMinterAllowance(minter, allowance_);
        emit MinterAdded(minter, allowance_, _msgSender());
    }

    /// @inheritdoc IMinting
    function increaseMinterAllowance(address minter, uint256 increment) external onlyRole(MINTER_ADMIN_ROLE) {
        // Saturating, so that an absurd increment is refused by the ceiling and not by an overflow.
        _changeMinterAllowance(minter, minterAllowance(minter).saturatingAdd(increment));
    }

    /// @inheritdoc IMinting
    function decreaseMinterAllowance(address minter, uint256 decrement) external onlyRole(CANCELLER_ROLE) {
        uint256 current = minterAllowance(minter);
        require(decrement <= current, DecrementExceedsAllowance(minter, current, decrement));
        _changeMinterAllowance(minter, current - decrement);
    }

    /// @inheritdoc IMinting
    function removeMinter(address minter) external virtual onlyRole(CANCELLER_ROLE) {
        require(_revokeRole(MINTER_ROLE, minter), MinterUnknown(minter));
    }

    /// @inheritdoc IMinting
    function mint(address to, uint256 amount) external virtual onlyRole(MINTER_ROLE) {
        _spendMinterAllowance(_msgSender(), amount);
        _askBeforeMint(_msgSender(), to, amount);
        _mint(to, amount);
        // Read now: a controller that calls back may have changed the allowance once more.
        emit Minted(_msgSender(), to, amount, minterAllowance(_msgSender()), totalSupply());
    }

    /// @inheritdoc IMinting
    function burn(uint256 amount) external onlyRole(MINTER_ROLE) {
        _askBeforeBurn(_msgSender(), amount);
        _burn(_msgSender(), amount);
        emit Burned(_msgSender(), amount, totalSupply());
    }

    /// @inheritdoc IMinting
    function minterAllowance(address minter) public view returns (uint256) {
        return _mintingStorage().allowances[minter];
    }

    /// @inheritdoc IMinting
    function isMinter(address account) public view returns (bool) {
        return hasRole(MINTER_ROLE, account);
    }

    /// @dev Sets what a minter may still mint.
    function _setMinterAllowance(address minter, uint256 newAllowance) internal {
        _requireWithinCeiling(minter, newAllowance);
        _mintingStorage().allowances[minter] = newAllowance;
    }

    /// @dev Uses up a part of a minter's allowance.
    function _spendMinterAllowance(address minter, uint256 amount) internal virtual {
        uint256 current = minterAllowance(minter);
        require(amount <= current, MintExceedsAllowance(minter, current, amount));
        _mintingStorage().allowances[minter] = current - amount;
    }

    /// @dev Erases the allowance together with the role, whichever call takes the role away.
    // It is called by way of super, which Slither doesn't follow.
    // slither-disable-next-line dead-code
    function _revokeRole(bytes32 role, address account) internal virtual override returns (bool revoked) {
        revoked = super._revokeRole(role, account);
        if (revoked && role == MINTER_ROLE) {
            uint256 erased = minterAllowance(account);
            delete _mintingStorage().allowances[account];
            emit MinterRemoved(account, erased, _msgSender());
        }
    }

    /// @dev Refuses an allowance above the ceiling.
    function _requireWithinCeiling(address minter, uint256 allowance_) internal view virtual {
        require(allowance_ <= MAX_MINTER_ALLOWANCE, MinterAllowanceTooHigh(minter, MAX_MINTER_ALLOWANCE, allowance_));
    }

    function _changeMinterAllowance(address minter, uint256 newAllowance) private {
        require(isMinter(minter), MinterUnknown(minter));
        uint256 oldAllowance = minterAllowance(minter);
        _setMinterAllowance(minter, newAllowance);
        emit MinterAllowanceChanged(minter, oldAllowance, newAllowance, _msgSender());
    }

    function _mintingStorage() private pure returns (MintingStorage storage $) {
        uint256 slot = erc7201("backbone.storage.Minting");
        assembly ("memory-safe") {
            $.slot := slot
        }
    }
}
