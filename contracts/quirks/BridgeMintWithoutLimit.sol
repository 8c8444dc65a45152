// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bridging} from "../token/Bridging.sol";
import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Bridge mint without limit
/// @notice A bridge mints without asking the supply controller, which keeps its limit.
/// @custom:happened Noble's bridge took burn messages from any sender; a mint limit of about 35 million USDC was all
/// that bounded it (2024).
/// @custom:lesson A bridge has limits, and no power besides
contract BridgeMintWithoutLimit is ReferenceDollar {
    /// @inheritdoc Bridging
    function crosschainMint(address to, uint256 amount) external override onlyRole(BRIDGE_ROLE) {
        _mint(to, amount);
        emit CrosschainMint(to, amount, _msgSender());
    }
}
