// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IRescuable} from "../interfaces/IRescuable.sol";
import {Freezing} from "./Freezing.sol";

/// @title Rescuing
/// @notice Sending on what was sent here by mistake.
abstract contract Rescuing is Freezing, IRescuable {
    using SafeERC20 for IERC20;

    /// @inheritdoc IRescuable
    bytes32 public constant RESCUER_ROLE = keccak256("RESCUER_ROLE");

    /// @inheritdoc IRescuable
    function rescue(address foreignToken, address to, uint256 amount) external onlyRole(RESCUER_ROLE) {
        require(foreignToken != address(this), NotForeign());
        require(to != address(0), ZeroAddress());
        _requireNotFrozen(to);
        IERC20(foreignToken).safeTransfer(to, amount);
        emit Rescued(foreignToken, to, amount, _msgSender());
    }
}
