// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISupplyController} from "../../interfaces/ISupplyController.sol";
import {SupplyController} from "../../reserve/SupplyController.sol";

/// @title Cap ignores bridges
/// @notice The supply cap bounds what minters mint and nothing that comes over a bridge.
contract CapIgnoresBridges is SupplyController {
    /// @param token_ The token
    constructor(address token_) SupplyController(token_) {}

    /// @inheritdoc ISupplyController
    function beforeCrosschainMint(address bridge, address, uint256 amount) external override onlyToken {
        _requireAmount(amount);
        _requireWithinTransactionLimit(bridge, amount);
        _requireReserved(_supplyAfter(amount));
        _useMintWindow(bridge, amount);
    }
}
