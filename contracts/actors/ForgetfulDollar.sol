// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IFreezable} from "../interfaces/IFreezable.sol";
import {Freezing} from "../token/Freezing.sol";
import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title A next version that forgets who is frozen
/// @notice The reference token with its freeze list in another place, to which no upgrade moves what the old one holds.
contract ForgetfulDollar is ReferenceDollar {
    /// @custom:storage-location erc7201:backbone.actors.ForgetfulDollar
    struct ForgetfulStorage {
        mapping(address account => bool) frozen;
    }

    /// @notice Whether an account was frozen since the upgrade
    /// @param account The account
    /// @return Whether it is on the new list
    function isFrozen(address account) public view override(IFreezable, Freezing) returns (bool) {
        return _forgetfulStorage().frozen[account];
    }

    function _freeze(address account, bytes32 reason) internal override {
        super._freeze(account, reason);
        _forgetfulStorage().frozen[account] = true;
    }

    function _forgetfulStorage() private pure returns (ForgetfulStorage storage $) {
        uint256 slot = erc7201("backbone.actors.ForgetfulDollar");
        assembly ("memory-safe") {
            $.slot := slot
        }
    }
}
