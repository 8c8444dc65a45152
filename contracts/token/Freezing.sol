// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {IERC7943Fungible} from "../interfaces/IERC7943Fungible.sol";
import {IFreezable} from "../interfaces/IFreezable.sol";
import {Administration} from "./Administration.sol";

/// @title Freezing
/// @notice Accounts that can do nothing.
abstract contract Freezing is Administration, IFreezable, IERC7943Fungible {
    using EnumerableSet for EnumerableSet.AddressSet;

    /// @custom:storage-location erc7201:backbone.storage.Freezing
    struct FreezingStorage {
        EnumerableSet.AddressSet list;
        mapping(address account => Freeze) freezes;
    }

    // What every movement of tokens asks, in one slot: whether the account is on the list, and the frozen part of its balance.
    struct Freeze {
        bool whole;
        uint248 tokens;
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
        if (_freezingStorage().list.remove(account)) {
            _freezingStorage().freezes[account].whole = false;
            emit AddressUnfrozen(account, _msgSender());
        }
    }

    /// @inheritdoc IERC7943Fungible
    function setFrozenTokens(address account, uint256 amount) external returns (bool) {
        bool isLess = amount < getFrozenTokens(account);
        _checkRole(isLess ? UNFREEZER_ROLE : FREEZER_ROLE);
        // What was frozen before its holder became the admin can still be unfrozen.
        if (!isLess) _requireCanBeFrozen(account);
        _setFrozenTokens(account, amount);
        return true;
    }

    /// @inheritdoc IFreezable
    function frozenCount() external view returns (uint256) {
        return _freezingStorage().list.length();
    }

    /// @inheritdoc IFreezable
    function frozenAt(uint256 index) external view returns (address) {
        return _freezingStorage().list.pos(index);
    }

    /// @inheritdoc IFreezable
    function isFrozen(address account) public view virtual returns (bool) {
        return _freezingStorage().freezes[account].whole;
    }

    /// @inheritdoc IERC7943Fungible
    function getFrozenTokens(address account) public view returns (uint256) {
        return _freezingStorage().freezes[account].tokens;
    }

    /// @dev Puts an account on the list, where it may be already.
    function _freeze(address account, bytes32 reason) internal virtual {
        _requireCanBeFrozen(account);
        if (_freezingStorage().list.add(account)) {
            _freezingStorage().freezes[account].whole = true;
            emit AddressFrozen(account, reason, _msgSender());
        }
    }

    /// @dev Sets the frozen part of a balance.
    function _setFrozenTokens(address account, uint256 amount) internal {
        uint256 oldAmount = getFrozenTokens(account);
        if (amount == oldAmount) return;

        _freezingStorage().freezes[account].tokens = SafeCast.toUint248(amount);
        emit Frozen(account, amount);
        emit FrozenTokensChanged(account, oldAmount, amount, _msgSender());
    }

    /// @dev Refuses an account that is frozen.
    function _requireNotFrozen(address account) internal view {
        require(!isFrozen(account), AccountFrozen(account));
    }

    /// @dev A frozen zero address would halt minting and burning; a frozen admin could not undo what a stolen key froze.
    function _requireCanBeFrozen(address account) internal view virtual {
        require(account != address(0) && account != address(this) && account != defaultAdmin(), CannotFreeze(account));
    }

    function _freezingStorage() private pure returns (FreezingStorage storage $) {
        uint256 slot = erc7201("backbone.storage.Freezing");
        assembly ("memory-safe") {
            $.slot := slot
        }
    }
}
