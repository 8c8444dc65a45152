// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TransparentUpgradeableProxy} from "@openzeppelin/contracts/proxy/transparent/TransparentUpgradeableProxy.sol";

/// @title Plain transparent proxy
/// @notice A transparent proxy as projects use it, which may start empty and be initialised in a later transaction.
contract PlainTransparentProxy is TransparentUpgradeableProxy {
    /// @param implementation The implementation
    /// @param owner Who owns the contract that may upgrade it
    /// @param data The initialising call, or nothing
    constructor(
        address implementation,
        address owner,
        bytes memory data
    ) payable TransparentUpgradeableProxy(implementation, owner, data) {}

    function _unsafeAllowUninitialized() internal pure override returns (bool) {
        return true;
    }
}
