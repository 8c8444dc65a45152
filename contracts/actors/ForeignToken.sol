// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Foreign token
/// @notice A token that somebody sends where it doesn't belong, for instance to another token's contract.
contract ForeignToken is ERC20 {
    /// @param holder Who gets all of it
    /// @param supply How much there is
    constructor(address holder, uint256 supply) ERC20("Foreign", "FGN") {
        _mint(holder, supply);
    }
}
