// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {NoncesUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/NoncesUpgradeable.sol";
import {IPermits} from "../interfaces/IPermits.sol";
import {Approvals} from "./Approvals.sol";
import {Signing} from "./Signing.sol";

/// @title Permits
/// @notice Allowances that are signed.
abstract contract Permits is Approvals, Signing, NoncesUpgradeable, IPermits {
    /// @inheritdoc IPermits
    bytes32 public constant PERMIT_TYPEHASH = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );

    /// @inheritdoc IPermits
    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        _permit(owner, spender, value, deadline, abi.encodePacked(r, s, v));
    }

    /// @inheritdoc IPermits
    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        bytes calldata signature
    ) external {
        _permit(owner, spender, value, deadline, signature);
    }

    /// @dev What is signed gives an allowance under the gates of an approval and of signatures, and takes one back always.
    function _requireMayPermit(address owner, address spender) internal view virtual {
        _requireNotPaused(PAUSE_SIGNATURES);
        _requireMayApprove(owner, spender);
    }

    function _permit(address owner, address spender, uint256 value, uint256 deadline, bytes memory signature) private {
        require(block.timestamp <= deadline, PermitExpired(deadline));
        if (value != 0) _requireMayPermit(owner, spender);
        _requireSigned(
            owner,
            keccak256(abi.encode(PERMIT_TYPEHASH, owner, spender, value, _useNonce(owner), deadline)),
            signature
        );
        _approve(owner, spender, value);
    }
}
