// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/ERC20Upgradeable.sol";
import {IMemo} from "../interfaces/IMemo.sol";

/// @title Memos
/// @notice Plain transfers, and one more event.
abstract contract Memos is ERC20Upgradeable, IMemo {
    /// @inheritdoc IMemo
    function transferWithMemo(address to, uint256 amount, bytes32 memo) external returns (bool) {
        transfer(to, amount);
        emit TransferMemo(_msgSender(), to, amount, memo);
        return true;
    }

    /// @inheritdoc IMemo
    function transferFromWithMemo(address from, address to, uint256 amount, bytes32 memo) external returns (bool) {
        transferFrom(from, to, amount);
        emit TransferMemo(from, to, amount, memo);
        return true;
    }
}
