"""A break counts once engines that share no code with the first one see it too."""

from __future__ import annotations

from backbone_chain.audit._model import Result
from backbone_chain.bundles import Bundle, Genesis, Held, bundle_of, replay
from backbone_chain.errors import BackboneError, EngineUnavailableError
from backbone_chain.model import Severity
from backbone_chain.properties import Judgement, Verdict
from backbone_chain.properties._trial import Trial

INDEPENDENT = ("py-evm", "eels")  # the second is the executable specification, and slow


def confirmed(trial: Trial, verdict: Verdict) -> Result:
    """The verdict; for a break its bundle, and on which engines it breaks too.

    A finding from reading the code alone has nothing to run. Where an engine can't be had the break stands unconfirmed.
    """
    if verdict.judgement is not Judgement.BROKEN or not verdict.claims:
        return Result(verdict=verdict)
    try:
        bundle = _bundle(trial, verdict)
    except BackboneError:  # what can't be run a second time, for instance on a copy of a node's state
        return Result(verdict=verdict)
    seen: list[str] = []
    for engine in _engines(verdict):
        try:
            breaks = replay(bundle, engine).breaks
        except EngineUnavailableError:
            continue
        if not breaks:
            return Result(verdict=verdict, bundle=bundle, confirmed_on=tuple(seen), diverging=engine)
        seen.append(engine)
    return Result(verdict=verdict, bundle=bundle, confirmed_on=tuple(seen))


def _engines(verdict: Verdict) -> list[str]:
    """Those that didn't find it: one for every break, all for the grave ones."""
    others = [name for name in INDEPENDENT if name != verdict.seen_on[0]]
    return others if verdict.severity >= Severity.HIGH else others[:1]


def _bundle(trial: Trial, verdict: Verdict) -> Bundle:
    subject, driver = trial.subject, trial.driver
    accounts = {address: Held(balance=wei) for address, wei in subject.balances.items()}
    return bundle_of(
        trial.chain,
        verdict.steps,
        verdict.claims,
        property=verdict.property,
        severity=verdict.severity,
        subject=subject.name,
        statement=verdict.statement,
        reason=verdict.reason,
        contracts={"token": subject.token, **subject.helpers},
        names={address: label.removeprefix("@") for address, label in driver.labels.items()},
        genesis=Genesis(accounts=accounts),
        origin=subject.origin,
        seen_on=verdict.seen_on,
    )
