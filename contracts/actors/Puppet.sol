// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";

/// @title A contract that acts for its owner
/// @notice The sender of a call is then a contract, and several calls can share one transaction. Revert data comes
/// back unchanged.
contract Puppet {
    /// @notice The account that pulls the strings: whoever deployed the puppet
    address public immutable OWNER = msg.sender;

    /// @notice Thrown when somebody else than the owner calls
    /// @param caller The account that called
    error NotOwner(address caller);

    modifier onlyOwner() {
        require(msg.sender == OWNER, NotOwner(msg.sender));
        _;
    }

    /// @notice Takes ether
    receive() external payable {}

    /// @notice Makes a call, with the ether sent along
    /// @param target The contract to call
    /// @param data The call
    /// @return result What it returned
    function execute(address target, bytes calldata data) external payable onlyOwner returns (bytes memory result) {
        return _execute(target, msg.value, data);
    }

    /// @notice Makes calls in order, all or none, without ether
    /// @param targets The contracts to call
    /// @param data The calls, one a target
    /// @return results What they returned
    function executeBatch(
        address[] calldata targets,
        bytes[] calldata data
    ) external onlyOwner returns (bytes[] memory results) {
        results = new bytes[](targets.length);
        for (uint256 i = 0; i < targets.length; ++i) {
            results[i] = _execute(targets[i], 0, data[i]);
        }
    }

    function _execute(address target, uint256 value, bytes calldata data) private returns (bytes memory result) {
        bool success;
        (success, result) = target.call{value: value}(data);
        if (!success) LowLevelCall.bubbleRevert(result);
    }
}
