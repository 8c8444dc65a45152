// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Seize to self unfreezes
/// @notice A seizure from an account for itself moves nothing and unfreezes the frozen part of its balance.
/// @custom:happened OpenZeppelin's forced transfer did so until June 2026.
/// @custom:lesson A forced transfer keeps the books
contract SeizeToSelfUnfreezes is ReferenceDollar {
    function _requireMaySeize(address account, address to) internal view override {
        if (account != to) super._requireMaySeize(account, to);
    }
}
