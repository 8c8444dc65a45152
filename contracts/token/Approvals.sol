// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/ERC20Upgradeable.sol";
import {IApprovals} from "../interfaces/IApprovals.sol";
import {Gates} from "./Gates.sol";

/// @title Approvals
/// @notice Giving allowances, and taking them back.
abstract contract Approvals is Gates, IApprovals {
    /// @inheritdoc IApprovals
    function decreaseAllowance(address spender, uint256 decrement) external returns (bool) {
        uint256 current = allowance(_msgSender(), spender);
        require(decrement <= current, ERC20InsufficientAllowance(spender, current, decrement));
        _approve(_msgSender(), spender, current - decrement);
        return true;
    }

    /// @inheritdoc ERC20Upgradeable
    function approve(address spender, uint256 value) public virtual override returns (bool) {
        if (value != 0) _requireMayApprove(_msgSender(), spender);
        return super.approve(spender, value);
    }

    /// @dev Refuses to give an allowance while transfers are paused, or with a frozen account in it.
    function _requireMayApprove(address owner, address spender) internal view virtual {
        _requireNotPaused(PAUSE_TRANSFER);
        _requirePartiesNotFrozen(_msgSender(), owner, spender);
    }
}
