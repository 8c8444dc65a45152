"""Every scenario on the token after its upgrade, against the same scenario on the token as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from backbone_chain.abi import Abi
from backbone_chain.chain import Chain
from backbone_chain.errors import BackboneError
from backbone_chain.model import Fact, Outcome, PlannedChange
from backbone_chain.play import Cell, play_one
from backbone_chain.rehearse._upgrade import Upgrade
from backbone_chain.scenarios import Scenario
from backbone_chain.tokens import Blueprint, Deployment, Token

ORDER = (
    None,
    Outcome.SILENT,
    Outcome.FALSE_ALARM,
    Outcome.NOT_APPLICABLE,
    Outcome.NOTICED,
    Outcome.QUIET,
    Outcome.REFUSED,
)
"""From the worst outcome to the best; None is a broken story."""


@dataclass(frozen=True, kw_only=True)
class Retold:
    """One scenario on the old token and on the new one."""

    before: Cell
    after: Cell

    @property
    def worse(self) -> bool:
        """Whether the new token does worse."""
        return ORDER.index(self.after.outcome) < ORDER.index(self.before.outcome)

    @property
    def summary(self) -> str:
        """One sentence."""
        was, now = (cell.outcome.value if cell.outcome else "broken" for cell in (self.before, self.after))
        because = f" ({self.after.error})" if self.after.error and self.worse else ""
        return f"The scenario {self.after.scenario} was {was} and is {now}{because}."


def upgraded(upgrade: Upgrade) -> Blueprint:
    """The token that is deployed as the old one and then upgraded, each time anew."""
    names: dict[str, Any] = {"deploying": classmethod(_deploying(upgrade)), "plan": _plan(upgrade)}
    base = upgrade.old.family
    family = cast("type[Token]", type(f"Upgraded{base.__name__}", (base,), names))
    return Blueprint(
        name=f"{upgrade.old.name} -> {upgrade.new.name}",
        family=family,
        artifacts=(upgrade.new, *upgrade.old.artifacts[1:]),
        summary=f"{upgrade.old.name}, upgraded to {upgrade.new.name}",
    )


def _deploying(upgrade: Upgrade) -> Callable[[type[Token], Chain, Blueprint], Deployment]:
    base = upgrade.old.family

    def deploying(cls: type[Token], chain: Chain, _: Blueprint) -> Deployment:
        steps: Callable[..., Deployment] = base.deploying.__func__  # type: ignore[attr-defined]  # as a method of cls
        token = yield from steps(cls, chain, upgrade.old)
        implementation = chain.deploy(upgrade.new, sender=chain.account("deployer"))
        yield implementation
        token.upgrade(implementation, upgrade.data)
        token.contract = chain.at(token.address, Abi((*upgrade.before.abi, *upgrade.new.abi)))
        yield token.contract
        return token

    return deploying


def _plan(upgrade: Upgrade) -> Callable[[Token], list[Fact]]:
    """What the issuer of the old token planned, and the upgrade."""

    def plan(token: Token) -> list[Fact]:
        now = token.chain.block_number
        change = PlannedChange(
            what="implementation", new=token.implementation(), from_block=0, to_block=now, ticket="upgrade"
        )
        return [*upgrade.old.family.plan(token), change]

    return plan


def retell(stories: Mapping[str, type[Scenario]], upgrade: Upgrade, **how: Any) -> Iterator[Retold]:
    """Each story on the old token, then on the new one; `how` is as for `play_one`."""
    new = upgraded(upgrade)
    for name, story in stories.items():
        before = play_one(name, story, upgrade.old, **how)
        yield Retold(before=before, after=_played(story, new, before, **how))


def _played(story: type[Scenario], new: Blueprint, before: Cell, **how: Any) -> Cell:
    """A story that can't even be told, for instance since a function is gone, is broken."""
    try:
        return play_one(before.scenario, story, new, **how)
    except BackboneError as error:
        broken = f"It can't be told: {error}"
        return replace(before, token=new.name, outcome=None, error=broken, findings=(), noticed_block=None)
