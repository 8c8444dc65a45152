// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {IDestinations} from "../interfaces/IDestinations.sol";
import {Stopping} from "./Stopping.sol";

/// @title Destinations
/// @notice Where each minter may mint to.
abstract contract Destinations is Stopping, IDestinations {
    using EnumerableSet for EnumerableSet.AddressSet;

    mapping(address minter => mapping(uint256 epoch => EnumerableSet.AddressSet)) private _destinations;

    /// @inheritdoc IDestinations
    function allowDestination(address minter, address to) external onlyTokenRole(MINTER_ADMIN_ROLE) {
        if (_list(minter).add(to)) emit DestinationAllowed(minter, to, msg.sender);
    }

    /// @inheritdoc IDestinations
    function removeDestination(address minter, address to) external onlyTokenRole(CANCELLER_ROLE) {
        if (_list(minter).remove(to)) emit DestinationRemoved(minter, to, msg.sender);
    }

    /// @inheritdoc IDestinations
    function destinationCount(address minter) external view returns (uint256) {
        return _list(minter).length();
    }

    /// @inheritdoc IDestinations
    function destinationAt(address minter, uint256 index) external view returns (address) {
        return _list(minter).pos(index);
    }

    /// @inheritdoc IDestinations
    function isDestination(address minter, address to) public view returns (bool) {
        return _list(minter).contains(to);
    }

    /// @dev Refuses a recipient that is not on the minter's list.
    function _requireDestination(address minter, address to) internal view virtual {
        require(isDestination(minter, to), DestinationNotAllowed(minter, to));
    }

    function _list(address minter) private view returns (EnumerableSet.AddressSet storage) {
        return _destinations[minter][epochOf(minter)];
    }
}
