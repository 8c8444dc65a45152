// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC7802} from "@openzeppelin/contracts/interfaces/draft-IERC7802.sol";
import {IBridgeable} from "../interfaces/IBridgeable.sol";
import {ISupplyController} from "../interfaces/ISupplyController.sol";
import {Minting} from "./Minting.sol";

/// @title Bridging
/// @notice Minting here what was burned elsewhere, and the other way round.
abstract contract Bridging is Minting, IBridgeable, IERC7802 {
    /// @inheritdoc IBridgeable
    bytes32 public constant BRIDGE_ROLE = keccak256("BRIDGE_ROLE");

    /// @inheritdoc IERC7802
    function crosschainMint(address to, uint256 amount) external virtual onlyRole(BRIDGE_ROLE) {
        _bridgeController().beforeCrosschainMint(_msgSender(), to, amount);
        _mint(to, amount);
        emit CrosschainMint(to, amount, _msgSender());
    }

    /// @inheritdoc IERC7802
    function crosschainBurn(address from, uint256 amount) external onlyRole(BRIDGE_ROLE) {
        _spendHolderAllowance(from, amount);
        _bridgeController().beforeCrosschainBurn(_msgSender(), from, amount);
        _burn(from, amount);
        emit CrosschainBurn(from, amount, _msgSender());
    }

    /// @dev Keeps minters and bridges apart, whichever call gives the role.
    function _grantRole(bytes32 role, address account) internal virtual override returns (bool) {
        bool isOther =
            (role == BRIDGE_ROLE && isMinter(account)) || (role == MINTER_ROLE && hasRole(BRIDGE_ROLE, account));
        require(!isOther, MinterAndBridge(account));
        return super._grantRole(role, account);
    }

    /// @dev The role alone moves nobody's tokens: unless they are the bridge's own, their holder has approved it.
    function _spendHolderAllowance(address from, uint256 amount) internal virtual {
        if (from != _msgSender()) _spendAllowance(from, _msgSender(), amount);
    }

    /// @dev Refuses where nobody keeps the limits of bridges.
    function _bridgeController() internal view virtual returns (ISupplyController) {
        require(supplyController() != address(0), NoSupplyController());
        return ISupplyController(supplyController());
    }
}
