// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPausable} from "../interfaces/IPausable.sol";
import {IProposals} from "../interfaces/IProposals.sol";
import {Destinations} from "./Destinations.sol";

/// @title Proposals
/// @notice Large mints, announced beforehand.
abstract contract Proposals is Destinations, IProposals {
    uint8 private constant PAUSE_MINT = 2; // as in the token

    // Until somebody decides, nobody can mint at once what was never announced.
    ProposalTerms private _terms = ProposalTerms({threshold: 0, delay: 1 days, lifetime: 7 days});

    mapping(bytes32 id => Proposal proposal) private _proposals;

    /// @inheritdoc IProposals
    function propose(address to, uint256 amount) external onlyTokenRole(MINTER_ROLE) returns (bytes32 id) {
        _requireMayPropose(msg.sender, to, amount);
        id = proposalId(msg.sender, to, amount);
        require(!isPending(id), ProposalPending(id, _proposals[id].expiresAt));

        uint256 readyAt = block.timestamp + _terms.delay;
        uint256 expiresAt = readyAt + _terms.lifetime;
        // Casts not possible to overflow: two of 32 bits beside a time.
        _proposals[id] = Proposal(msg.sender, uint48(readyAt), uint48(expiresAt), to, amount);
        emit MintProposed(id, msg.sender, to, amount, readyAt, expiresAt);
    }

    /// @inheritdoc IProposals
    function cancelProposal(bytes32 id) external onlyTokenRole(CANCELLER_ROLE) {
        require(isPending(id), ProposalNotPending(id));
        Proposal memory cancelled = _proposals[id];
        delete _proposals[id];
        emit ProposalCancelled(id, cancelled.minter, cancelled.to, cancelled.amount, msg.sender);
    }

    /// @inheritdoc IProposals
    function setProposalTerms(ProposalTerms calldata newTerms) external onlyTokenRole(RESERVE_ADMIN_ROLE) {
        ProposalTerms memory oldTerms = _terms;
        _terms = newTerms;
        emit ProposalTermsChanged(oldTerms, newTerms, msg.sender);
    }

    /// @inheritdoc IProposals
    function proposalTerms() external view returns (ProposalTerms memory) {
        return _terms;
    }

    /// @inheritdoc IProposals
    function proposal(bytes32 id) external view returns (Proposal memory) {
        return _proposals[id];
    }

    /// @inheritdoc IProposals
    function isPending(bytes32 id) public view returns (bool) {
        Proposal storage found = _proposals[id];
        bool isOfThisEpoch = id == proposalId(found.minter, found.to, found.amount);
        return isOfThisEpoch && block.timestamp <= found.expiresAt;
    }

    /// @inheritdoc IProposals
    function proposalId(address minter, address to, uint256 amount) public view returns (bytes32) {
        return keccak256(abi.encode(minter, to, amount, epochOf(minter)));
    }

    /// @dev Uses up the proposal of a mint that needs one.
    function _useProposal(address minter, address to, uint256 amount) internal virtual {
        if (amount <= _terms.threshold) return;

        bytes32 id = proposalId(minter, to, amount);
        uint256 readyAt = _proposals[id].readyAt;
        require(readyAt != 0, ProposalMissing(minter, to, amount));
        require(block.timestamp >= readyAt, ProposalNotReady(id, readyAt));
        _requireNotExpired(id, _proposals[id].expiresAt);
        delete _proposals[id];
        emit ProposalUsed(id, minter, to, amount);
    }

    /// @dev Refuses a proposal of which the last second is over.
    function _requireNotExpired(bytes32 id, uint256 expiresAt) internal view virtual {
        require(block.timestamp <= expiresAt, ProposalExpired(id, expiresAt));
    }

    function _requireMayPropose(address minter, address to, uint256 amount) private view {
        require(!IPausable(token()).isPaused(PAUSE_MINT), IPausable.OperationPaused(PAUSE_MINT));
        _requireNotFrozen(to);
        _requireDestination(minter, to);
        require(amount > _terms.threshold, ProposalNotNeeded(_terms.threshold, amount));
        _requireWithinTransactionLimit(minter, amount);
    }
}
