// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/ERC20Upgradeable.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IEnforceable} from "../interfaces/IEnforceable.sol";
import {IERC7943Fungible} from "../interfaces/IERC7943Fungible.sol";
import {IRedeemable} from "../interfaces/IRedeemable.sol";
import {Gates} from "./Gates.sol";

/// @title Enforcing
/// @notice Destroying and taking what is frozen.
abstract contract Enforcing is Gates, IEnforceable {
    using Math for uint256;

    /// @inheritdoc IEnforceable
    bytes32 public constant SEIZER_ROLE = keccak256("SEIZER_ROLE");

    /// @inheritdoc IEnforceable
    function wipe(address account, uint256 amount, bytes32 reason) external onlyRole(SEIZER_ROLE) {
        _takeFrozen(account, address(0), amount);
        emit Wiped(account, amount, reason, _msgSender(), totalSupply());
    }

    /// @inheritdoc IEnforceable
    function seize(address account, address to, uint256 amount, bytes32 reason) external onlyRole(SEIZER_ROLE) {
        _seize(account, to, amount, reason);
    }

    /// @inheritdoc IERC7943Fungible
    function forcedTransfer(address from, address to, uint256 amount) external onlyRole(SEIZER_ROLE) returns (bool) {
        _seize(from, to, amount, bytes32(0));
        return true;
    }

    /// @dev The gates are for movements that an account wants; this one goes around them.
    function _takeFrozen(address account, address to, uint256 amount) internal virtual {
        require(amount != 0, IRedeemable.ZeroAmount());
        _requireFrozen(account, amount);
        _setFrozenTokens(account, getFrozenTokens(account).saturatingSub(amount));
        ERC20Upgradeable._update(account, to, amount);
    }

    /// @dev Refuses to take more than is frozen.
    function _requireFrozen(address account, uint256 amount) internal view virtual {
        uint256 balance = balanceOf(account);
        uint256 frozen = isFrozen(account) ? balance : balance.min(getFrozenTokens(account));
        require(amount <= frozen, ExceedsFrozen(account, frozen, amount));
    }

    /// @dev Refuses to seize for somebody who can't have it.
    function _requireMaySeize(address account, address to) internal view virtual {
        require(account != to, SeizedForItself(account));
        require(to != address(0) && to != address(this), ERC20InvalidReceiver(to));
        _requireNotFrozen(to);
    }

    function _seize(address account, address to, uint256 amount, bytes32 reason) private {
        _requireMaySeize(account, to);
        _takeFrozen(account, to, amount);
        emit ForcedTransfer(account, to, amount);
        emit Seized(account, to, amount, reason, _msgSender());
    }
}
