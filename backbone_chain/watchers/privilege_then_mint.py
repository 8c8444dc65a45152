"""privilege-then-mint: a power changes hands outside any plan, and then somebody mints with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, NamedTuple

from backbone_chain.model import (
    Fact,
    Finding,
    LimitChanged,
    Mint,
    MinterConfigured,
    MinterRemoved,
    Observation,
    OperationScheduled,
    OwnerChanged,
    RoleGranted,
    RoleRevoked,
    Severity,
    Transfer,
    Upgraded,
)
from backbone_chain.watchers._base import Planned, Watcher

# Who holds one of these can mint, at once or after giving itself one more.
LEADS_TO_MINT = ("minter", "bridge", "minter_admin", "admin", "upgrader", "owner", "agent")
ZERO_ADDRESS = "0x" + "00" * 20
ADDRESS_DIGITS = 40
UNNAMED = "role:0x"
NO_AMOUNTS = ("controller", "feed", "delay")


class PrivilegeThenMint(Watcher):
    """A role grant, limit raise or upgrade outside any plan, followed by a mint that uses it within N blocks (W2).

    Says `high` at the grant, before any harm, and `critical` at the mint. A role that has no name is said with its
    first mint. Where no plan for the same thing was ever told, its lack says less: what happens before any token
    moves is the state to start from, said as info; an old minter may be given what some minter had before; and a mint
    is `critical` if it is far above all before it or there were few, else `high`, once. Built on Echo eBTC
    (2026-05-18: grant, grant, mint, roles removed again), PlayDapp (2024-02-09), PAID (2021-03-05) and Ankr
    (2022-12-02).
    """

    needs = (RoleGranted, Mint)
    blind_spots = (
        "A plan that the attacker wrote; powers that no event tells, which privilege-closure-changed reads; where no "
        "plan is ever told, an old minter's raise to what was given before."
    )
    stage = "privilege"
    first_do = "Take the power away again, cancel what the timelock has scheduled, and pause minting until then."
    defaults: ClassVar[dict[str, Any]] = {
        "within_blocks": 216_000,  # 30 days of 12 s: Echo's cover-up and PlayDapp's second mint came days later
        "usual_mints": 30,  # fewer say nothing of what is usual; USDP has 1.5 a day
        "times_largest": 2,  # a growing token sets records, and thieves mint what they can; a guess until it is fitted
    }

    def start(self) -> dict[str, Any]:
        """`tainted`: account, or the proxy after an upgrade -> [block, what happened, whether plans are told, used].

        `now`: a place -> its value. `raised`: whose limit was raised outside any plan -> [block, limit before, what
        happened, whether plans are told]. `since`: minter -> block of its first mint or allowance. `moved`:
        whether any token was. `mints`, `largest`, `given`: how many, the largest of them, the largest allowance.
        """
        counted = {"moved": False, "mints": 0, "largest": 0, "given": 0}
        return {"tainted": {}, "raised": {}, "now": {}, "since": {}, "plans": [], **counted}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """In order of the facts, since a grant and its mint can share a block."""
        Planned(self.state).learn(observation)
        self._let_go(observation.block - self.settings["within_blocks"])
        for fact in self.own(observation):
            change = _change(fact)
            if isinstance(fact, OperationScheduled):
                yield from self._scheduled(observation, fact)
            elif isinstance(fact, LimitChanged) and not fact.unlimited:
                self._raised(observation, fact)
            elif isinstance(fact, Mint):
                yield from self._mint(observation, fact)
                self._minted(observation, fact)
            elif change and self._is_news(fact, change):
                yield from self._judge(observation, fact, change)
            else:
                self._forget(fact)
            if isinstance(fact, MinterConfigured):
                self._given(observation, fact)
            self.state["moved"] = self.state["moved"] or isinstance(fact, Mint | Transfer)

    def _let_go(self, oldest: int) -> None:
        for kept in (self.state["tainted"], self.state["raised"]):
            for account in [account for account, (block, *_) in kept.items() if block < oldest]:
                del kept[account]

    def _scheduled(self, observation: Observation, operation: OperationScheduled) -> Iterator[Finding]:
        """What a timelock was told to do; a ticket explains it whose new value stands in the call."""
        calldata = operation.calldata.lower()
        for what, new in Planned(self.state).live(observation.block):
            named = new.partition("=")[0].removeprefix("0x")
            if (what, new) == ("operation", operation.id.lower()) or (
                len(named) >= ADDRESS_DIGITS and named in calldata
            ):
                return
        says = f"An operation on {operation.target} that no ticket names may run in {operation.delay} s."
        evidence = {"what": "operation", "new": operation.id, "delay": operation.delay, "calldata": operation.calldata}
        yield self.finding(observation, operation, Severity.HIGH, operation.target, says, **evidence)

    def _raised(self, observation: Observation, limit: LimitChanged) -> None:
        """A finite raise is said by control-weakened; here it counts once a mint uses it."""
        if any(word in limit.kind for word in NO_AMOUNTS):
            return
        subject, place = limit.subject.lower(), f"{limit.kind} {limit.subject.lower()}"
        spent = "allowance" in limit.kind  # what is left of it says nothing of what it was set to
        before = self.state["now"].get(place, limit.new if spent else limit.old)
        planned = Planned(self.state).ticket(limit.kind, f"{limit.subject}={limit.new}", observation.block)
        if before and limit.new > before and not planned:
            told = f"its {limit.kind} was raised from {before} to {limit.new}"
            announced = Planned(self.state).any(limit.kind)
            self.state["raised"].setdefault(subject, [observation.block, before, told, announced])
            return
        self.state["now"][place] = limit.new
        self.state["raised"].pop(subject, None)

    def _is_news(self, fact: Fact, change: _Change) -> bool:
        """Whether it changes anything: a role that is held already doesn't, nor does an allowance that is cut."""
        if isinstance(fact, LimitChanged):
            return fact.old != fact.new
        before = self.state["now"].get(change.place)
        if isinstance(fact, MinterConfigured):
            self.state["now"][change.place] = fact.allowance
            return fact.allowance > (before or 0)
        self.state["now"][change.place] = change.new.lower()
        return bool(before != change.new.lower())

    def _forget(self, fact: Fact) -> None:
        match fact:
            case RoleRevoked(role=role, account=account):
                self.state["now"].pop(f"role:{role} {account.lower()}", None)
            case MinterRemoved(minter=minter):
                self.state["now"].pop(f"role:minter {minter.lower()}", None)
                self.state["now"].pop(f"minter-allowance {minter.lower()}", None)

    def _judge(self, observation: Observation, fact: Fact, change: _Change) -> Iterator[Finding]:
        planned, what, new = Planned(self.state), change.what, change.new
        announced = planned.any(what)
        if planned.ticket(what, new, observation.block) or (not announced and self._is_usual(observation, fact)):
            return
        if not announced and not self.state["moved"]:
            says = f"{what} is {new} before any token moved; learned, since no plan says what it should be."
            yield self.finding(observation, fact, Severity.INFO, change.account, says, what=what, new=new)
            return
        self.state["tainted"][change.account.lower()] = [observation.block, change.told, announced, False]
        if what.startswith(UNNAMED):
            return
        says = f"{change.told[0].upper()}{change.told[1:]} outside any plan; who holds that can mint now, or soon."
        evidence = {"what": what, "new": new, "by": getattr(fact, "by", "") or fact.tx_sender}
        yield self.finding(observation, fact, Severity.HIGH, change.account, says, **evidence)

    def _is_usual(self, observation: Observation, fact: Fact) -> bool:
        """Whether an old minter got no more than some minter had before; a role without a name, whether it minted."""
        if isinstance(fact, RoleGranted):
            return fact.role.startswith("0x") and fact.account.lower() in self.state["since"]
        if not isinstance(fact, MinterConfigured):
            return False
        since = self.state["since"].get(fact.minter.lower(), observation.block)
        settled = observation.block - since >= self.settings["within_blocks"]
        return bool(settled and fact.allowance <= self.state["given"])

    def _mint(self, observation: Observation, mint: Mint) -> Iterator[Finding]:
        tainted = self.state["tainted"]
        for account in (mint.minter.lower(), mint.contract.lower()):
            raised = self.state["raised"].get(account)
            if raised and account not in tainted and mint.amount > raised[1]:
                block, _, what, announced = raised
                tainted[account] = [block, what, announced, False]
            block, what, announced, used = tainted.get(account, (None, "", False, False))
            if block is not None and observation.block - block <= self.settings["within_blocks"]:
                grave = announced or self._is_far_above(mint)
                tainted[account][-1] = True
                if used and not grave:
                    return
                few = self.state["mints"] < self.settings["usual_mints"]
                severity = Severity.CRITICAL if grave or few else Severity.HIGH
                when = f"after {what} in block {block}, outside any plan"
                says = f"{mint.minter} minted {mint.amount} to {mint.to}, {when}."
                evidence = {"change": what, "change_block": block, "amount": mint.amount, "to": mint.to}
                yield self.finding(observation, mint, severity, mint.minter, says, **evidence)
                return

    def _is_far_above(self, mint: Mint) -> bool:
        return bool(mint.amount > self.settings["times_largest"] * self.state["largest"])

    def _minted(self, observation: Observation, mint: Mint) -> None:
        self.state["since"].setdefault(mint.minter.lower(), observation.block)
        self.state["mints"] += 1
        self.state["largest"] = max(self.state["largest"], mint.amount)

    def _given(self, observation: Observation, configured: MinterConfigured) -> None:
        settled = 0 if self.state["moved"] else self.settings["within_blocks"]  # who was there from the beginning
        self.state["since"].setdefault(configured.minter.lower(), observation.block - settled)
        self.state["given"] = max(self.state["given"], configured.allowance)


