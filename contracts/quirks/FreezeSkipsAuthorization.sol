// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Freeze skips authorization
/// @notice A frozen holder signs a transfer, somebody else submits it, and the tokens move.
/// @custom:lesson Every way to move tokens passes the gates
contract FreezeSkipsAuthorization is ReferenceDollar {
    address private transient _signer;

    function _useAuthorization(address authorizer, bytes32 nonce) internal override {
        _signer = authorizer;
        super._useAuthorization(authorizer, nonce);
    }

    function _requirePartiesNotFrozen(address operator, address from, address to) internal view override {
        super._requirePartiesNotFrozen(operator, from == _signer ? operator : from, to);
    }
}
