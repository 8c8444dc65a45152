// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Pause blocks cancel
/// @notice A signed transfer that failed under the pause of signatures can not be cancelled until the pause is
/// lifted, and then somebody replays it first.
/// @custom:lesson A signature counts once, for its purpose, until it is cancelled
contract PauseBlocksCancel is ReferenceDollar {
    function _cancel(address authorizer, bytes32 nonce, bytes memory signature) internal override {
        _requireNotPaused(PAUSE_SIGNATURES);
        super._cancel(authorizer, nonce, signature);
    }
}
