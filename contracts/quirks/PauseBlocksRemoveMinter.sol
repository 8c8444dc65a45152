// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Pause blocks the removal of minters
/// @notice Where minting is paused because of a stolen minter key, that key can not be taken out before minting goes
/// on.
/// @custom:lesson What stops things works while paused
contract PauseBlocksRemoveMinter is ReferenceDollar {
    function _revokeRole(bytes32 role, address account) internal override returns (bool) {
        if (role == MINTER_ROLE) _requireNotPaused(PAUSE_MINT);
        return super._revokeRole(role, account);
    }
}
