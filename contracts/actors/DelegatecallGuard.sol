// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title A Safe's guard that refuses delegatecalls
/// @notice A Safe asks it before and after each of its transactions. What a guard refuses doesn't happen.
contract DelegatecallGuard {
    /// @dev The xor of the selectors of checkTransaction and checkAfterExecution.
    bytes4 private constant GUARD_INTERFACE = 0xe6d7a83a;

    /// @notice Thrown when a Safe is to delegate a call
    /// @param target To which contract
    error DelegatecallRefused(address target);

    // In memory, since the lengths of calldata are too many for the stack.
    // solhint-disable gas-calldata-parameters
    /// @notice Asked before a transaction
    /// @param to The contract that is called
    /// @param operation 0 for a call, 1 for a delegatecall
    function checkTransaction(
        address to,
        uint256,
        bytes memory,
        uint8 operation,
        uint256,
        uint256,
        uint256,
        address,
        address payable,
        bytes memory,
        address
    ) external pure {
        require(operation == 0, DelegatecallRefused(to));
    }

    // solhint-enable gas-calldata-parameters

    /// @notice Asked after a transaction
    function checkAfterExecution(bytes32, bool) external pure {}

    /// @notice ERC-165
    /// @param id An interface
    /// @return Whether this is one
    function supportsInterface(bytes4 id) external pure returns (bool) {
        return id == GUARD_INTERFACE || id == type(IERC165).interfaceId;
    }
}
