// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/ERC20Upgradeable.sol";
import {ISupplyControlled} from "../interfaces/ISupplyControlled.sol";
import {ISupplyController} from "../interfaces/ISupplyController.sol";
import {Administration} from "./Administration.sol";

/// @title SupplyControl
/// @notice Asking the supply controller.
abstract contract SupplyControl is Administration, ERC20Upgradeable, ISupplyControlled {
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

    /// @dev Asks only where the supply changes, so that plain transfers cost no read of the controller.
    function _update(address from, address to, uint256 value) internal virtual override {
        if (from == address(0) || to == address(0)) _askController(from, to, value);
        super._update(from, to, value);
    }

    function _askController(address from, address to, uint256 value) private {
        ISupplyController controller = ISupplyController(supplyController());
        if (address(controller) == address(0)) return;

        if (from == address(0)) controller.beforeMint(_msgSender(), to, value);
        else controller.beforeBurn(_msgSender(), from, value);
    }

    function _supplyControlStorage() private pure returns (SupplyControlStorage storage $) {
        uint256 slot = erc7201("backbone.storage.SupplyControl");
        assembly ("memory-safe") {
            $.slot := slot
        }
    }
}
