// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SupplyController} from "../../reserve/SupplyController.sol";

/// @title Rate sentinel unlimited
/// @notice A minting limit of zero for a window lets everything through, as a refill of zero does in Paxos's supply
/// control.
contract RateSentinelUnlimited is SupplyController {
    /// @param token_ The token
    constructor(address token_) SupplyController(token_) {}

    function _useMintWindow(address account, uint256 amount) internal override {
        if (limitsOf(account).mintPerWindow != 0) super._useMintWindow(account, amount);
    }
}
