// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";
import {SupplyController} from "../../reserve/SupplyController.sol";

/// @title Rate limit refills linearly
/// @notice What was minted is free again little by little, so that a full bucket and what refills it let almost twice
/// the limit through in one window, as with the limiters of xERC20 and of Paxos.
contract RateLimitRefillsLinearly is SupplyController {
    using RateLimiter for RateLimiter.RefillingBucket;

    bytes32 private constant ONLY_KEY = 0;

    mapping(address account => RateLimiter.RefillingBucket bucket) private _buckets;

    /// @param token_ The token
    constructor(address token_) SupplyController(token_) {}

    function _useMintWindow(address account, uint256 amount) internal override {
        _buckets[account].updateSettings(WINDOW, SafeCast.toUint208(limitsOf(account).mintPerWindow));
        uint256 available = _buckets[account].available(ONLY_KEY);
        require(amount <= available, MintExceedsWindow(account, available, amount));
        _buckets[account].consume(ONLY_KEY, amount);
    }
}
