// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The most that there may be
/// @notice No mint, by minter or bridge, takes the total supply above the cap. It is zero at first, and then nothing
/// can be minted.
interface ISupplyCap {
    /// @notice Emitted when the cap is set or lowered
    /// @param oldCap The cap so far, in base units
    /// @param newCap The cap from now on, in base units
    /// @param by The reserve admin or the canceller
    event SupplyCapChanged(uint256 oldCap, uint256 newCap, address indexed by);

    /// @notice Thrown when a mint would take the supply above the cap
    /// @param cap The cap, in base units
    /// @param supplyAfter What the supply would be, in base units
    error MintExceedsSupplyCap(uint256 cap, uint256 supplyAfter);

    /// @notice Thrown when lowering would raise the cap
    /// @param current The cap so far, in base units
    /// @param cap The cap asked for, in base units
    error SupplyCapNotLowered(uint256 current, uint256 cap);

    /// @notice Sets the cap, by the reserve admin
    /// @param newCap The cap in base units, below the supply too
    /// @custom:warning An enormous cap is none.
    function setSupplyCap(uint256 newCap) external;

    /// @notice Lowers the cap, by the canceller, while paused too
    /// @param newCap The cap in base units, at most what it is
    function lowerSupplyCap(uint256 newCap) external;

    /// @notice The most that there may be
    /// @return The cap in base units
    function supplyCap() external view returns (uint256);
}
