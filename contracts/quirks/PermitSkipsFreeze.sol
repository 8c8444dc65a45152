// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Permit skips freeze
/// @notice A frozen owner signs an allowance, which is armed when the freeze is lifted.
/// @custom:lesson Permits pass the gates of approvals, and zero always passes
contract PermitSkipsFreeze is ReferenceDollar {
    function _requireMayPermit(address, address) internal view override {
        _requireNotPaused(PAUSE_SIGNATURES);
        _requireNotPaused(PAUSE_TRANSFER);
    }
}
