// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Fee on transfer switch
/// @notice A fee on transfers, which the admin gets, is off until the reserve admin switches it on.
/// @custom:happened USDT's setParams turns on a fee on transfers.
/// @custom:lesson Dormant switches count
contract FeeOnTransferSwitch is ReferenceDollar {
    uint256 private constant PER_CENT = 100;

    uint256 private _fee;

    /// @notice Sets the fee
    /// @param perCent The part of each transfer that the admin gets
    function setFee(uint256 perCent) external onlyRole(RESERVE_ADMIN_ROLE) {
        _fee = perCent;
    }

    function _update(address from, address to, uint256 value) internal override {
        uint256 fee = from == address(0) || to == address(0) ? 0 : (value * _fee) / PER_CENT;
        if (fee != 0) super._update(from, defaultAdmin(), fee);
        super._update(from, to, value - fee);
    }
}
