"""The bridge of the world: burned on one chain, attested, minted on the other."""

from __future__ import annotations

from dataclasses import dataclass

import coincurve

from backbone_chain import artifacts
from backbone_chain.accounts import Account
from backbone_chain.chain import Chain, Contract, Receipt
from backbone_chain.model import ApprovedMinter, KnownAccount
from backbone_chain.scenarios._world import MONTH, planned
from backbone_chain.stage import Stage
from backbone_chain.surroundings import bridge, bridge_topics
from backbone_chain.tokens._base import Token

HOME, FAR, ELSEWHERE = 1, 2, 3
NAMES = {HOME: "home", FAR: "far", ELSEWHERE: "elsewhere"}
ONCE, HERE, SIGNED = 1, 2, 4
ALL_CHECKS = ONCE | HERE | SIGNED
PER_TRANSACTION, PER_WINDOW, CAP = 20_000_000, 50_000_000, 2_000_000_000  # whole tokens
FAR_FLOAT = 60_000_000  # whole tokens that are on the far chain when a story begins
V_OFFSET = 27


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """What is to come out of a bridge, in the order of its struct."""

    source: int
    destination: int
    nonce: int
    to: str
    amount: int

    @property
    def fields(self) -> tuple[int, int, int, str, int]:
        """As the contract takes it."""
        return self.source, self.destination, self.nonce, self.to, self.amount


@dataclass(frozen=True, kw_only=True, slots=True)
class Crossing:
    """Both ends of the bridge, and the attester who carries messages between them."""

    stage: Stage
    home: Contract
    far: Contract

    def burn(self, holder: str, amount: int, *, destination: int = HOME) -> Message:
        """A holder sends its own tokens from the far chain to an account of its own."""
        self.stage.keep_pace()
        far = self.stage.far
        assert far.token is not None
        sender = far.chain.account(holder)
        far.token.approve(self.far.address, amount, sender=sender)
        receipt = self.far.send("send", destination, sender.address, amount, sender=sender)
        return Message(source=FAR, destination=destination, nonce=_nonce(receipt), to=sender.address, amount=amount)

    def attested(self, message: Message) -> bytes:
        """The attester's signature, whatever the message says."""
        digest = self.home.call("digest", message.fields)
        key = coincurve.PrivateKey(self.stage.actor("attester").key)
        signed = key.sign_recoverable(digest, hasher=None)
        return signed[:64] + bytes([signed[64] + V_OFFSET])

    def release(self, message: Message, *, sender: Account | None = None) -> Receipt:
        """Attest and let it come out at home."""
        self.stage.keep_pace()
        return self.submit(message, self.attested(message), sender=sender or self.stage.actor("relayer"))

    def submit(self, message: Message, signature: bytes, *, sender: Account) -> Receipt:
        """Show a message to the home end."""
        return self.home.send("receiveMessage", message.fields, signature, sender=sender)

    def carry(self, holder: str, amount: int) -> Message:
        """Burn there, mint here, as it should be."""
        message = self.burn(holder, amount)
        self.release(message)
        return message

    def leave(self, holder: Account, to: Account, amount: int) -> Message:
        """The other way: a holder's tokens, for which it has approved the bridge, go to a far account."""
        self.stage.keep_pace()
        receipt = self.home.send("send", FAR, to.address, amount, sender=holder)
        message = Message(source=HOME, destination=FAR, nonce=_nonce(receipt), to=to.address, amount=amount)
        self.stage.keep_pace()
        self.far.send("receiveMessage", message.fields, self.attested(message), sender=self.stage.actor("relayer"))
        return message


def _nonce(receipt: Receipt) -> int:
    return int(receipt.event("Sent").args["nonce"])


def cross(stage: Stage, checks: int = ALL_CHECKS) -> Crossing:
    """A bridge between the token's home and the far chain, with limits, both ends followed.

    checks: those that its ends make. Raises: UnsupportedError on an engine that can't keep two chains at one pace.
    """
    far = stage.far
    assert far.token is not None
    _mint_there(far.chain, far.token)
    ends = [
        _end(stage.chain, stage.token, HOME, checks, stage),
        _end(far.chain, far.token, FAR, checks, None),
    ]
    stage.follow(ends[0], bridge(NAMES, NAMES[HOME]), bridge_topics())
    far.follow(ends[1].address, bridge(NAMES, NAMES[FAR]), bridge_topics())
    stage.keep_pace()
    return Crossing(stage=stage, home=ends[0], far=ends[1])


def _mint_there(chain: Chain, token: Token) -> None:
    amount = FAR_FLOAT * token.unit
    token.configure_minter(chain.account("minter"), amount)
    for name in ("customer", "attacker"):
        token.mint(chain.account(name), amount // 2)


def _end(chain: Chain, token: Token, domain: int, checks: int, stage: Stage | None) -> Contract:
    """One end: its contract, and a supply controller that keeps its limits."""
    deployer, attester = chain.account("deployer"), chain.account("attester").address
    code = artifacts.load("BurnMintBridge")
    end = chain.deploy(code, token.address, domain, attester, checks, sender=deployer)
    controller = chain.deploy(artifacts.load("SupplyController"), token.address, sender=deployer)
    if stage:
        stage.tell(
            KnownAccount(account=end.address, kind="bridge"),
            ApprovedMinter(minter=end.address, since=chain.timestamp - MONTH),
            planned("role:bridge", end.address, "bridge"),
            planned("privilege:mint", end.address, "bridge"),
            planned("supply-controller", controller.address, "bridge"),
        )
    limits = {"perTransaction": PER_TRANSACTION, "mintPerWindow": PER_WINDOW, "burnPerWindow": PER_WINDOW}
    base = {name: whole * token.unit for name, whole in limits.items()}
    controller.send("setSupplyCap", CAP * token.unit, sender=chain.account("reserve_admin"))
    controller.send("setLimits", end.address, base, sender=chain.account("minter_admin"))
    token.grant("bridge_mint", end)
    token.contract.send("setSupplyController", controller.address, sender=chain.account("reserve_admin"))
    return end
