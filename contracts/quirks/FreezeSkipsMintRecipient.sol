// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Freeze skips the mint recipient
/// @notice New tokens are minted to frozen accounts.
/// @custom:lesson Every way to move tokens passes the gates
contract FreezeSkipsMintRecipient is ReferenceDollar {
    function _requirePartiesNotFrozen(address operator, address from, address to) internal view override {
        super._requirePartiesNotFrozen(operator, from, from == address(0) ? operator : to);
    }
}
