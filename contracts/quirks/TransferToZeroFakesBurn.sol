// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/ERC20Upgradeable.sol";
import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Transfer to zero fakes a burn
/// @notice Tokens can be sent to the zero address: the Transfer event looks like a burn, and the supply stays.
/// @custom:happened AUSD, DAI and USDT.
/// @custom:lesson Every change of supply has its Transfer event, and no other has
contract TransferToZeroFakesBurn is ReferenceDollar {
    /// @inheritdoc ERC20Upgradeable
    function transfer(address to, uint256 value) public override returns (bool) {
        if (to != address(0)) return super.transfer(to, value);

        _requireNotPaused(PAUSE_TRANSFER);
        _burn(_msgSender(), value);
        _erc20()._totalSupply += value;
        _erc20()._balances[to] += value;
        return true;
    }

    function _erc20() private pure returns (ERC20Storage storage $) {
        uint256 slot = erc7201("openzeppelin.storage.ERC20");
        assembly ("memory-safe") {
            $.slot := slot
        }
    }
}
