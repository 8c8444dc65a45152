// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISupplyControlled} from "../interfaces/ISupplyControlled.sol";
import {ISupplyController} from "../interfaces/ISupplyController.sol";
import {Administration} from "./Administration.sol";

/// @title SupplyControl
/// @notice Asking the supply controller.
abstract contract SupplyControl is Administration, ISupplyControlled {
    /// @custom:storage-location erc7201:backbone.storage.SupplyControl
    struct SupplyControlStorage {
        address controller;
    }

    /// @inheritdoc ISupplyControlled
    bytes32 public constant RESERVE_ADMIN_ROLE = keccak256("RESERVE_ADMIN_ROLE");

    /// @inheritdoc ISupplyControlled
    function setSupplyController(address controller) external onlyRole(RESERVE_ADMIN_ROLE) {
        require(controller == address(0) || controller.code.length != 0, NotAContract(controller));
        address oldController = supplyController();
        _supplyControlStorage().controller = controller;
        emit SupplyControllerChanged(oldController, controller, _msgSender());
    }

    /// @inheritdoc ISupplyControlled
    function supplyController() public view returns (address) {
        return _supplyControlStorage().controller;
    }

    /// @dev Asks before a minter mints.
    function _askBeforeMint(address minter, address to, uint256 amount) internal virtual {
        address controller = supplyController();
        if (controller != address(0)) ISupplyController(controller).beforeMint(minter, to, amount);
    }

    /// @dev Asks before a minter burns.
    function _askBeforeBurn(address minter, uint256 amount) internal virtual {
        address controller = supplyController();
        if (controller != address(0)) ISupplyController(controller).beforeBurn(minter, amount);
    }

    function _supplyControlStorage() private pure returns (SupplyControlStorage storage $) {
        uint256 slot = erc7201("backbone.storage.SupplyControl");
        assembly ("memory-safe") {
            $.slot := slot
        }
    }
}
