// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Freeze not idempotent
/// @notice To freeze what is frozen is refused, so that one member of a batch stops the whole batch.
/// @custom:happened RLUSD and USDM.
/// @custom:lesson A freeze is idempotent
contract FreezeNotIdempotent is ReferenceDollar {
    function _freeze(address account, bytes32 reason) internal override {
        _requireNotFrozen(account);
        super._freeze(account, reason);
    }
}
