// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title Delegated accounts cannot sign
/// @notice An account that has code is asked for an ERC-1271 answer and never for its key, so that one with delegated
/// code (EIP-7702) signs in vain.
/// @custom:happened Permits of such accounts fail on USDC and AUSD.
/// @custom:lesson Delegated accounts sign as any other
contract DelegatedAccountsCannotSign is ReferenceDollar {
    function _requireSigned(address account, bytes32 structHash, bytes memory signature) internal view override {
        bool isSigned = SignatureChecker.isValidSignatureNow(account, _hashTypedDataV4(structHash), signature);
        require(isSigned, InvalidSignature(account));
    }
}
