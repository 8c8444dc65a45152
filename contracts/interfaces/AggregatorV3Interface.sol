// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A number that somebody reports, round by round
/// @notice The interface of Chainlink's feeds, by which proofs of reserve are read too.
interface AggregatorV3Interface // solhint-disable-line interface-starts-with-i
{
    /// @notice How many digits of an answer stand behind the point
    /// @return The decimals
    function decimals() external view returns (uint8);

    /// @notice What is reported
    /// @return A sentence for people
    function description() external view returns (string memory);

    /// @notice The version of the feed
    /// @return The version
    function version() external view returns (uint256);

    /// @notice One round
    /// @param roundId Its number
    /// @return roundId_ Its number
    /// @return answer What was reported
    /// @return startedAt When the round began
    /// @return updatedAt The time that the answer is of
    /// @return answeredInRound The round that the answer is from
    function getRoundData(
        uint80 roundId
    )
        external
        view
        returns (uint80 roundId_, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);

    /// @notice The last round
    /// @return roundId Its number
    /// @return answer What was reported
    /// @return startedAt When the round began
    /// @return updatedAt The time that the answer is of
    /// @return answeredInRound The round that the answer is from
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}
