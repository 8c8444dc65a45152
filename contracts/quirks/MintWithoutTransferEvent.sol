// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Mint without Transfer event
/// @notice Tokens appear, and whoever adds up Transfer events does not see them.
/// @custom:happened USDT mints and burns without Transfer events.
/// @custom:lesson Every change of supply has its Transfer event, and no other has
contract MintWithoutTransferEvent is ReferenceDollar {
    function _update(address from, address to, uint256 value) internal override {
        if (from != address(0)) return super._update(from, to, value);

        require(to != address(this), ERC20InvalidReceiver(to));
        _requireNotPaused(PAUSE_MINT);
        _requirePartiesNotFrozen(_msgSender(), from, to);
        _erc20()._totalSupply += value;
        _erc20()._balances[to] += value;
    }

    function _erc20() private pure returns (ERC20Storage storage $) {
        uint256 slot = erc7201("openzeppelin.storage.ERC20");
        assembly ("memory-safe") {
            $.slot := slot
        }
    }
}
