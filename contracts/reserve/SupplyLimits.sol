// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";
import {ISupplyLimits} from "../interfaces/ISupplyLimits.sol";
import {TokenAuthority} from "./TokenAuthority.sol";

/// @title SupplyLimits
/// @notice What one account may mint and burn.
abstract contract SupplyLimits is TokenAuthority, ISupplyLimits {
    using RateLimiter for RateLimiter.SlidingWindow;

    // A limiter's limit holds for all its keys, so each account has limiters of its own, of a single key.
    struct Windows {
        RateLimiter.SlidingWindow mints;
        RateLimiter.SlidingWindow burns;
    }

    /// @inheritdoc ISupplyLimits
    uint48 public constant WINDOW = 1 days;

    /// @inheritdoc ISupplyLimits
    uint256 public constant MAX_LIMIT = 10_000_000_000e6;

    bytes32 private constant ONLY_KEY = 0;

    mapping(address account => Limits limits) private _limits;
    mapping(address account => Windows windows) private _windows;

    /// @inheritdoc ISupplyLimits
    function setLimits(address account, Limits calldata newLimits) external onlyTokenRole(MINTER_ADMIN_ROLE) {
        _requireWithinCeiling(account, newLimits.perTransaction);
        _requireWithinCeiling(account, newLimits.mintPerWindow);
        _requireWithinCeiling(account, newLimits.burnPerWindow);
        _setLimits(account, newLimits);
    }

    /// @inheritdoc ISupplyLimits
    function lowerLimits(address account, Limits calldata newLimits) external onlyTokenRole(CANCELLER_ROLE) {
        Limits storage current = _limits[account];
        _requireNotRaised(account, current.perTransaction, newLimits.perTransaction);
        _requireNotRaised(account, current.mintPerWindow, newLimits.mintPerWindow);
        _requireNotRaised(account, current.burnPerWindow, newLimits.burnPerWindow);
        _setLimits(account, newLimits);
    }

    /// @inheritdoc ISupplyLimits
    function limitsOf(address account) public view returns (Limits memory) {
        return _limits[account];
    }

    /// @inheritdoc ISupplyLimits
    function mintWindowOf(address account) public view virtual returns (uint256 used, uint256 available) {
        return _windows[account].mints.state(ONLY_KEY);
    }

    /// @inheritdoc ISupplyLimits
    function burnWindowOf(address account) public view returns (uint256 used, uint256 available) {
        return _windows[account].burns.state(ONLY_KEY);
    }

    /// @dev Uses up a part of what an account may mint in this window.
    function _useMintWindow(address account, uint256 amount) internal virtual {
        (, uint256 available) = mintWindowOf(account);
        require(amount <= available, MintExceedsWindow(account, available, amount));
        _windows[account].mints.consume(ONLY_KEY, amount);
    }

    /// @dev Uses up a part of what an account may burn in this window.
    function _useBurnWindow(address account, uint256 amount) internal virtual {
        (, uint256 available) = burnWindowOf(account);
        require(amount <= available, BurnExceedsWindow(account, available, amount));
        _windows[account].burns.consume(ONLY_KEY, amount);
    }

    /// @dev Changes the limits and leaves what was used as it is.
    function _setLimits(address account, Limits memory newLimits) internal {
        Limits memory oldLimits = _limits[account];
        _limits[account] = newLimits;
        _windows[account].mints.updateSettings(WINDOW, SafeCast.toUint208(newLimits.mintPerWindow));
        _windows[account].burns.updateSettings(WINDOW, SafeCast.toUint208(newLimits.burnPerWindow));
        emit LimitsChanged(account, oldLimits, newLimits, msg.sender);
    }

    /// @dev Refuses one mint that is too large.
    function _requireWithinTransactionLimit(address account, uint256 amount) internal view virtual {
        uint256 limit = _limits[account].perTransaction;
        require(amount <= limit, MintExceedsTransactionLimit(account, limit, amount));
    }

    /// @dev A limit of zero would let an amount of zero through.
    function _requireAmount(uint256 amount) internal pure {
        require(amount != 0, ZeroAmount());
    }

    function _requireWithinCeiling(address account, uint256 limit) private pure {
        require(limit <= MAX_LIMIT, LimitTooHigh(account, MAX_LIMIT, limit));
    }

    function _requireNotRaised(address account, uint256 current, uint256 limit) private pure {
        require(limit <= current, LimitNotLowered(account, current, limit));
    }
}
