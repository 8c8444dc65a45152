// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessControlUpgradeable} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";
// solhint-disable-next-line max-line-length
import {AccessControlDefaultAdminRulesUpgradeable as AdminRules} from "@openzeppelin/contracts-upgradeable/access/extensions/AccessControlDefaultAdminRulesUpgradeable.sol";
import {ERC20Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/ERC20Upgradeable.sol";
import {IReferenceDollar} from "../interfaces/IReferenceDollar.sol";
import {Freezing} from "./Freezing.sol";
import {Minting} from "./Minting.sol";
import {Pausing} from "./Pausing.sol";
import {Redeeming} from "./Redeeming.sol";
import {SupplyControl} from "./SupplyControl.sol";
import {Upgrading} from "./Upgrading.sol";

/// @title The reference stablecoin
/// @notice Composed of one mixin a power.
/// @dev A movement of tokens passes the gates from right to left: pausing, freezing, then the supply controller.
contract ReferenceDollar is IReferenceDollar, Upgrading, Minting, Redeeming, SupplyControl, Freezing, Pausing {
    constructor() {
        _disableInitializers();
    }

    /// @inheritdoc IReferenceDollar
    function initialize(
        string calldata name_,
        string calldata symbol_,
        InitialRoles calldata roles
    ) external initializer {
        require(roles.admin != address(0), ZeroAddress());
        __ERC20_init(name_, symbol_);
        __AccessControlDefaultAdminRules_init(roles.adminDelay, roles.admin);
        _grantRole(MINTER_ADMIN_ROLE, roles.minterAdmin);
        _grantRole(PAUSER_ROLE, roles.pauser);
        _grantRole(UNPAUSER_ROLE, roles.unpauser);
        _grantRole(FREEZER_ROLE, roles.freezer);
        _grantRole(UNFREEZER_ROLE, roles.unfreezer);
        _grantRole(UPGRADER_ROLE, roles.upgrader);
        _grantRole(RESERVE_ADMIN_ROLE, roles.reserveAdmin);
    }

    /// @inheritdoc IReferenceDollar
    function version() external pure virtual returns (string memory) {
        return "1.0.0";
    }

    /// @inheritdoc IReferenceDollar
    function currency() external pure returns (string memory) {
        return "USD";
    }

    /// @inheritdoc ERC20Upgradeable
    /// @dev An allowance can be taken back at any time; giving one needs unpaused transfers and unfrozen parties.
    function approve(address spender, uint256 value) public override returns (bool) {
        if (value != 0) {
            _requireNotPaused(PAUSE_TRANSFER);
            _requireNotFrozen(_msgSender());
            _requireNotFrozen(spender);
        }
        return super.approve(spender, value);
    }

    /// @inheritdoc ERC20Upgradeable
    function decimals() public pure override returns (uint8) {
        return 6;
    }

    function _update(
        address from,
        address to,
        uint256 value
    ) internal override(ERC20Upgradeable, SupplyControl, Freezing, Pausing) {
        require(to != address(this), ERC20InvalidReceiver(to));
        super._update(from, to, value);
    }

    function _revokeRole(
        bytes32 role,
        address account
    ) internal override(AdminRules, Minting, Freezing) returns (bool) {
        return super._revokeRole(role, account);
    }

    function _checkRole(bytes32 role, address account) internal view override(AccessControlUpgradeable, Freezing) {
        super._checkRole(role, account);
    }
}
