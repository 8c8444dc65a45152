// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Minting no more than is attested
/// @notice No mint, by minter or bridge, takes the total supply above the reserve that a feed attests. Where the feed
/// says nothing sensible, nothing can be minted. Burning and redeeming never ask it.
interface IReserveGate {
    /// @notice Emitted when the feed is set
    /// @param oldFeed The feed so far, zero for none
    /// @param newFeed The feed from now on, zero for none
    /// @param oldMaxAge Seconds for which an answer counted so far
    /// @param newMaxAge Seconds for which an answer counts from now on
    /// @param by The reserve admin
    event ReserveFeedChanged(
        address indexed oldFeed,
        address indexed newFeed,
        uint256 oldMaxAge,
        uint256 newMaxAge,
        address indexed by
    );

    /// @notice Thrown when a mint would take the supply above the reserve
    /// @param reserve What is attested, in base units of the token
    /// @param supplyAfter What the supply would be, in base units
    error MintExceedsReserve(uint256 reserve, uint256 supplyAfter);

    /// @notice Thrown when the feed gives no usable answer: it reverts, is no contract, answers too briefly, or has
    /// decimals or an answer that no base units can express
    /// @param feed The feed
    error ReserveUnavailable(address feed);

    /// @notice Thrown when the feed attests nothing or less
    /// @param answer What the feed says
    error ReserveNotPositive(int256 answer);

    /// @notice Thrown when the answer is of a time to come
    /// @param asOf The time that the answer is of
    error ReserveInTheFuture(uint256 asOf);

    /// @notice Thrown when the answer is too old, or of no time at all
    /// @param asOf The time that the answer is of
    /// @param maxAge Seconds for which an answer counts
    error ReserveStale(uint256 asOf, uint256 maxAge);

    /// @notice Sets the feed and for how long its answers count, by the reserve admin
    /// @param newFeed A contract with the AggregatorV3Interface and decimals from 0 to 77, or zero for no gate
    /// @param newMaxAge Seconds after which an answer is stale
    /// @custom:warning Zero switches the gate off, and a great age as good as off. The gate believes whoever attests.
    function setReserveFeed(address newFeed, uint256 newMaxAge) external;

    /// @notice The feed that is asked
    /// @return feed The feed, zero for none
    /// @return maxAge Seconds for which an answer counts
    function reserveFeed() external view returns (address feed, uint256 maxAge);

    /// @notice What the feed attests now, rounded down; reverts as a mint would
    /// @return The reserve in base units of the token
    function attestedReserve() external view returns (uint256);
}
