// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/ERC20Upgradeable.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IERC7943Fungible} from "../interfaces/IERC7943Fungible.sol";
import {Freezing} from "./Freezing.sol";
import {Pausing} from "./Pausing.sol";

/// @title Gates
/// @notice What every movement of tokens and every use of a role has to pass, whichever call began it. Enforcement alone moves
/// tokens around it.
abstract contract Gates is Freezing, Pausing, ERC20Upgradeable {
    using Math for uint256;

    /// @inheritdoc IERC7943Fungible
    function canTransfer(address from, address to, uint256 amount) external view returns (bool) {
        return !isPaused(PAUSE_TRANSFER) && canSend(from) && canReceive(to) && amount <= _freeBalance(from);
    }

    /// @inheritdoc IERC7943Fungible
    function canSend(address account) public view returns (bool) {
        return !isFrozen(account);
    }

    /// @inheritdoc IERC7943Fungible
    function canReceive(address account) public view returns (bool) {
        return account != address(0) && account != address(this) && !isFrozen(account);
    }

    /// @dev Checked where tokens move, so that no way of spending an allowance goes around it.
    function _update(address from, address to, uint256 value) internal virtual override {
        require(to != address(this), ERC20InvalidReceiver(to));
        _requireNotPaused(_pauseBit(from, to));
        _requirePartiesNotFrozen(_msgSender(), from, to);
        if (from != address(0)) _requireUnfrozen(from, value);
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

    /// @dev Refuses to move the frozen part of a balance.
    function _requireUnfrozen(address from, uint256 value) internal view virtual {
        if (getFrozenTokens(from) == 0) return;

        uint256 unfrozen = _freeBalance(from);
        require(value <= unfrozen, ERC7943InsufficientUnfrozenBalance(from, value, unfrozen));
    }

    /// @dev Each kind of movement has its own bit: out of nothing, into nothing, between accounts.
    function _pauseBit(address from, address to) internal pure virtual returns (uint8) {
        if (from == address(0)) return PAUSE_MINT;
        if (to == address(0)) return PAUSE_REDEEM;
        return PAUSE_TRANSFER;
    }

    function _freeBalance(address account) private view returns (uint256) {
        return balanceOf(account).saturatingSub(getFrozenTokens(account));
    }
}
