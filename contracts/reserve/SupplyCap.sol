// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISupplyCap} from "../interfaces/ISupplyCap.sol";
import {TokenAuthority} from "./TokenAuthority.sol";

/// @title SupplyCap
/// @notice A bound on the supply, whoever mints.
abstract contract SupplyCap is TokenAuthority, ISupplyCap {
    uint256 private _cap;

    /// @inheritdoc ISupplyCap
    function setSupplyCap(uint256 newCap) external onlyTokenRole(RESERVE_ADMIN_ROLE) {
        _setCap(newCap);
    }

    /// @inheritdoc ISupplyCap
    function lowerSupplyCap(uint256 newCap) external onlyTokenRole(CANCELLER_ROLE) {
        require(newCap <= _cap, SupplyCapNotLowered(_cap, newCap));
        _setCap(newCap);
    }

    /// @inheritdoc ISupplyCap
    function supplyCap() public view returns (uint256) {
        return _cap;
    }

    /// @dev Refuses a supply above the cap.
    function _requireWithinCap(uint256 supplyAfter) internal view virtual {
        require(supplyAfter <= _cap, MintExceedsSupplyCap(_cap, supplyAfter));
    }

    function _setCap(uint256 newCap) private {
        uint256 oldCap = _cap;
        _cap = newCap;
        emit SupplyCapChanged(oldCap, newCap, msg.sender);
    }
}
