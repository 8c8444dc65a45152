// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBeacon} from "@openzeppelin/contracts/proxy/beacon/IBeacon.sol";
import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
import {Proxy} from "@openzeppelin/contracts/proxy/Proxy.sol";

/// @title A next version that leaves the code to a beacon
/// @notice What an issuer of several tokens puts behind the proxy of each, so that one call to the beacon upgrades all.
/// From then on whoever keeps the beacon decides which code runs, and nothing of the token's own storage changes.
contract BehindBeacon is Proxy {
    /// @notice Forwards plain ether as any other call
    receive() external payable {
        _fallback();
    }

    /// @notice Follows a beacon, called through upgradeToAndCall; afterwards it is a call like any other
    /// @param beacon The beacon
    function follow(address beacon) external {
        if (ERC1967Utils.getBeacon() == address(0)) ERC1967Utils.upgradeBeaconToAndCall(beacon, "");
        else _fallback();
    }

    /// @notice Says that this is an implementation to upgrade to, as long as it follows no beacon
    /// @return The ERC-1967 slot
    function proxiableUUID() external returns (bytes32) {
        if (ERC1967Utils.getBeacon() != address(0)) _fallback();
        return ERC1967Utils.IMPLEMENTATION_SLOT;
    }

    function _implementation() internal view override returns (address) {
        return IBeacon(ERC1967Utils.getBeacon()).implementation();
    }
}
