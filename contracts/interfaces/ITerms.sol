// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Terms of use
/// @notice Which text holders rely on, by its hash.
interface ITerms {
    /// @notice Emitted when other terms apply from now on
    /// @param oldTerms Hash of the terms so far, zero for none
    /// @param newTerms Hash of the terms from now on
    /// @param by The caller
    event TermsChanged(bytes32 indexed oldTerms, bytes32 indexed newTerms, address indexed by);

    /// @notice Brings a token of version 1 to version 2
    /// @param terms_ Hash of the terms that apply from then on
    /// @custom:warning Once, by UPGRADER_ROLE: as the call that goes with the upgrade, in the same transaction.
    function initializeV2(bytes32 terms_) external;

    /// @notice The terms that apply
    /// @return Their hash
    function terms() external view returns (bytes32);
}
