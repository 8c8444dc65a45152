// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SupplyController} from "../../reserve/SupplyController.sol";

/// @title Reserve gate ignores staleness
/// @notice An attestation counts for ever, so that minting goes on while the reserve is long gone.
contract ReserveGateIgnoresStaleness is SupplyController {
    /// @param token_ The token
    constructor(address token_) SupplyController(token_) {}

    function _requireFresh(uint256, uint256) internal view override {}
}
