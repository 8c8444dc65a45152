// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Pause blocks freeze
/// @notice Nobody is frozen while transfers are paused, and everybody runs when they are not any more.
/// @custom:lesson What stops things works while paused
contract PauseBlocksFreeze is ReferenceDollar {
    function _freeze(address account, bytes32 reason) internal override {
        _requireNotPaused(PAUSE_TRANSFER);
        super._freeze(account, reason);
    }
}
