// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReserveFeed} from "../../reserve/ReserveFeed.sol";

/// @title Feed counts one attester twice
/// @notice Signers come in any order and as often as they like, so that one stolen key attests alone.
contract FeedCountsOneAttesterTwice is ReserveFeed {
    /// @param owner_ The owner
    /// @param attesters_ The attesters
    /// @param threshold_ How many of them have to sign
    constructor(
        address owner_,
        address[] memory attesters_,
        uint256 threshold_
    ) ReserveFeed(owner_, attesters_, threshold_) {}

    function _requireAscending(address, address) internal pure override {}
}
