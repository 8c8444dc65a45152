// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAuthorizations} from "../interfaces/IAuthorizations.sol";
import {Gates} from "./Gates.sol";
import {Signing} from "./Signing.sol";

/// @title Authorizations
/// @notice Transfers that are signed.
abstract contract Authorizations is Gates, Signing, IAuthorizations {
    /// @custom:storage-location erc7201:backbone.storage.Authorizations
    struct AuthorizationsStorage {
        mapping(address authorizer => mapping(bytes32 nonce => bool)) usedOrCanceled;
    }

    /// @inheritdoc IAuthorizations
    bytes32 public constant TRANSFER_WITH_AUTHORIZATION_TYPEHASH = keccak256(
        "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );

    /// @inheritdoc IAuthorizations
    bytes32 public constant RECEIVE_WITH_AUTHORIZATION_TYPEHASH = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );

    /// @inheritdoc IAuthorizations
    bytes32 public constant CANCEL_AUTHORIZATION_TYPEHASH = keccak256(
        "CancelAuthorization(address authorizer,bytes32 nonce)"
    );

    /// @inheritdoc IAuthorizations
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        bytes32 kind = TRANSFER_WITH_AUTHORIZATION_TYPEHASH;
        _transferSigned(kind, from, to, value, validAfter, validBefore, nonce, abi.encodePacked(r, s, v));
    }

    /// @inheritdoc IAuthorizations
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external {
        bytes32 kind = TRANSFER_WITH_AUTHORIZATION_TYPEHASH;
        _transferSigned(kind, from, to, value, validAfter, validBefore, nonce, signature);
    }

    /// @inheritdoc IAuthorizations
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        _requirePayee(to);
        bytes32 kind = RECEIVE_WITH_AUTHORIZATION_TYPEHASH;
        _transferSigned(kind, from, to, value, validAfter, validBefore, nonce, abi.encodePacked(r, s, v));
    }

    /// @inheritdoc IAuthorizations
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external {
        _requirePayee(to);
        bytes32 kind = RECEIVE_WITH_AUTHORIZATION_TYPEHASH;
        _transferSigned(kind, from, to, value, validAfter, validBefore, nonce, signature);
    }

    /// @inheritdoc IAuthorizations
    function cancelAuthorization(address authorizer, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) external {
        _cancel(authorizer, nonce, abi.encodePacked(r, s, v));
    }

    /// @inheritdoc IAuthorizations
    function cancelAuthorization(address authorizer, bytes32 nonce, bytes calldata signature) external {
        _cancel(authorizer, nonce, signature);
    }

    /// @inheritdoc IAuthorizations
    function authorizationState(address authorizer, bytes32 nonce) public view returns (bool) {
        return _authorizationsStorage().usedOrCanceled[authorizer][nonce];
    }

    /// @dev Marks a nonce, so that it counts once.
    function _useAuthorization(address authorizer, bytes32 nonce) internal virtual {
        require(!authorizationState(authorizer, nonce), AuthorizationUsedOrCanceled(authorizer, nonce));
        _authorizationsStorage().usedOrCanceled[authorizer][nonce] = true;
    }

    /// @dev Uses up a nonce, so that nothing that names it counts.
    function _cancel(address authorizer, bytes32 nonce, bytes memory signature) internal virtual {
        _useAuthorization(authorizer, nonce);
        _requireSigned(authorizer, keccak256(abi.encode(CANCEL_AUTHORIZATION_TYPEHASH, authorizer, nonce)), signature);
        emit AuthorizationCanceled(authorizer, nonce);
    }

    /// @dev Refuses whoever submits somebody else's income: a front-runner would take the payment apart from its purpose.
    function _requirePayee(address to) internal view virtual {
        require(_msgSender() == to, CallerMustBePayee(_msgSender(), to));
    }

    function _transferSigned(
        bytes32 kind,
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes memory signature
    ) private {
        _requireNotPaused(PAUSE_SIGNATURES);
        require(block.timestamp > validAfter, AuthorizationNotYetValid(validAfter));
        require(block.timestamp < validBefore, AuthorizationExpired(validBefore));
        _useAuthorization(from, nonce);
        bytes32 structHash = keccak256(abi.encode(kind, from, to, value, validAfter, validBefore, nonce));
        _requireSigned(from, structHash, signature);
        emit AuthorizationUsed(from, nonce);
        _transfer(from, to, value);
    }

    function _authorizationsStorage() private pure returns (AuthorizationsStorage storage $) {
        uint256 slot = erc7201("backbone.storage.Authorizations");
        assembly ("memory-safe") {
            $.slot := slot
        }
    }
}
