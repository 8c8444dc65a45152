// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITerms} from "../interfaces/ITerms.sol";
import {ReferenceDollar} from "../token/ReferenceDollar.sol";

/// @title The reference stablecoin, version 2
/// @notice Names the terms of use. Shows how an upgrade adds state: a namespace of its own, opened by a reinitialiser.
contract ReferenceDollarV2 is ReferenceDollar, ITerms {
    /// @custom:storage-location erc7201:backbone.storage.Terms
    struct TermsStorage {
        bytes32 terms;
    }

    /// @inheritdoc ITerms
    function initializeV2(bytes32 terms_) external onlyRole(UPGRADER_ROLE) reinitializer(2) {
        emit TermsChanged(_termsStorage().terms, terms_, _msgSender());
        _termsStorage().terms = terms_;
    }

    /// @inheritdoc ITerms
    function terms() external view returns (bytes32) {
        return _termsStorage().terms;
    }

    /// @inheritdoc ReferenceDollar
    function version() external pure override returns (string memory) {
        return "2.0.0";
    }

    function _termsStorage() private pure returns (TermsStorage storage $) {
        uint256 slot = erc7201("backbone.storage.Terms");
        assembly ("memory-safe") {
            $.slot := slot
        }
    }
}
