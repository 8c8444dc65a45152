// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/ERC20Upgradeable.sol";
import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Seize forgets the frozen part
/// @notice What is wiped or seized of a frozen part stays counted as frozen, so that clean tokens are frozen in its
/// place.
/// @custom:lesson A forced transfer keeps the books
contract SeizeForgetsFrozenPart is ReferenceDollar {
    function _takeFrozen(address account, address to, uint256 amount) internal override {
        require(amount != 0, ZeroAmount());
        _requireFrozen(account, amount);
        ERC20Upgradeable._update(account, to, amount);
    }
}
