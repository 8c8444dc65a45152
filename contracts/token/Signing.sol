// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712Upgradeable} from "@openzeppelin/contracts-upgradeable/utils/cryptography/EIP712Upgradeable.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ISigned} from "../interfaces/ISigned.sol";

/// @title Signing
/// @notice Whether a signature is an account's.
abstract contract Signing is EIP712Upgradeable, ISigned {
    /// @inheritdoc ISigned
    function DOMAIN_SEPARATOR() external view returns (bytes32) {
        return _domainSeparatorV4();
    }

    /// @dev Asks the key before the code: an account with delegated code (EIP-7702) signs as any other.
    function _requireSigned(address account, bytes32 structHash, bytes memory signature) internal view virtual {
        bytes32 digest = _hashTypedDataV4(structHash);
        // The third value only explains a problem, and any problem leads on to the account's code.
        // slither-disable-next-line unused-return
        (address signer, ECDSA.RecoverError problem, ) = ECDSA.tryRecover(digest, signature);
        bool isItsOwn = problem == ECDSA.RecoverError.NoError && signer == account;
        require(
            isItsOwn || SignatureChecker.isValidERC1271SignatureNow(account, digest, signature),
            InvalidSignature(account)
        );
    }

    /// @dev A constant, so that signatures outlive an upgrade.
    function _EIP712Version() internal pure override returns (string memory) {
        return "1";
    }
}
