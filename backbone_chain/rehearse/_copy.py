"""The copy on which an upgrade is made: a token on a chain that nobody else uses."""

from __future__ import annotations

from dataclasses import dataclass

from backbone_chain.accounts import Account, Unlocked
from backbone_chain.chain import Chain, Contract
from backbone_chain.errors import RefusedError
from backbone_chain.rehearse._history import live
from backbone_chain.rehearse._reason import Reason
from backbone_chain.rehearse._upgrade import Upgrade
from backbone_chain.stage import Stage
from backbone_chain.tokens import Token


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A token on a chain of its own.

    accounts: those that are known of it. upgrader: who upgrades, by default the token's own. acts: what was done with
    the token before. reasons: what already speaks against the upgrade.
    """

    chain: Chain
    token: Token
    accounts: tuple[str, ...]
    upgrader: Account | Unlocked | None = None
    acts: int = 0
    reasons: tuple[Reason, ...] = ()

    def send(self, implementation: Contract, data: bytes = b"") -> None:
        """Upgrade. Raises: RefusedError."""
        with self.chain.acting(self.upgrader):
            self.token.upgrade(implementation, data, sender=self.upgrader)

    def may_upgrade(self, implementation: Contract, sender: Account | Unlocked) -> bool:
        """Whether an account can upgrade; it is undone again."""
        with self.chain.isolated(), self.chain.acting(sender):
            try:
                self.token.upgrade(implementation, sender=sender)
            except RefusedError:
                return False
            return True


def staged(upgrade: Upgrade, engine: str | None, seed: int) -> Copy:
    """The old token on a new chain, with a past."""
    stage = Stage(upgrade.old, Chain(engine, seed=seed), ())
    token = stage.deploy()
    acts = live(stage, seed)
    return Copy(chain=stage.chain, token=token, accounts=(*stage.chain.names(), token.address), acts=acts)
