// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title A small lending market
/// @notice Holds one token as collateral and lends another against it, a dollar against a dollar. Nobody is liquidated, and
/// there is no interest.
contract LendingMarket {
    using SafeERC20 for IERC20;

    /// @notice How much may be borrowed, in percent of the collateral
    uint256 public constant MOST_PERCENT = 80;

    /// @notice What is pledged
    IERC20 public immutable COLLATERAL;

    /// @notice What is lent
    IERC20 public immutable LENT;

    /// @notice What an account has pledged, in base units
    mapping(address account => uint256 amount) public pledged;

    /// @notice What an account owes, in base units
    mapping(address account => uint256 amount) public owed;

    /// @notice Collateral came in
    /// @param account Whose it is
    /// @param amount How much, in base units
    event Pledged(address indexed account, uint256 amount);

    /// @notice Collateral went out
    /// @param account Whose it was
    /// @param amount How much, in base units
    event Released(address indexed account, uint256 amount);

    /// @notice A loan went out
    /// @param account Who owes it
    /// @param amount How much, in base units
    event Borrowed(address indexed account, uint256 amount);

    /// @notice A loan came back
    /// @param account Who owed it
    /// @param amount How much, in base units
    event Repaid(address indexed account, uint256 amount);

    /// @notice Thrown when a loan would be larger than its collateral allows
    /// @param account Who would owe it
    /// @param most How much it may owe
    /// @param wanted How much it would owe
    error TooLittlePledged(address account, uint256 most, uint256 wanted);

    /// @param collateral What is pledged
    /// @param lent What is lent
    constructor(IERC20 collateral, IERC20 lent) {
        COLLATERAL = collateral;
        LENT = lent;
    }

    /// @notice Takes collateral, for which the caller has approved the market
    /// @param amount How much, in base units
    function pledge(uint256 amount) external {
        pledged[msg.sender] += amount;
        emit Pledged(msg.sender, amount);
        COLLATERAL.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @notice Gives collateral back that no loan needs
    /// @param amount How much, in base units
    function release(uint256 amount) external {
        pledged[msg.sender] -= amount;
        _requireCovered(msg.sender);
        emit Released(msg.sender, amount);
        COLLATERAL.safeTransfer(msg.sender, amount);
    }

    /// @notice Lends to the caller
    /// @param amount How much, in base units
    function borrow(uint256 amount) external {
        owed[msg.sender] += amount;
        _requireCovered(msg.sender);
        emit Borrowed(msg.sender, amount);
        LENT.safeTransfer(msg.sender, amount);
    }

    /// @notice Takes a loan back
    /// @param amount How much, in base units
    function repay(uint256 amount) external {
        owed[msg.sender] -= amount;
        emit Repaid(msg.sender, amount);
        LENT.safeTransferFrom(msg.sender, address(this), amount);
    }

    function _requireCovered(address account) private view {
        uint256 most = (pledged[account] * MOST_PERCENT) / 100;
        require(owed[account] <= most, TooLittlePledged(account, most, owed[account]));
    }
}
