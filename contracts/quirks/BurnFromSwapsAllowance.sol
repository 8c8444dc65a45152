// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Burn from swaps the allowance
/// @notice A burn from somebody else reads the allowance the wrong way round, and so gives its caller one.
/// @custom:happened DEI: burning nothing from a victim gave an allowance over its tokens, 6.4 million dollars (2023).
/// @custom:lesson Every power belongs to its role, within its limit
contract BurnFromSwapsAllowance is ReferenceDollar {
    /// @notice Burns tokens of a holder
    /// @param account The holder
    /// @param amount How much, in base units
    function burnFrom(address account, uint256 amount) external {
        uint256 current = allowance(_msgSender(), account);
        require(amount <= current, ERC20InsufficientAllowance(account, current, amount));
        _approve(account, _msgSender(), current - amount);
        _burn(account, amount);
    }
}
