// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Pause blocks wipe
/// @notice Nothing is wiped or seized while transfers are paused.
/// @custom:happened RLUSD's clawback reverts while paused.
/// @custom:lesson Neither freeze nor pause blocks enforcement
contract PauseBlocksWipe is ReferenceDollar {
    function _takeFrozen(address account, address to, uint256 amount) internal override {
        _requireNotPaused(PAUSE_TRANSFER);
        super._takeFrozen(account, to, amount);
    }
}
