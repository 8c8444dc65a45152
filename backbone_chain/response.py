"""What a finding may do: brakes by keys that can stop but not restart, rehearsed on a copy of the chain first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from backbone_chain.chain import Block, Contract, Receipt
from backbone_chain.codec import checksum
from backbone_chain.errors import RefusedError, UsageError
from backbone_chain.model import (
    BankCredit,
    BridgeSent,
    Finding,
    FreezeRequested,
    Frozen,
    KnownAccount,
    Mint,
    MinterConfigured,
    Observation,
    OperationCancelled,
    OperationExecuted,
    OperationScheduled,
    OrderApproved,
    RoleGranted,
    Severity,
    Transfer,
)
from backbone_chain.stage import Stage
from backbone_chain.tokens._base import Log, logs_of
from backbone_chain.watchers._base import Watcher

PROTECTED = frozenset({"treasury", "pool", "lender", "exchange", "bridge", "safe", "timelock", "token", "cold-key"})
"""Kinds of known accounts that automation never freezes: what is in them belongs to many, or to the issuer."""
LEAST = Severity.HIGH
MOST_FREEZES = 64  # in a day: as many as the accounts that a thief on record split to before its freeze
DAY_BLOCKS = 7_200  # of 12 s
REMEMBERED = 1_024  # transactions whose movements are kept as evidence
ZERO_ADDRESS = "0x" + "00" * 20
OF_ORDERS = ("orders", "credits", "paid_for", "unpaid")
ACTS = ("cancel", "remove-minter", "stop-bridge", "stop-all", "freeze")


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """One brake: what is done to whom, because of which finding; `block` in which it was done, -1 before.

    kind: one of ACTS; `stop-all` has no target, `cancel` the id of a timelock's operation.
    """

    kind: str
    target: str
    rule: str
    block: int = -1


class Notebook(Watcher):
    """What the issuer's own side knows, kept from the same observations that the rules see; it says nothing itself."""

    def start(self) -> dict[str, Any]:
        """`kinds` of known accounts, accounts that mint, freezes asked for, waiting operations -> their timelock; and
        `moved`: transaction -> [account that got tokens, amount], `minted_by`: transaction -> minter; `spent_by`:
        transaction -> who sent it and so moved another's tokens; `onward`: in the last block, account -> those to whom
        it sent; `messages`: what is on its way to a bridge -> where it goes; `orders`: approved and not minted yet ->
        [recipient, amount]; `credits`: order -> [amount, final at]; `paid_for`: transaction -> [who had paid for what
        was minted there, amount]; `unpaid`: who was minted something else.
        """
        names = ("kinds", "operations", "moved", "minted_by", "spent_by", "onward", "messages", *OF_ORDERS)
        return {"minters": [], "asked": [], **{name: {} for name in names}}

    needs = ()
    follows_all_chains = True  # for messages alone: brakes are those of the home chain

    def observe(self, observation: Observation) -> Iterable[Finding]:
        """Learn; never say anything."""
        for fact in observation.facts:
            if isinstance(fact, BridgeSent):
                self.state["messages"][fact.message] = fact.destination
        if not observation.chain:
            self._learn_home(observation)
        for name in ("moved", "minted_by", "spent_by", "messages", *OF_ORDERS):
            kept = self.state[name]
            while len(kept) > REMEMBERED:
                del kept[next(iter(kept))]
        return ()

    def _learn_home(self, observation: Observation) -> None:
        if observation.block_hash:  # a block, not what was told between two
            self.state["onward"] = {}
        for fact in self.own(observation):
            self._learn(fact)
            if isinstance(fact, Mint):
                self._fill(fact, observation.timestamp)

    def _learn(self, fact: object) -> None:
        state = self.state
        match fact:
            case KnownAccount(account=account, kind=kind):
                state["kinds"][account.lower()] = kind
            case MinterConfigured(minter=account) | RoleGranted(role="minter", account=account):
                self._add("minters", account)
            case Mint(minter=minter, to=to, amount=amount, tx=tx):
                self._add("minters", minter)
                state["minted_by"][tx] = minter
                state["moved"].setdefault(tx, []).append([to, amount])
            case Transfer(sender=sender, to=to, amount=amount, tx=tx) if amount and sender != ZERO_ADDRESS:
                state["moved"].setdefault(tx, []).append([to, amount])
                state["onward"].setdefault(sender, []).append(to)
                if fact.tx_sender.lower() not in ("", sender.lower()):
                    state["spent_by"][tx] = fact.tx_sender
            case FreezeRequested(account=account):
                self._add("asked", account)
            case OrderApproved(order=order, to=to, amount=amount):
                state["orders"][order] = [to, amount]
            case BankCredit(order=order, amount=amount, final_at=final_at):
                state["credits"][order] = [amount, final_at]
            case OperationScheduled(id=operation, contract=timelock):
                state["operations"][operation] = timelock
            case OperationCancelled(id=operation) | OperationExecuted(id=operation):
                state["operations"].pop(operation, None)

    def _fill(self, mint: Mint, now: int) -> None:
        """If it is an order whose dollars are final, its customer has what it paid for."""
        for order, terms in self.state["orders"].items():
            amount, final_at = self.state["credits"].get(order, (0, now))
            if terms == [mint.to, mint.amount] and amount >= mint.amount and final_at <= now:
                del self.state["orders"][order]
                self.state["paid_for"].setdefault(mint.tx, []).append([mint.to, mint.amount])
                return
        self.state["unpaid"][mint.to] = True

    def paid(self, account: str) -> int:
        """For how many of the tokens that it was minted lately an account had paid, base units."""
        return sum(amount for paid in self.state["paid_for"].values() for who, amount in paid if who == account)

    def _add(self, kind: str, account: str) -> None:
        if account not in self.state[kind]:
            self.state[kind].append(account)

    def is_protected(self, account: str) -> bool:
        """Whether automation must leave this account alone."""
        return account == ZERO_ADDRESS or self.state["kinds"].get(account.lower()) in PROTECTED

    def is_bridge(self, account: str) -> bool:
        """Whether the register says that this is a bridge."""
        return bool(self.state["kinds"].get(account.lower()) == "bridge")

    def bridges_for(self, message: str) -> list[str]:
        """By which a message that was seen could come out: nobody knows yet which, so all in the register."""
        known = message in self.state["messages"]
        return [checksum(account) for account in self.state["kinds"] if known and self.is_bridge(account)]


