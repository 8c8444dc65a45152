// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Large mints that have to be proposed
/// @notice What a minter mints above the threshold it has proposed before: the same minter, recipient and amount, at
/// least the delay ago. The mint itself is the token's ordinary one and uses the proposal up. A proposal keeps the
/// times that it was made with, whatever is changed later. Mints by bridges are never proposed.
interface IProposals {
    /// @notice A proposed mint; all zeros where there is none
    /// @param minter The minter
    /// @param readyAt The first second in which it may be minted
    /// @param expiresAt The last one
    /// @param to The recipient
    /// @param amount How much, in base units
    struct Proposal {
        address minter;
        uint48 readyAt;
        uint48 expiresAt;
        address to;
        uint256 amount;
    }

    /// @notice What decides whether and when a mint has to be proposed
    /// @param threshold The largest mint that needs no proposal, in base units
    /// @param delay Seconds from a proposal until it is ready
    /// @param lifetime Seconds from then until it has expired
    struct ProposalTerms {
        uint256 threshold;
        uint32 delay;
        uint32 lifetime;
    }

    /// @notice Emitted when a mint is proposed
    /// @param id The id of the proposal
    /// @param minter The minter
    /// @param to The recipient
    /// @param amount How much, in base units
    /// @param readyAt The first second in which it may be minted
    /// @param expiresAt The last one
    event MintProposed(
        bytes32 indexed id,
        address indexed minter,
        address indexed to,
        uint256 amount,
        uint256 readyAt,
        uint256 expiresAt
    );

    /// @notice Emitted when a proposal is cancelled
    /// @param id The id of the proposal
    /// @param minter The minter
    /// @param to The recipient
    /// @param amount How much, in base units
    /// @param by The canceller
    event ProposalCancelled(bytes32 indexed id, address indexed minter, address indexed to, uint256 amount, address by);

    /// @notice Emitted when the mint that was proposed comes
    /// @param id The id of the proposal
    /// @param minter The minter
    /// @param to The recipient
    /// @param amount How much, in base units
    event ProposalUsed(bytes32 indexed id, address indexed minter, address indexed to, uint256 amount);

    /// @notice Emitted when threshold, delay or lifetime are set
    /// @param oldTerms The terms so far
    /// @param newTerms The terms of proposals from now on
    /// @param by The reserve admin
    event ProposalTermsChanged(ProposalTerms oldTerms, ProposalTerms newTerms, address indexed by);

    /// @notice Thrown when a mint is proposed that needs no proposal
    /// @param threshold The largest mint that needs none, in base units
    /// @param amount How much was proposed, in base units
    error ProposalNotNeeded(uint256 threshold, uint256 amount);

    /// @notice Thrown when a mint is proposed again before the first proposal has expired
    /// @param id The id of the proposal
    /// @param expiresAt The last second in which it may be minted
    error ProposalPending(bytes32 id, uint256 expiresAt);

    /// @notice Thrown when a mint above the threshold has not been proposed, or its proposal was used or cancelled
    /// @param minter The minter
    /// @param to The recipient
    /// @param amount How much, in base units
    error ProposalMissing(address minter, address to, uint256 amount);

    /// @notice Thrown when a proposed mint comes too early
    /// @param id The id of the proposal
    /// @param readyAt The first second in which it may be minted
    error ProposalNotReady(bytes32 id, uint256 readyAt);

    /// @notice Thrown when a proposed mint comes too late
    /// @param id The id of the proposal
    /// @param expiresAt The last second in which it could be minted
    error ProposalExpired(bytes32 id, uint256 expiresAt);

    /// @notice Thrown when a proposal is to be cancelled that is not pending
    /// @param id The id given
    error ProposalNotPending(bytes32 id);

    /// @notice Announces a mint above the threshold, by the minter itself
    /// @param to The recipient, on the minter's list and not frozen
    /// @param amount How much, in base units, within the minter's limit for one transaction
    /// @return id The id of the proposal; the same mint proposed again has the same
    function propose(address to, uint256 amount) external returns (bytes32 id);

    /// @notice Takes a pending proposal back, by the canceller, while paused too
    /// @param id The id of the proposal
    function cancelProposal(bytes32 id) external;

    /// @notice Sets threshold, delay and lifetime, by the reserve admin; until then they are zero, a day and a week
    /// @param newTerms The terms; with a threshold of zero every mint has to be proposed
    /// @custom:warning A threshold above the minters' limits switches proposals off, and a delay of zero leaves no time
    /// to cancel.
    function setProposalTerms(ProposalTerms calldata newTerms) external;

    /// @notice The terms of proposals made now
    /// @return Threshold, delay and lifetime
    function proposalTerms() external view returns (ProposalTerms memory);

    /// @notice A proposal by its id, expired or void ones too
    /// @param id The id
    /// @return The proposal, zeros if there is none
    function proposal(bytes32 id) external view returns (Proposal memory);

    /// @notice Whether a proposal can still be minted, now or later
    /// @param id The id
    /// @return True unless it was never made, or was used, cancelled or voided, or has expired
    function isPending(bytes32 id) external view returns (bool);

    /// @notice The id that a mint has when it is proposed
    /// @param minter The minter
    /// @param to The recipient
    /// @param amount How much, in base units
    /// @return The id, another one each time after the minter was stopped
    function proposalId(address minter, address to, uint256 amount) external view returns (bytes32);
}
