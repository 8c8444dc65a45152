// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title A next version that was laid out anew
/// @notice The reference token as a build against older libraries has it: how often it was initialised, and who its
/// admin is, stand in the first slots and no longer in namespaces. Behind a proxy those slots are empty, so that
/// anybody initialises it again.
contract RelaidDollar is ReferenceDollar {
    uint256 private constant ADMIN_SLOT = 1;

    /// @notice Who the admin is, as far as this layout knows
    /// @return admin The account in the second slot
    function defaultAdmin() public view override returns (address admin) {
        assembly ("memory-safe") {
            admin := sload(ADMIN_SLOT)
        }
    }

    function _initializableStorageSlot() internal pure override returns (bytes32) {
        return bytes32(0);
    }
}
