// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";

/// @title Proxy initialized later
/// @notice The proxy of the reference token may be deployed without being initialised, so that whoever is first initialises it.
/// @custom:happened USPD's initialiser was front-run at deployment (2025).
/// @custom:lesson No proxy starts empty
contract ProxyInitializedLater is ERC1967Proxy {
    /// @param implementation The implementation
    /// @param data The initialising call, or nothing
    constructor(address implementation, bytes memory data) payable ERC1967Proxy(implementation, data) {}

    function _unsafeAllowUninitialized() internal pure override returns (bool) {
        return true;
    }
}
