// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Permit replayable
/// @notice A permit is good again after it has been spent or taken back.
/// @custom:lesson A signature counts once, for its purpose, until it is cancelled
contract PermitReplayable is ReferenceDollar {
    function _useNonce(address owner) internal view override returns (uint256) {
        return nonces(owner);
    }
}
