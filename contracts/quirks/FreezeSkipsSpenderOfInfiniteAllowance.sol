// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Freeze skips the spender of an infinite allowance
/// @notice A frozen spender is stopped only where its allowance is used up, so that an infinite one goes on.
/// @custom:happened USD1 lets a frozen spender with an infinite allowance go on.
/// @custom:lesson Check the spender in the transfer itself
contract FreezeSkipsSpenderOfInfiniteAllowance is ReferenceDollar {
    address private transient _spender;

    function _spendAllowance(address owner, address spender, uint256 value) internal override {
        if (allowance(owner, spender) == type(uint256).max) _spender = spender;
        super._spendAllowance(owner, spender, value);
    }

    function _requirePartiesNotFrozen(address operator, address from, address to) internal view override {
        super._requirePartiesNotFrozen(operator == _spender ? from : operator, from, to);
    }
}
