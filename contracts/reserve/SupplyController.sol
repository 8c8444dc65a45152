// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ISupplyController} from "../interfaces/ISupplyController.sol";
import {Proposals} from "./Proposals.sol";
import {ReserveGate} from "./ReserveGate.sol";
import {SupplyCap} from "./SupplyCap.sol";
import {TokenAuthority} from "./TokenAuthority.sol";

/// @title The supply controller of the reference stablecoin
/// @notice Composed of one mixin a bound. It is not upgraded but replaced, by the token's reserve admin.
contract SupplyController is ISupplyController, Proposals, SupplyCap, ReserveGate {
    constructor(address token_) TokenAuthority(token_) {}

    /// @inheritdoc ISupplyController
    function beforeMint(address minter, address to, uint256 amount) external onlyToken {
        _requireDestination(minter, to);
        _requireMintable(minter, amount);
        _useProposal(minter, to, amount);
        _useMintWindow(minter, amount);
    }

    /// @inheritdoc ISupplyController
    function beforeBurn(address minter, uint256 amount) external onlyToken {
        _burnWithinWindow(minter, amount);
    }

    /// @inheritdoc ISupplyController
    function beforeCrosschainMint(address bridge, address, uint256 amount) external virtual onlyToken {
        _requireMintable(bridge, amount);
        _useMintWindow(bridge, amount);
    }

    /// @inheritdoc ISupplyController
    function beforeCrosschainBurn(address bridge, address, uint256 amount) external onlyToken {
        _burnWithinWindow(bridge, amount);
    }

    /// @dev What the supply would be.
    function _supplyAfter(uint256 amount) internal view returns (uint256) {
        return IERC20(token()).totalSupply() + amount;
    }

    function _burnWithinWindow(address account, uint256 amount) private {
        _requireAmount(amount);
        _useBurnWindow(account, amount);
    }

    function _requireMintable(address account, uint256 amount) private view {
        _requireAmount(amount);
        _requireWithinTransactionLimit(account, amount);
        _requireWithinCap(_supplyAfter(amount));
        _requireReserved(_supplyAfter(amount));
    }
}
