// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Allowances
/// @notice ERC-20's, with a way of lowering one that no race can turn into a raise. Giving an allowance needs unpaused transfers
/// and unfrozen parties; taking one back always works.
interface IApprovals {
    /// @notice Lowers the allowance that the caller gave, while paused or frozen too
    /// @param spender The account that may spend it
    /// @param decrement By how much, in base units, at most the allowance there is
    /// @return True
    function decreaseAllowance(address spender, uint256 decrement) external returns (bool);
}
