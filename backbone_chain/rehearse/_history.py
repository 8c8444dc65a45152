"""A past for the token that is upgraded: holders, allowances, minters, frozen accounts, a pause, all from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import partial

from backbone_chain.accounts import Account
from backbone_chain.chain import Receipt
from backbone_chain.stage import Stage

HOLDERS = tuple(f"holder {number}" for number in range(1, 7))
MINTERS = ("minter", "second_minter", "former_minter")
ALLOWANCE = 1_000_000  # whole tokens for each minter
DAY = 86_400
REQUEST_BYTES = 32

Step = Callable[[], Receipt]


def live(stage: Stage, seed: int) -> int:
    """Let the token be used for some days; answers how many acts went through. What it refuses is left out."""
    chance = random.Random(f"rehearse {seed}")  # noqa: S311 - amounts, not secrets
    done = 0
    for part in (_minting, _holding, _stopping):
        done += sum(stage.attempt(step) is None for step in part(stage, chance))
        stage.chain.warp(DAY)
    return done


def _minting(stage: Stage, chance: random.Random) -> Iterator[Step]:
    """Minters with allowances of which a part is used; one of them is removed."""
    token, powers, unit = stage.token, stage.blueprint.family.powers(), stage.token.unit
    for minter in map(stage.actor, MINTERS):
        if "configure_minter" in powers:
            yield partial(token.configure_minter, minter, ALLOWANCE * unit)
    for holder in map(stage.actor, HOLDERS):
        amount, by = chance.randint(unit, ALLOWANCE * unit // 20), stage.actor(chance.choice(MINTERS))
        if "mint" in powers:
            yield partial(token.mint, holder, amount, sender=by)
    if "remove_minter" in powers:
        yield partial(token.remove_minter, stage.actor(MINTERS[-1]))


def _holding(stage: Stage, chance: random.Random) -> Iterator[Step]:
    """Transfers, allowances of which some are partly spent, redemptions."""
    token, unit = stage.token, stage.token.unit
    holders = [stage.actor(name) for name in HOLDERS]
    for owner in holders:
        spender, recipient = _two_others(owner, holders, chance)
        amount = chance.randint(2, unit)
        yield partial(token.transfer, recipient, amount, sender=owner)
        yield partial(token.approve, spender, amount, sender=owner)
        yield partial(token.transfer_from, owner, recipient, amount // 2, sender=spender)
    if "redeem" in stage.blueprint.family.powers():
        request = chance.randbytes(REQUEST_BYTES)
        yield partial(token.redeem, 1, request, sender=holders[0])


def _stopping(stage: Stage, chance: random.Random) -> Iterator[Step]:
    """Two frozen holders, one let go again, a role that changed hands, and transfers paused at last."""
    token, powers = stage.token, stage.blueprint.family.powers()
    first, second, third = chance.sample([stage.actor(name) for name in HOLDERS], 3)
    if "freeze" in powers:
        yield from (partial(token.freeze, account) for account in (first, second, third))
    if "unfreeze" in powers:
        yield partial(token.unfreeze, third)
    if "grant" in powers:
        yield partial(token.grant, "pause", stage.actor("second_pauser"))
    if "pause" in powers:
        yield token.pause


def _two_others(owner: Account, holders: list[Account], chance: random.Random) -> list[Account]:
    return chance.sample([each for each in holders if each is not owner], 2)
