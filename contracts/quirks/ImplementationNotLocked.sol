// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Implementation not locked
/// @notice The bare implementation can be initialised, and then belongs to whoever did.
/// @custom:happened USD1, USDC and JPYC lack the lock in the constructor.
/// @custom:lesson The implementation is locked
contract ImplementationNotLocked is ReferenceDollar {
    function _disableInitializers() internal override {}
}
