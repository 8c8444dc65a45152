// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// solhint-disable-next-line max-line-length
import {AccessControlDefaultAdminRulesUpgradeable as AdminRules} from "@openzeppelin/contracts-upgradeable/access/extensions/AccessControlDefaultAdminRulesUpgradeable.sol";
import {IAdministration} from "../interfaces/IAdministration.sol";

/// @title Administration
/// @notice The admin, who can be replaced but never lost.
abstract contract Administration is AdminRules, IAdministration {
    /// @inheritdoc IAdministration
    uint48 public constant MAX_ADMIN_DELAY = 30 days;

    /// @inheritdoc AdminRules
    function renounceRole(bytes32 role, address account) public virtual override {
        require(role != DEFAULT_ADMIN_ROLE, AdminCannotBeLost());
        super.renounceRole(role, account);
    }

    /// @dev Refuses to begin what would end without an admin.
    function _beginDefaultAdminTransfer(address newAdmin) internal virtual override {
        require(newAdmin != address(0), AdminCannotBeLost());
        super._beginDefaultAdminTransfer(newAdmin);
    }

    /// @dev Refuses a delay that nobody would live to see the end of.
    function _changeDefaultAdminDelay(uint48 newDelay) internal virtual override {
        _requireDelayWithinCeiling(newDelay);
        super._changeDefaultAdminDelay(newDelay);
    }

    /// @dev Refuses the zero address for every role.
    function _grantRole(bytes32 role, address account) internal virtual override returns (bool) {
        require(account != address(0), ZeroAddress());
        return super._grantRole(role, account);
    }

    /// @dev Refuses a delay above the ceiling.
    function _requireDelayWithinCeiling(uint48 delay) internal pure {
        require(delay <= MAX_ADMIN_DELAY, AdminDelayTooLong(MAX_ADMIN_DELAY, delay));
    }
}
