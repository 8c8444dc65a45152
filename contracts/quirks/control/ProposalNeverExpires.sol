// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SupplyController} from "../../reserve/SupplyController.sol";

/// @title Proposal never expires
/// @notice A proposed mint that everybody has forgotten can be minted years later.
contract ProposalNeverExpires is SupplyController {
    /// @param token_ The token
    constructor(address token_) SupplyController(token_) {}

    function _requireNotExpired(bytes32, uint256) internal view override {}
}
