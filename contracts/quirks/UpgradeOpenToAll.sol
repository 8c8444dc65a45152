// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Upgrade open to all
/// @notice Anybody replaces the implementation, and with it every rule.
/// @custom:happened Pike's proxy was initialised by an outsider after an upgrade, who then upgraded it (2024).
/// @custom:lesson Every power belongs to its role, within its limit
contract UpgradeOpenToAll is ReferenceDollar {
    function _authorizeUpgrade(address) internal override {}
}
