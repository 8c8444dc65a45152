// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Seize to frozen allowed
/// @notice What is seized can be sent to a frozen account.
/// @custom:lesson A forced transfer keeps the books
contract SeizeToFrozenAllowed is ReferenceDollar {
    function _requireMaySeize(address account, address to) internal view override {
        if (!isFrozen(to) || account == to) super._requireMaySeize(account, to);
    }
}
