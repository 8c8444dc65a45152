// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Permit skips pause
/// @notice Signed allowances are given while everything is paused, and armed when it is not any more.
/// @custom:lesson Permits pass the gates of approvals, and zero always passes
contract PermitSkipsPause is ReferenceDollar {
    function _requireMayPermit(address owner, address spender) internal view override {
        _requirePartiesNotFrozen(_msgSender(), owner, spender);
    }
}
