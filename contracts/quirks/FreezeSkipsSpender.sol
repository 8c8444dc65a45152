// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Freeze skips the spender
/// @notice A frozen account still spends the allowances that others gave it.
/// @custom:happened USDT, USDM, EURe, TIP-20 and T-REX never check who spends, AUSD does not by default.
/// @custom:lesson Check the spender in the transfer itself
contract FreezeSkipsSpender is ReferenceDollar {
    address private transient _spender;

    function _spendAllowance(address owner, address spender, uint256 value) internal override {
        _spender = spender;
        super._spendAllowance(owner, spender, value);
    }

    function _requirePartiesNotFrozen(address operator, address from, address to) internal view override {
        super._requirePartiesNotFrozen(operator == _spender ? from : operator, from, to);
    }
}
