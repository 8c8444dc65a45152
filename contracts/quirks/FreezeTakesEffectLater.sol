// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IFreezable} from "../interfaces/IFreezable.sol";
import {Freezing} from "../token/Freezing.sol";
import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Freeze takes effect later
/// @notice A freeze is announced with its event, and takes effect ten blocks later.
/// @custom:happened Between request and effect 78 million USDT moved.
/// @custom:lesson A freeze takes effect at once
contract FreezeTakesEffectLater is ReferenceDollar {
    uint256 private constant BLOCKS = 10;

    mapping(address account => uint256 number) private _effective;

    /// @inheritdoc IFreezable
    function isFrozen(address account) public view override(IFreezable, Freezing) returns (bool) {
        return super.isFrozen(account) && block.number >= _effective[account];
    }

    function _freeze(address account, bytes32 reason) internal override {
        if (!super.isFrozen(account)) _effective[account] = block.number + BLOCKS;
        super._freeze(account, reason);
    }
}
