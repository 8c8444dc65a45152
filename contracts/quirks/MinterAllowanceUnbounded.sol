// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Minter allowance unbounded
/// @notice No ceiling holds for a minter's allowance and the highest number means "unlimited", never used up, so that one
/// slip mints 300 trillion.
/// @custom:happened 300 trillion PYUSD were minted by mistake (2025); a refill of 0 lets as much through Paxos's rate limiter.
/// @custom:lesson No number means unlimited
contract MinterAllowanceUnbounded is ReferenceDollar {
    function _spendMinterAllowance(address minter, uint256 amount) internal override {
        if (minterAllowance(minter) != type(uint256).max) super._spendMinterAllowance(minter, amount);
    }

    function _requireWithinCeiling(address, uint256) internal pure override {}
}
