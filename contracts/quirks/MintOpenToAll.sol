// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMinting} from "../interfaces/IMinting.sol";
import {Minting} from "../token/Minting.sol";
import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Mint open to all
/// @notice Anybody mints, without role and without allowance.
/// @custom:happened Ankr's aBNBc had a mint left open, and 20 to 60 trillion were minted (2022).
/// @custom:lesson Every power belongs to its role, within its limit
contract MintOpenToAll is ReferenceDollar {
    /// @inheritdoc IMinting
    function mint(address to, uint256 amount) external override(IMinting, Minting) {
        _mint(to, amount);
        emit Minted(_msgSender(), to, amount, minterAllowance(_msgSender()), totalSupply());
    }
}
