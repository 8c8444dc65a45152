// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Removed minter keeps its allowance
/// @notice The allowance of a minter outlives its role, and comes back with it.
/// @custom:happened On EURe adding a minter again revives what it had.
/// @custom:lesson Removing a minter erases its allowance
contract RemovedMinterKeepsAllowance is ReferenceDollar {
    function _revokeRole(bytes32 role, address account) internal override returns (bool revoked) {
        uint256 kept = minterAllowance(account);
        revoked = super._revokeRole(role, account);
        if (role == MINTER_ROLE) _setMinterAllowance(account, kept);
    }
}
