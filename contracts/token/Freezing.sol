// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/ERC20Upgradeable.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {IFreezable} from "../interfaces/IFreezable.sol";
import {Administration} from "./Administration.sol";

/// @title Freezing
/// @notice Accounts that can do nothing.
abstract contract Freezing is Administration, ERC20Upgradeable, IFreezable {
    using EnumerableSet for EnumerableSet.AddressSet;

    /// @custom:storage-location erc7201:backbone.storage.Freezing
    struct FreezingStorage {
        EnumerableSet.AddressSet frozen;
    }

    /// @inheritdoc IFreezable
    bytes32 public constant FREEZER_ROLE = keccak256("FREEZER_ROLE");

    /// @inheritdoc IFreezable
    bytes32 public constant UNFREEZER_ROLE = keccak256("UNFREEZER_ROLE");

    /// @inheritdoc IFreezable
    function freeze(address account, bytes32 reason) external onlyRole(FREEZER_ROLE) {
        _freeze(account, reason);
    }

    /// @inheritdoc IFreezable
    function freezeMany(address[] calldata accounts, bytes32 reason) external onlyRole(FREEZER_ROLE) {
        for (uint256 i = 0; i < accounts.length; ++i) {
            _freeze(accounts[i], reason);
        }
    }

    /// @inheritdoc IFreezable
    function unfreeze(address account) external onlyRole(UNFREEZER_ROLE) {
        if (_freezingStorage().frozen.remove(account)) {
            emit Unfrozen(account, _msgSender());
        }
    }

    /// @inheritdoc IFreezable
    function frozenCount() external view returns (uint256) {
        return _freezingStorage().frozen.length();
    }

    /// @inheritdoc IFreezable
    function frozenAt(uint256 index) external view returns (address) {
        return _freezingStorage().frozen.pos(index);
    }

    /// @inheritdoc IFreezable
    function isFrozen(address account) public view returns (bool) {
        return _freezingStorage().frozen.contains(account);
    }

    /// @dev Checked where tokens move, so that no way of spending an allowance goes around it.
    function _update(address from, address to, uint256 value) internal virtual override {
        _requirePartiesNotFrozen(_msgSender(), from, to);
        super._update(from, to, value);
    }

    /// @dev Takes roles away only for a caller that is not frozen: renouncing and accepting the admin ask for no role.
    function _revokeRole(bytes32 role, address account) internal virtual override returns (bool) {
        _requireNotFrozen(_msgSender());
        return super._revokeRole(role, account);
    }

    /// @dev A frozen account can use none of its roles.
    function _checkRole(bytes32 role, address account) internal view virtual override {
        super._checkRole(role, account);
        _requireNotFrozen(account);
    }

    /// @dev Refuses a movement of tokens with a frozen account in it.
    function _requirePartiesNotFrozen(address operator, address from, address to) internal view virtual {
        _requireNotFrozen(operator);
        if (from != operator) _requireNotFrozen(from);
        _requireNotFrozen(to);
    }

    /// @dev Refuses an account that is frozen.
    function _requireNotFrozen(address account) internal view {
        require(!isFrozen(account), AccountFrozen(account));
    }

    function _freeze(address account, bytes32 reason) private {
        // A frozen zero address would halt minting and burning; a frozen admin could not undo what a stolen key froze.
        require(account != address(0) && account != address(this) && account != defaultAdmin(), CannotFreeze(account));
        if (_freezingStorage().frozen.add(account)) {
            emit Frozen(account, reason, _msgSender());
        }
    }

    function _freezingStorage() private pure returns (FreezingStorage storage $) {
        uint256 slot = erc7201("backbone.storage.Freezing");
        assembly ("memory-safe") {
            $.slot := slot
        }
    }
}
