// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Admin holds every role
/// @notice The admin does what any officer does, although no list and no event of roles says so.
/// @custom:happened CMTAT's admin holds every role.
/// @custom:lesson Roles are what they are reported to be, and the admin is never lost
contract AdminHoldsEveryRole is ReferenceDollar {
    function _checkRole(bytes32 role, address account) internal view override {
        if (account != defaultAdmin()) super._checkRole(role, account);
    }
}
