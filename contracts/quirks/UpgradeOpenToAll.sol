// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Upgrade open to all
/// @notice Anybody replaces the implementation, and with it every rule (Pike, 2024, where the upgrade guard was lost).
contract UpgradeOpenToAll is ReferenceDollar {
    function _authorizeUpgrade(address) internal override {}
}
