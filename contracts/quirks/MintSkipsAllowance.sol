// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Mint skips allowance
/// @notice A mint neither checks nor uses up the minter's allowance, so that one stolen minter key mints without bound.
/// @custom:happened A valid minter minted 5 billion GALA (2024).
/// @custom:lesson Every power belongs to its role, within its limit
contract MintSkipsAllowance is ReferenceDollar {
    function _spendMinterAllowance(address, uint256) internal pure override {}
}
