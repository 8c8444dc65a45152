// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Freeze blocks wipe
/// @notice A holder has to be unfrozen before it can be wiped or seized, and runs.
/// @custom:happened RLUSD's clawback reverts on frozen accounts.
/// @custom:lesson Neither freeze nor pause blocks enforcement
contract FreezeBlocksWipe is ReferenceDollar {
    function _takeFrozen(address account, address to, uint256 amount) internal override {
        _requireNotFrozen(account);
        super._takeFrozen(account, to, amount);
    }
}
