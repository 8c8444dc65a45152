// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Administration} from "../token/Administration.sol";
import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Bridge is a minter too
/// @notice One key is bridge and minter, and mints under both limits.
/// @custom:lesson A bridge has limits, and no power besides
contract BridgeIsMinterToo is ReferenceDollar {
    function _grantRole(bytes32 role, address account) internal override returns (bool) {
        return Administration._grantRole(role, account);
    }
}
