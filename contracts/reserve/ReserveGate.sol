// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {AggregatorV3Interface} from "../interfaces/AggregatorV3Interface.sol";
import {IReserveGate} from "../interfaces/IReserveGate.sol";
import {ISupplyControlled} from "../interfaces/ISupplyControlled.sol";
import {TokenAuthority} from "./TokenAuthority.sol";

/// @title ReserveGate
/// @notice A bound on the supply that the reserve sets.
abstract contract ReserveGate is TokenAuthority, IReserveGate {
    uint256 private constant TOKEN_DECIMALS = 6;
    uint256 private constant MAX_FEED_DECIMALS = 77; // 10**78 is more than a word holds
    uint256 private constant WORD = 32;

    address private _feed;
    uint256 private _maxAge;

    /// @inheritdoc IReserveGate
    function setReserveFeed(address newFeed, uint256 newMaxAge) external onlyTokenRole(RESERVE_ADMIN_ROLE) {
        require(newFeed == address(0) || newFeed.code.length != 0, ISupplyControlled.NotAContract(newFeed));
        (address oldFeed, uint256 oldMaxAge) = (_feed, _maxAge);
        (_feed, _maxAge) = (newFeed, newMaxAge);
        emit ReserveFeedChanged(oldFeed, newFeed, oldMaxAge, newMaxAge, msg.sender);
    }

    /// @inheritdoc IReserveGate
    function reserveFeed() external view returns (address feed, uint256 maxAge) {
        return (_feed, _maxAge);
    }

    /// @inheritdoc IReserveGate
    function attestedReserve() public view returns (uint256) {
        (int256 answer, uint256 asOf) = _latestAnswer();
        require(answer > 0, ReserveNotPositive(answer));
        require(asOf <= block.timestamp, ReserveInTheFuture(asOf));
        _requireFresh(asOf, _maxAge);
        return _inBaseUnits(uint256(answer), _feedDecimals());
    }

    /// @dev Refuses a supply above the reserve, where there is a gate.
    function _requireReserved(uint256 supplyAfter) internal view virtual {
        if (_feed == address(0)) return;

        uint256 reserve = attestedReserve();
        require(supplyAfter <= reserve, MintExceedsReserve(reserve, supplyAfter));
    }

    /// @dev Refuses an answer that is too old; zero is the age of none.
    function _requireFresh(uint256 asOf, uint256 maxAge) internal view virtual {
        require(asOf != 0 && block.timestamp - asOf <= maxAge, ReserveStale(asOf, maxAge));
    }

    /// @dev Brings an answer to the token's decimals, rounded down.
    function _inBaseUnits(uint256 answer, uint256 feedDecimals) internal view virtual returns (uint256) {
        if (feedDecimals >= TOKEN_DECIMALS) return answer / 10 ** (feedDecimals - TOKEN_DECIMALS);

        (bool fits, uint256 reserve) = Math.tryMul(answer, 10 ** (TOKEN_DECIMALS - feedDecimals));
        require(fits, ReserveUnavailable(_feed));
        return reserve;
    }

    // Round numbers are of no interest, so that what stands there can't make the answer unreadable.
    function _latestAnswer() private view returns (int256 answer, uint256 asOf) {
        bytes memory output = _askFeed(abi.encodeCall(AggregatorV3Interface.latestRoundData, ()), 5 * WORD);
        (, answer, , asOf, ) = abi.decode(output, (uint256, int256, uint256, uint256, uint256));
    }

    function _feedDecimals() private view returns (uint256 feedDecimals) {
        feedDecimals = abi.decode(_askFeed(abi.encodeCall(AggregatorV3Interface.decimals, ()), WORD), (uint256));
        require(feedDecimals <= MAX_FEED_DECIMALS, ReserveUnavailable(_feed));
    }

    // Asked at a low level, since a try would not catch an answer that is too short.
    function _askFeed(bytes memory question, uint256 size) private view returns (bytes memory) {
        // slither-disable-next-line low-level-calls
        (bool success, bytes memory output) = _feed.staticcall(question);
        require(success && output.length >= size, ReserveUnavailable(_feed));
        return output;
    }
}
