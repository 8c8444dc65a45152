// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IStoppable} from "../interfaces/IStoppable.sol";
import {SupplyLimits} from "./SupplyLimits.sol";

/// @title Stopping
/// @notice Epochs of accounts: whatever is kept by epoch is void once the next one begins, however much it is.
abstract contract Stopping is SupplyLimits, IStoppable {
    mapping(address account => uint256 epoch) private _epochs;

    /// @inheritdoc IStoppable
    function stopAccount(address account) external onlyTokenRole(CANCELLER_ROLE) {
        _setLimits(account, Limits({perTransaction: 0, mintPerWindow: 0, burnPerWindow: 0}));
        uint256 epoch = ++_epochs[account];
        emit AccountStopped(account, epoch, msg.sender);
    }

    /// @inheritdoc IStoppable
    function epochOf(address account) public view returns (uint256) {
        return _epochs[account];
    }
}
