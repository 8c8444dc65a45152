// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Freeze skips the spender of an exact allowance
/// @notice A frozen spender that spends exactly its whole allowance goes on.
/// @custom:happened TUSD lets a frozen spender that spends exactly its whole allowance go on.
/// @custom:lesson Check the spender in the transfer itself
contract FreezeSkipsSpenderOfExactAllowance is ReferenceDollar {
    address private transient _spender;

    function _spendAllowance(address owner, address spender, uint256 value) internal override {
        if (allowance(owner, spender) == value) _spender = spender;
        super._spendAllowance(owner, spender, value);
    }

    function _requirePartiesNotFrozen(address operator, address from, address to) internal view override {
        super._requirePartiesNotFrozen(operator == _spender ? from : operator, from, to);
    }
}
