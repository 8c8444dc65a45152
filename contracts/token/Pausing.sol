// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPausable} from "../interfaces/IPausable.sol";
import {Administration} from "./Administration.sol";

/// @title Pausing
/// @notice Four operations that can be stopped.
abstract contract Pausing is Administration, IPausable {
    /// @custom:storage-location erc7201:backbone.storage.Pausing
    struct PausingStorage {
        uint8 bits;
    }

    /// @inheritdoc IPausable
    bytes32 public constant PAUSER_ROLE = keccak256("PAUSER_ROLE");

    /// @inheritdoc IPausable
    bytes32 public constant UNPAUSER_ROLE = keccak256("UNPAUSER_ROLE");

    /// @inheritdoc IPausable
    uint8 public constant PAUSE_TRANSFER = 1;

    /// @inheritdoc IPausable
    uint8 public constant PAUSE_MINT = 2;

    /// @inheritdoc IPausable
    uint8 public constant PAUSE_REDEEM = 4;

    /// @inheritdoc IPausable
    uint8 public constant PAUSE_SIGNATURES = 8;

    uint8 private constant PAUSE_ALL = PAUSE_TRANSFER | PAUSE_MINT | PAUSE_REDEEM | PAUSE_SIGNATURES;

    /// @inheritdoc IPausable
    function pause() external onlyRole(PAUSER_ROLE) {
        _pause(PAUSE_TRANSFER);
    }

    /// @inheritdoc IPausable
    function pauseAll() external onlyRole(PAUSER_ROLE) {
        _pause(PAUSE_ALL);
    }

    /// @inheritdoc IPausable
    function pauseBits(uint8 bits) external onlyRole(PAUSER_ROLE) {
        _requireKnown(bits);
        _pause(bits);
    }

    /// @inheritdoc IPausable
    function unpause(uint8 bits) external onlyRole(UNPAUSER_ROLE) {
        _requireKnown(bits);
        uint8 cleared = bits & pausedBits();
        if (cleared == 0) return;

        _pausingStorage().bits ^= cleared;
        emit Unpaused(cleared, _msgSender());
    }

    /// @inheritdoc IPausable
    function pausedBits() public view returns (uint8) {
        return _pausingStorage().bits;
    }

    /// @inheritdoc IPausable
    function isPaused(uint8 bit) public view returns (bool) {
        return pausedBits() & bit != 0;
    }

    /// @dev Refuses an operation that is paused.
    function _requireNotPaused(uint8 bit) internal view virtual {
        require(!isPaused(bit), OperationPaused(bit));
    }

    function _pause(uint8 bits) private {
        uint8 added = bits & ~pausedBits();
        if (added == 0) return;

        _pausingStorage().bits |= added;
        emit Paused(added, _msgSender());
    }

    function _requireKnown(uint8 bits) private pure {
        require(bits & ~PAUSE_ALL == 0, UnknownPauseBits(bits));
    }

    function _pausingStorage() private pure returns (PausingStorage storage $) {
        uint256 slot = erc7201("backbone.storage.Pausing");
        assembly ("memory-safe") {
            $.slot := slot
        }
    }
}
