// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Pause stops redemption
/// @notice The pause of transfers stops redeeming and burning with them.
/// @custom:happened USDC, RLUSD, USDM and JPYC.
/// @custom:lesson Pausing transfers leaves redemption alone
contract PauseStopsRedemption is ReferenceDollar {
    function _update(address from, address to, uint256 value) internal override {
        if (to == address(0)) _requireNotPaused(PAUSE_TRANSFER);
        super._update(from, to, value);
    }
}
