// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// solhint-disable-next-line max-line-length
import {AccessControlDefaultAdminRulesUpgradeable as AdminRules} from "@openzeppelin/contracts-upgradeable/access/extensions/AccessControlDefaultAdminRulesUpgradeable.sol";
import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Admin can be lost
/// @notice The admin can be handed to nobody, for good.
/// @custom:happened The last admin can be lost on RLUSD, USDM, CMTAT and xERC20.
/// @custom:lesson Roles are what they are reported to be, and the admin is never lost
contract AdminCanBeLost is ReferenceDollar {
    /// @inheritdoc AdminRules
    function renounceRole(bytes32 role, address account) public override {
        AdminRules.renounceRole(role, account);
    }

    function _beginDefaultAdminTransfer(address newAdmin) internal override {
        AdminRules._beginDefaultAdminTransfer(newAdmin);
    }
}
