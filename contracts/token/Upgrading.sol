// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {IUpgradable} from "../interfaces/IUpgradable.sol";
import {Administration} from "./Administration.sol";

/// @title Upgrading
/// @notice Replacing the implementation.
abstract contract Upgrading is Administration, UUPSUpgradeable, IUpgradable {
    /// @inheritdoc IUpgradable
    bytes32 public constant UPGRADER_ROLE = keccak256("UPGRADER_ROLE");

    /// @dev Leaves everything to the role.
    function _authorizeUpgrade(address) internal virtual override onlyRole(UPGRADER_ROLE) {}
}
