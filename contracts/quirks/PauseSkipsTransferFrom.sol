// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Pause skips transferFrom
/// @notice While transfers are paused, spenders still move tokens.
/// @custom:lesson Every way to move tokens passes the gates
contract PauseSkipsTransferFrom is ReferenceDollar {
    address private transient _spender;

    function _spendAllowance(address owner, address spender, uint256 value) internal override {
        _spender = spender;
        super._spendAllowance(owner, spender, value);
    }

    function _requireNotPaused(uint8 bit) internal view override {
        if (bit != PAUSE_TRANSFER || _spender == address(0)) super._requireNotPaused(bit);
    }
}
