"""The supply controller and the reserve feed of a reference token: deployed, with limits for a day's business."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backbone_chain.accounts import Account, Sender
from backbone_chain.artifacts import Artifact
from backbone_chain.chain import Chain, Contract, Receipt

UNIT = 10**6
CENTS = 100
DAY = 86_400
ATTESTERS = ("attester", "second_attester", "third_attester")
ATTESTERS_NEEDED = 2
MAX_AGE = 2 * DAY
RESERVE = 1_000_000_000  # whole dollars, in the first attestation
SUPPLY_CAP = 900_000_000  # whole tokens, as all that follows
THRESHOLD = 10_000_000
LIMITS = {"perTransaction": 20_000_000, "mintPerWindow": 50_000_000, "burnPerWindow": 50_000_000}
LIMITED = ("minter", "bridge")
DESTINATION = "treasury"

ATTESTATION = (("amountCents", "uint256"), ("asOf", "uint256"), ("nonce", "uint256"))


def controlling(token: Contract, controller_code: Artifact, feed_code: Artifact) -> Iterator[Contract]:
    """Deploy feed and controller, let `minter` and `bridge` do a day's business, and set the controller.

    Yields each contract as it is there, the token at last.
    """
    chain, attesters = token.chain, [token.chain.account(name) for name in ATTESTERS]
    deployer, addresses = chain.account("deployer"), [attester.address for attester in attesters]
    owner = chain.account("reserve_admin").address
    feed = chain.deploy(feed_code, owner, addresses, ATTESTERS_NEEDED, sender=deployer)
    yield feed
    controller = chain.deploy(controller_code, token.address, sender=deployer)
    yield controller
    attest(feed, RESERVE * CENTS, chain.timestamp, attesters, sender=deployer)
    _configure(chain, controller, feed)
    token.send("grantRole", token.call("BRIDGE_ROLE"), chain.account("bridge"), sender=chain.account("admin"))
    token.send("setSupplyController", controller.address, sender=chain.account("reserve_admin"))
    yield token


def attest(feed: Contract, cents: int, as_of: int, attesters: Sequence[Account], *, sender: Sender) -> Receipt:
    """Submit the next attestation of `cents`, signed by these attesters."""
    message = {"amountCents": cents, "asOf": as_of, "nonce": feed.call("lastNonce") + 1}
    signers = sorted(attesters, key=lambda attester: int(attester.address, 16))
    signatures = [sign(feed, message, attester) for attester in signers]
    return feed.send("submit", message, [signer.address for signer in signers], signatures, sender=sender)


def sign(feed: Contract, message: dict[str, int], attester: Account) -> bytes:
    """The 65 bytes by which an attester stands for a message with the fields of ATTESTATION."""
    _, name, version, chain_id, contract, _, _ = feed.call("eip712Domain")
    domain = {"name": name, "version": version, "chainId": chain_id, "verifyingContract": contract}
    fields = [{"name": field, "type": kind} for field, kind in ATTESTATION]
    v, r, s = attester.sign_typed_data(domain, {"Attestation": fields}, message)
    return r + s + bytes([v])


def _configure(chain: Chain, controller: Contract, feed: Contract) -> None:
    reserve_admin, minter_admin = chain.account("reserve_admin"), chain.account("minter_admin")
    limits = {name: whole * UNIT for name, whole in LIMITS.items()}
    terms = {"threshold": THRESHOLD * UNIT, "delay": DAY, "lifetime": 7 * DAY}
    controller.send("setSupplyCap", SUPPLY_CAP * UNIT, sender=reserve_admin)
    controller.send("setProposalTerms", terms, sender=reserve_admin)
    controller.send("setReserveFeed", feed.address, MAX_AGE, sender=reserve_admin)
    for name in LIMITED:
        controller.send("setLimits", chain.account(name).address, limits, sender=minter_admin)
    minter, destination = chain.account("minter").address, chain.account(DESTINATION).address
    controller.send("allowDestination", minter, destination, sender=minter_admin)
