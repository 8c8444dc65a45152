// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Bridge burn skips allowance
/// @notice A bridge burns the tokens of holders who never approved it.
/// @custom:happened OpenZeppelin's bridgeable token asks for no allowance.
/// @custom:lesson A bridge has limits, and no power besides
contract BridgeBurnSkipsAllowance is ReferenceDollar {
    function _spendHolderAllowance(address, uint256) internal pure override {}
}