class _Change(NamedTuple):
    """What was changed, to what, whose mints are suspect from then on, the place that has one value at a time; told."""

    what: str
    new: str
    account: str
    place: str
    told: str


def _change(fact: Fact) -> _Change | None:
    """The change in a fact; None for one that leads to no mint."""
    match fact:
        case RoleGranted(role=role, account=account) if role in LEADS_TO_MINT or role.startswith("0x"):
            told = f"{account} was given the role {role}"
            return _Change(f"role:{role}", account, account, f"role:{role} {account.lower()}", told)
        case MinterConfigured(minter=minter, allowance=allowance):
            what, told = "minter-allowance", f"{minter} was given an allowance of {allowance}"
            return _Change(what, f"{minter}={allowance}", minter, f"{what} {minter.lower()}", told)
        case LimitChanged(unlimited=True, subject=subject, kind=kind, new=new):
            told = f"the {kind} of {subject} was set to {new}, which means unlimited"
            return _Change(kind, f"{subject}={new}", subject, f"{kind} {subject.lower()}", told)
        case OwnerChanged(contract=contract, new=new) if new != ZERO_ADDRESS:  # which would be nobody
            return _Change("owner", new, new, f"owner {contract.lower()}", f"{new} became the owner of {contract}")
        case Upgraded(implementation=implementation, proxy=proxy):
            told = f"{proxy} was upgraded to {implementation}"
            return _Change("implementation", implementation, proxy, f"implementation {proxy.lower()}", told)
    return None
