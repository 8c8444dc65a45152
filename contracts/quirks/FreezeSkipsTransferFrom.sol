// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Freeze skips transferFrom
/// @notice The tokens of a frozen holder still move through transferFrom, so that a spender approved beforehand carries them
/// off (the freeze race, with the leak that USD1 and TUSD have on the spender's side).
contract FreezeSkipsTransferFrom is ReferenceDollar {
    function _requirePartiesNotFrozen(address operator, address, address to) internal view override {
        super._requirePartiesNotFrozen(operator, operator, to);
    }
}
