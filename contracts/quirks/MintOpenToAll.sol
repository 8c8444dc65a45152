// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMinting} from "../interfaces/IMinting.sol";
import {Minting} from "../token/Minting.sol";
import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Mint open to all
/// @notice Anybody mints, without role and without allowance, as with the mint left open in Ankr's aBNBc (2022).
contract MintOpenToAll is ReferenceDollar {
    /// @inheritdoc IMinting
    function mint(address to, uint256 amount) external override(IMinting, Minting) {
        _mint(to, amount);
        emit Minted(_msgSender(), to, amount, minterAllowance(_msgSender()), totalSupply());
    }
}
