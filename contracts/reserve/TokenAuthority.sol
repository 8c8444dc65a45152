// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IFreezable} from "../interfaces/IFreezable.sol";
import {ISupplyControlled} from "../interfaces/ISupplyControlled.sol";
import {ITokenAuthority} from "../interfaces/ITokenAuthority.sol";

/// @title TokenAuthority
/// @notice Asking the token who may do what.
abstract contract TokenAuthority is ITokenAuthority {
    // Ids as in the token.
    bytes32 internal constant MINTER_ROLE = keccak256("MINTER_ROLE");
    bytes32 internal constant MINTER_ADMIN_ROLE = keccak256("MINTER_ADMIN_ROLE");
    bytes32 internal constant CANCELLER_ROLE = keccak256("CANCELLER_ROLE");
    bytes32 internal constant RESERVE_ADMIN_ROLE = keccak256("RESERVE_ADMIN_ROLE");

    address private immutable TOKEN;

    modifier onlyToken() {
        require(msg.sender == TOKEN, CallerNotToken(msg.sender));
        _;
    }

    /// @dev A frozen account can use none of its roles, here as at the token.
    modifier onlyTokenRole(bytes32 role) {
        require(
            IAccessControl(TOKEN).hasRole(role, msg.sender),
            IAccessControl.AccessControlUnauthorizedAccount(msg.sender, role)
        );
        _requireNotFrozen(msg.sender);
        _;
    }

    constructor(address token_) {
        require(token_.code.length != 0, ISupplyControlled.NotAContract(token_));
        TOKEN = token_;
    }

    /// @inheritdoc ITokenAuthority
    function token() public view returns (address) {
        return TOKEN;
    }

    /// @dev Refuses an account that the token has frozen.
    function _requireNotFrozen(address account) internal view {
        require(!IFreezable(TOKEN).isFrozen(account), IFreezable.AccountFrozen(account));
    }
}
