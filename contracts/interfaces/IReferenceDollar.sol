// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAdministration} from "./IAdministration.sol";
import {IApprovals} from "./IApprovals.sol";
import {IAuthorizations} from "./IAuthorizations.sol";
import {IBridgeable} from "./IBridgeable.sol";
import {IEnforceable} from "./IEnforceable.sol";
import {IERC7943Fungible} from "./IERC7943Fungible.sol";
import {IFreezable} from "./IFreezable.sol";
import {IMemo} from "./IMemo.sol";
import {IMinting} from "./IMinting.sol";
import {IPausable} from "./IPausable.sol";
import {IPermits} from "./IPermits.sol";
import {IRedeemable} from "./IRedeemable.sol";
import {IRescuable} from "./IRescuable.sol";
import {ISigned} from "./ISigned.sol";
import {ISupplyControlled} from "./ISupplyControlled.sol";
import {IUpgradable} from "./IUpgradable.sol";

/// @title The reference stablecoin
/// @notice An ERC-20 dollar with 6 decimals: one dollar is 1,000,000 base units. One interface a power; ERC-20, access control
/// and upgrade calls are OpenZeppelin's. The token itself never receives tokens.
interface IReferenceDollar is
    IAdministration,
    ISupplyControlled,
    IFreezable,
    IERC7943Fungible,
    IPausable,
    IMinting,
    IBridgeable,
    IRedeemable,
    IMemo,
    IEnforceable,
    IRescuable,
    IApprovals,
    ISigned,
    IPermits,
    IAuthorizations,
    IUpgradable
{
    /// @notice Who holds which role at the start; minters are added, and bridges granted, later
    /// @param adminDelay Seconds between the two steps of handing over the admin, up to the ceiling
    /// @param admin Holder of the admin role
    /// @param minterAdmin Holder of MINTER_ADMIN_ROLE
    /// @param canceller Holder of CANCELLER_ROLE
    /// @param pauser Holder of PAUSER_ROLE
    /// @param unpauser Holder of UNPAUSER_ROLE
    /// @param freezer Holder of FREEZER_ROLE
    /// @param unfreezer Holder of UNFREEZER_ROLE
    /// @param seizer Holder of SEIZER_ROLE
    /// @param rescuer Holder of RESCUER_ROLE
    /// @param upgrader Holder of UPGRADER_ROLE
    /// @param reserveAdmin Holder of RESERVE_ADMIN_ROLE
    struct InitialRoles {
        uint48 adminDelay;
        address admin;
        address minterAdmin;
        address canceller;
        address pauser;
        address unpauser;
        address freezer;
        address unfreezer;
        address seizer;
        address rescuer;
        address upgrader;
        address reserveAdmin;
    }

    /// @notice Sets name, symbol and roles, once
    /// @param name_ The ERC-20 name
    /// @param symbol_ The ERC-20 symbol
    /// @param roles Who holds which role, nobody left out
    /// @custom:warning Whoever calls first on a proxy owns it. Deploy and initialise in one transaction.
    function initialize(string calldata name_, string calldata symbol_, InitialRoles calldata roles) external;

    /// @notice The version of the implementation
    /// @return Major, minor and patch
    function version() external view returns (string memory);

    /// @notice The currency that one token stands for
    /// @return Its ISO 4217 code
    function currency() external view returns (string memory);
}
