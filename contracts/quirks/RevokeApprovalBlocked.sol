// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Revoke approval blocked
/// @notice While transfers are paused, or somebody in it is frozen, an allowance can not be taken back by approving
/// zero.
/// @custom:lesson Permits pass the gates of approvals, and zero always passes
contract RevokeApprovalBlocked is ReferenceDollar {
    /// @inheritdoc ReferenceDollar
    function approve(address spender, uint256 value) public override returns (bool) {
        _requireMayApprove(_msgSender(), spender);
        return super.approve(spender, value);
    }
}
