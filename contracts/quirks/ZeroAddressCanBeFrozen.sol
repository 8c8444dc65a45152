// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Zero address can be frozen
/// @notice Freezing the zero address halts all minting and redeeming.
/// @custom:happened On USDM it halts all minting.
/// @custom:lesson Zero is never frozen
contract ZeroAddressCanBeFrozen is ReferenceDollar {
    function _requireCanBeFrozen(address account) internal view override {
        if (account != address(0)) super._requireCanBeFrozen(account);
    }
}