def plan(finding: Finding, notebook: Notebook) -> list[Act]:
    """The brakes that fit a finding, the narrowest first; none for one below high.

    Who is frozen, and who minted, follows from the token's own events in the finding's transaction, not from the
    finding's evidence, into which an attacker can write whom it likes.
    """
    if finding.severity < LEAST:
        return []
    state, named = notebook.state, set(_words(finding))
    minting = {finding.subject.lower(), state["minted_by"].get(finding.tx, "").lower()}
    wanted = [("cancel", each) for each in state["operations"] if each in named]
    wanted += [("remove-minter", each) for each in state["minters"] if each.lower() in minting]
    wanted += [("stop-bridge", each) for kind, each in wanted if kind != "cancel" and notebook.is_bridge(each)]
    wanted += [("stop-bridge", each) for each in notebook.bridges_for(finding.subject)]
    wanted = list(dict.fromkeys(wanted))
    freezes = [("freeze", each) for each in _holders(finding, notebook)]
    if finding.severity is Severity.CRITICAL or not (wanted or freezes):
        wanted.append(("stop-all", ""))
    return [Act(kind=kind, target=target, rule=finding.rule) for kind, target in (*wanted, *freezes)]


def _holders(finding: Finding, notebook: Notebook) -> list[str]:
    """Who got tokens in the finding's transaction, and from them in its block; a subject whose freeze was asked for.

    Of those who got tokens, the subject alone if it is one; and not who had paid for them.
    The subject too, if it moved another's tokens there by a transaction of its own.
    What went into a protected account is not followed further: there it is mixed with others' tokens.
    """
    state = notebook.state
    moved, paid_for = state["moved"].get(finding.tx, ()), dict(state["paid_for"].get(finding.tx, ()))
    got = [to for to, _ in sorted(moved, key=lambda each: -each[1]) if to not in paid_for]
    got = [to for to in got if to.lower() == finding.subject.lower()] or got
    found: dict[str, None] = {}
    about = [*state["asked"], state["spent_by"].get(finding.tx, "")]
    waiting = [*(each for each in about if each.lower() == finding.subject.lower()), *got]
    while waiting:
        account = waiting.pop(0)
        if account not in found and not notebook.is_protected(account):
            found[account] = None
            waiting += state["onward"].get(account, ())
    return list(found)


def _words(finding: Finding) -> Iterator[str]:
    """Every text in what the finding speaks of: its subject and its evidence."""
    yield finding.subject
    yield from _texts(list(finding.evidence.values()))


def _texts(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list | tuple):
            yield from _texts(value)


