// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Receive open to front-running
/// @notice Anybody submits a payment that only its recipient should, and takes it apart from what it was to pay for.
/// @custom:lesson A signature counts once, for its purpose, until it is cancelled
contract ReceiveOpenToFrontRunning is ReferenceDollar {
    function _requirePayee(address) internal pure override {}
}
