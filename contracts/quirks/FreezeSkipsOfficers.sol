// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Freeze skips officers
/// @notice A frozen account uses its roles as before, so that a stolen key can not be stopped by a freeze.
/// @custom:lesson Every power belongs to its role, within its limit
contract FreezeSkipsOfficers is ReferenceDollar {
    function _checkRole(bytes32 role, address account) internal view override {
        require(hasRole(role, account), AccessControlUnauthorizedAccount(account, role));
    }
}
