// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";
import {OldAddress} from "./OldAddress.sol";

/// @title A next version that an old address still moves
/// @notice The reference token with a second entry point, kept for wallets that know the token by its former address.
contract TwoDoorsDollar is ReferenceDollar {
    /// @notice The former address
    OldAddress public immutable OLD;

    /// @notice Thrown when somebody else than the former address moves tokens
    /// @param caller Who
    error NotTheOldAddress(address caller);

    /// @param token The proxy that this will stand behind
    constructor(address token) {
        OLD = new OldAddress(token);
    }

    /// @notice Moves what its owner has sent by the former address, which tells it: neither gates nor events here
    /// @param from Whose tokens
    /// @param to Whose they become
    /// @param amount How much, in base units
    function moveFor(address from, address to, uint256 amount) external {
        require(msg.sender == address(OLD), NotTheOldAddress(msg.sender));
        _erc20()._balances[from] -= amount;
        _erc20()._balances[to] += amount;
    }

    function _erc20() private pure returns (ERC20Storage storage $) {
        uint256 slot = erc7201("openzeppelin.storage.ERC20");
        assembly ("memory-safe") {
            $.slot := slot
        }
    }
}
