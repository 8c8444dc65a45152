// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A contract that says whatever it is told to
/// @notice Emits events that look like another contract's, as often as wanted; only the address tells them apart.
contract ForgedLogs {
    /// @notice Thrown for an event that the EVM doesn't know
    /// @param topics How many topics it would have
    error TopicsOutOfRange(uint256 topics);

    /// @notice Emits an event
    /// @param topics Its one to four topics
    /// @param data Its data
    /// @param times How often
    function forge(bytes32[] calldata topics, bytes calldata data, uint256 times) external {
        require(topics.length != 0 && topics.length < 5, TopicsOutOfRange(topics.length));
        bytes memory copy = data;
        for (uint256 i = 0; i < times; ++i) {
            _emit(topics, copy);
        }
    }

    function _emit(bytes32[] calldata topics, bytes memory data) private {
        assembly ("memory-safe") {
            let start := add(data, 0x20)
            let size := mload(data)
            let offset := topics.offset
            switch topics.length
            case 1 {
                log1(start, size, calldataload(offset))
            }
            case 2 {
                log2(start, size, calldataload(offset), calldataload(add(offset, 0x20)))
            }
            case 3 {
                log3(
                    start,
                    size,
                    calldataload(offset),
                    calldataload(add(offset, 0x20)),
                    calldataload(add(offset, 0x40))
                )
            }
            default {
                log4(
                    start,
                    size,
                    calldataload(offset),
                    calldataload(add(offset, 0x20)),
                    calldataload(add(offset, 0x40)),
                    calldataload(add(offset, 0x60))
                )
            }
        }
    }
}
