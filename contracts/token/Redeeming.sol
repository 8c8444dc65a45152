// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/ERC20Upgradeable.sol";
import {IRedeemable} from "../interfaces/IRedeemable.sol";

/// @title Redeeming
/// @notice Burning one's own tokens against a payout.
abstract contract Redeeming is ERC20Upgradeable, IRedeemable {
    /// @inheritdoc IRedeemable
    function redeem(uint256 amount, bytes32 requestId) external {
        require(amount != 0, ZeroAmount());
        _burn(_msgSender(), amount);
        emit Redeemed(_msgSender(), amount, requestId, totalSupply());
    }
}
