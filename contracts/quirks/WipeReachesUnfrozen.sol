// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Wipe reaches the unfrozen
/// @notice The seizer wipes and seizes what nobody has frozen.
/// @custom:lesson Every power belongs to its role, within its limit
contract WipeReachesUnfrozen is ReferenceDollar {
    function _requireFrozen(address, uint256) internal pure override {}
}
