// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Wipe without Transfer event
/// @notice A wiped balance is gone, and whoever adds up Transfer events still counts it.
/// @custom:happened USDT wipes without a Transfer event.
/// @custom:lesson Every change of supply has its Transfer event, and no other has
contract WipeWithoutTransferEvent is ReferenceDollar {
    function _takeFrozen(address account, address to, uint256 amount) internal override {
        if (to != address(0)) return super._takeFrozen(account, to, amount);

        require(amount != 0, ZeroAmount());
        _requireFrozen(account, amount);
        uint256 part = getFrozenTokens(account);
        _setFrozenTokens(account, part > amount ? part - amount : 0);
        _erc20()._totalSupply -= amount;
        _erc20()._balances[account] -= amount;
    }

    function _erc20() private pure returns (ERC20Storage storage $) {
        uint256 slot = erc7201("openzeppelin.storage.ERC20");
        assembly ("memory-safe") {
            $.slot := slot
        }
    }
}
