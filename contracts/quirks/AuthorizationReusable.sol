// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Authorization reusable
/// @notice A signed transfer can be submitted again, until nothing is left.
/// @custom:lesson A signature counts once, for its purpose, until it is cancelled
contract AuthorizationReusable is ReferenceDollar {
    function _cancel(address authorizer, bytes32 nonce, bytes memory signature) internal override {
        super._cancel(authorizer, nonce, signature);
        super._useAuthorization(authorizer, nonce);
    }

    function _useAuthorization(address authorizer, bytes32 nonce) internal view override {
        require(!authorizationState(authorizer, nonce), AuthorizationUsedOrCanceled(authorizer, nonce));
    }
}
