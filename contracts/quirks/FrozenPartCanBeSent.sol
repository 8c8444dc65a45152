// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Frozen part can be sent
/// @notice The frozen part of a balance is a number that stops nothing.
/// @custom:lesson Every way to move tokens passes the gates
contract FrozenPartCanBeSent is ReferenceDollar {
    function _requireUnfrozen(address, uint256) internal pure override {}
}
