// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SupplyController} from "../../reserve/SupplyController.sol";

/// @title Reserve gate ignores decimals
/// @notice Whatever the feed's decimals are, its answer is taken for base units of the token, so that a feed of 18
/// decimals attests a million million times too much.
contract ReserveGateIgnoresDecimals is SupplyController {
    /// @param token_ The token
    constructor(address token_) SupplyController(token_) {}

    function _inBaseUnits(uint256 answer, uint256) internal pure override returns (uint256) {
        return answer;
    }
}