class Responder:
    """Acts on a stage's findings: plans, rehearses on a copy of the chain, and acts in the block after the finding.

    notebook: a rule of that stage. What it did stands in `acts`, in order. It never reacts to what it did itself.
    """

    def __init__(self, stage: Stage, notebook: Notebook) -> None:
        self.stage, self.notebook = stage, notebook
        self.acts: list[Act] = []
        self._waiting: list[Act] = []
        self._own: set[str] = set()
        self._own_blocks: set[int] = set()
        self._busy = False
        self._seen = stage.chain.block_number - 1
        stage.on_finding.append(self.hear)
        stage.chain.on_block.append(self._mined)

    def hear(self, findings: list[Finding]) -> None:
        """Take in what the rules have just said."""
        if self._busy:
            return
        for finding in findings:
            if not self._is_own(finding):
                self._waiting += [act for act in plan(finding, self.notebook) if act not in self._waiting]
        if all(finding.block == self._seen == self.stage.chain.block_number - 1 for finding in findings):
            self._act()  # said between two blocks; what is said of a block that is just closing waits for its end

    def _is_own(self, finding: Finding) -> bool:
        return finding.tx in self._own or (not finding.tx and finding.block in self._own_blocks)

    def _mined(self, block: Block) -> None:
        self._seen = block.number
        self._act()

    def _act(self) -> None:
        """Do what waits, rehearsed, in one block where the engine can."""
        if self._busy or not self._waiting or self.stage.chain.is_holding:
            return
        self._busy, waiting, self._waiting = True, self._within_budget(self._waiting), []
        try:
            good = self._rehearsed(waiting)
            if good:
                self._do_all(good)
        finally:
            self._busy = False

    def _within_budget(self, acts: list[Act]) -> list[Act]:
        now = self.stage.chain.block_number
        frozen = sum(act.kind == "freeze" and act.block > now - DAY_BLOCKS for act in self.acts)
        freezes = [act for act in acts if act.kind == "freeze"][: max(0, MOST_FREEZES - frozen)]
        return sorted((act for act in acts if act.kind != "freeze" or act in freezes), key=_order)

    def _rehearsed(self, acts: list[Act]) -> list[Act]:
        """Those that go through on a copy, change something there, and freeze nobody who is protected."""
        with self._unobserved(), self.stage.chain.isolated():
            return [act for act in acts if self._is_good(self._try(act))]

    def _is_good(self, receipt: Receipt | None) -> bool:
        if receipt is None or not receipt.logs:
            return False
        block = Block(receipt.block, self.stage.chain.timestamp, [receipt])
        logs: list[Log] = logs_of(block)
        frozen = [fact.account for fact in self.stage.token.facts(logs) if isinstance(fact, Frozen)]
        return not any(self.notebook.is_protected(account) for account in frozen)

    def _do_all(self, acts: list[Act]) -> None:
        chain = self.stage.chain
        block = chain.block_number
        self._own_blocks.add(block)
        if chain.engine.capabilities.sets_block:
            with chain.one_block():
                self._do_each(acts, block)
        else:
            self._do_each(acts, block)

    def _do_each(self, acts: list[Act], block: int) -> None:
        for act in acts:
            receipt = self._try(act)
            if receipt is not None:
                self._own.add(receipt.hash)
                self.acts.append(Act(kind=act.kind, target=act.target, rule=act.rule, block=block))

    def _try(self, act: Act) -> Receipt | None:
        """Do it; None where the token refuses it or has no such power."""
        try:
            return self._steps()[act.kind](act.target)
        except (RefusedError, UsageError):
            return None

    def _steps(self) -> dict[str, Callable[[str], Receipt]]:
        token = self.stage.token
        return {
            "cancel": self._cancel,
            "remove-minter": token.remove_minter,
            "stop-bridge": token.stop_bridge,
            "stop-all": lambda _: token.stop_all(),
            "freeze": token.freeze,
        }

    def _cancel(self, operation: str) -> Receipt:
        """By the canceller, at the timelock where the operation waits. Raises: UsageError for a timelock not known."""
        chain, timelock = self.stage.chain, self.notebook.state["operations"][operation]
        abi = chain.abi_at(timelock)
        if abi is None:
            raise UsageError(f"The contract at {timelock} is not known, so nothing can be cancelled there.")
        canceller = self.stage.token.actor("canceller")
        return Contract(chain, timelock, abi).send("cancel", bytes.fromhex(operation[2:]), sender=canceller)

    @contextmanager
    def _unobserved(self) -> Iterator[None]:
        """Nobody sees the blocks inside, the rules neither."""
        listeners, heard = list(self.stage.chain.on_block), self.stage.chain.on_block
        heard.clear()
        try:
            yield
        finally:
            heard.extend(listeners)


def _order(act: Act) -> int:
    return ACTS.index(act.kind)
