// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Freeze skips transferFrom
/// @notice The tokens of a frozen holder still move through transferFrom, so that a spender approved beforehand carries
/// them off.
/// @custom:lesson Every way to move tokens passes the gates
contract FreezeSkipsTransferFrom is ReferenceDollar {
    address private transient _spender;

    function _spendAllowance(address owner, address spender, uint256 value) internal override {
        _spender = spender;
        super._spendAllowance(owner, spender, value);
    }

    function _requirePartiesNotFrozen(address operator, address from, address to) internal view override {
        super._requirePartiesNotFrozen(operator, operator == _spender ? operator : from, to);
    }
}
