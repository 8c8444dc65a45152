// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Reinitializer open to all
/// @notice The initialiser of a second version is there for whoever calls it first, and makes that account the
/// upgrader.
/// @custom:happened Open re-initialisers are in USDC, Paxos, JPYC and frxUSD.
/// @custom:lesson Re-initialisers are authenticated
contract ReinitializerOpenToAll is ReferenceDollar {
    /// @notice Gives the upgrader's role for the second version
    /// @param upgrader Who gets it
    function initializeV2(address upgrader) external reinitializer(2) {
        _grantRole(UPGRADER_ROLE, upgrader);
    }
}
