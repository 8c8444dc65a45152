"""Feeding rules: what is said again, what is not run, and what a reorganisation takes back."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from _history import TOKEN, UINT256_MAX, UNIT, ZERO_ADDRESS, address, block, plan
from hypothesis import given, settings
from hypothesis import strategies as st

from backbone_chain import watchers
from backbone_chain.model import (
    ApprovedMinter,
    BankCredit,
    Burn,
    Fact,
    Finding,
    FreezeRequested,
    Frozen,
    LimitChanged,
    Mint,
    MinterConfigured,
    MinterRemoved,
    Observation,
    OperationScheduled,
    OrderApproved,
    PrivilegeRead,
    ReserveAttested,
    RoleGranted,
    RoleRevoked,
    Severity,
    SlotRead,
    Source,
    Status,
    SupplyRead,
    Transfer,
    Unfrozen,
    Unpaused,
)
from backbone_chain.watchers import Watch, Watcher

MINTER, OTHER, HOLDER = map(address, ("minter", "other minter", "holder"))
DEPTH = 64


class Echo(Watcher):
    """Says of every mint what its amount asks for: the severity by the last digit, the key by the rest."""

    needs = (Mint,)

    def start(self) -> dict[str, Any]:
        return {"seen": []}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        for fact in observation.facts:
            if isinstance(fact, Mint):
                self.state["seen"].append(fact.amount)
                severity = list(Severity)[fact.amount % 10]
                said = self.finding(observation, fact, severity, fact.minter, "echo", amount=fact.amount)
                yield dataclasses.replace(said, key=f"echo:{fact.amount // 10}")


LOW, HIGH, CRITICAL = 1, 3, 4  # last digits


def mint(amount: int, minter: str = MINTER) -> Mint:
    return Mint(minter=minter, to=HOLDER, amount=amount)


def heard(watch: Watch) -> list[tuple[int, int]]:
    """Block and amount of all that Echo said."""
    return [(finding.block, finding.evidence["amount"]) for finding in watch.findings]


# --- what is news


def test_repeated_key_is_said_once() -> None:
    watch = Watch([Echo()])
    assert len(watch.observe(block(1, mint(10 + LOW)))) == 1
    assert watch.observe(block(2, mint(10 + LOW))) == []
    assert heard(watch) == [(1, 10 + LOW)]


def test_repeated_key_is_said_again_at_a_higher_severity_only() -> None:
    watch = Watch([Echo()])
    for number, digit in enumerate((LOW, HIGH, LOW, HIGH, CRITICAL, HIGH), start=1):
        watch.observe(block(number, mint(10 + digit)))
    assert heard(watch) == [(1, 10 + LOW), (2, 10 + HIGH), (5, 10 + CRITICAL)]


def test_another_key_is_news() -> None:
    watch = Watch([Echo()])
    watch.observe(block(1, mint(10 + HIGH), mint(20 + LOW)))
    assert len(watch.findings) == 2


def test_findings_of_several_rules_gather_in_their_order() -> None:
    watch = Watch(watchers.create(["unknown-minter", "limit-breach"]))
    said = watch.observe(block(1, MinterConfigured(minter=MINTER, allowance=1, by=MINTER), mint(2)))
    assert [finding.rule for finding in said] == ["unknown-minter", "limit-breach"]
    assert watch.findings == said


# --- what is not run


def test_rules_that_lack_a_source_are_listed_and_not_run() -> None:
    watch = Watch(watchers.create(), sources=frozenset({Source.EVENTS}))
    assert watch.blind == {
        "allowance-from-nowhere": ("NonceRead",),
        "depeg": ("PriceSeen",),
        "freeze-race": ("FreezeRequested",),
        "freeze-without-request": ("FreezeRequested",),
        "implementation-changed": ("SlotRead", "CodeRead"),
        "mint-then-exit": ("KnownAccount",),
        "mint-without-order": ("OrderApproved", "BankCredit"),
        "outflow-rate": ("KnownAccount",),
        "outsized-mint": ("SupplyRead",),
        "payout-to-other-account": ("PayoutSent", "PayoutAccount"),
        "privilege-closure-changed": ("PrivilegeRead",),
        "redemption-run": ("SupplyRead",),
        "reserve-concentration": ("StatementBalance",),
        "second-entry-point": ("BalanceRead",),
        "statement-out-of-line": ("StatementBalance",),
        "supply-mismatch": ("SupplyRead",),
        "supply-over-reserves": ("SupplyRead",),
        "unknown-minter": ("ApprovedMinter",),
    }
    assert [rule.id for rule in watch.rules] == [name for name in watchers.rules() if name not in watch.blind]
    assert [finding.rule for finding in watch.observe(block(1, mint(UNIT)))] == []


def test_no_rule_is_blind_where_every_source_is_there() -> None:
    assert Watch(watchers.create()).blind == {}


# --- what is taken back


def test_rollback_retracts_what_was_said_since() -> None:
    watch = Watch([Echo()], depth=DEPTH)
    for number in range(1, 5):
        watch.observe(block(number, mint(10 * number + HIGH)))
    retracted = watch.rollback(3)
    assert [(finding.block, finding.status) for finding in retracted] == [(3, Status.RETRACTED), (4, Status.RETRACTED)]
    assert heard(watch) == [(1, 13), (2, 23)]
    assert watch.rules[0].state == {"seen": [13, 23]}


def test_retracted_finding_is_news_again() -> None:
    watch = Watch([Echo()], depth=DEPTH)
    watch.observe(block(1, mint(10 + LOW)))
    watch.observe(block(2, mint(10 + CRITICAL)))
    watch.rollback(2)
    assert len(watch.observe(block(2, mint(10 + HIGH)))) == 1
    assert heard(watch) == [(1, 10 + LOW), (2, 10 + HIGH)]


def test_rollback_of_a_block_that_is_not_there_yet_takes_nothing_back() -> None:
    watch = Watch([Echo()], depth=DEPTH)
    watch.observe(block(1, mint(10 + LOW)))
    assert watch.rollback(2) == []
    assert heard(watch) == [(1, 10 + LOW)]
    assert watch.rules[0].state == {"seen": [11]}


def test_rollback_into_a_gap_takes_back_what_lies_behind_it() -> None:
    watch = Watch([Echo()], depth=DEPTH)
    for number in (10, 20, 30):
        watch.observe(block(number, mint(10 * number + LOW)))
    assert [finding.block for finding in watch.rollback(15)] == [20, 30]


def test_rollback_takes_back_all_of_a_block_that_was_seen_in_parts() -> None:
    watch = Watch([Echo()], depth=2)
    for number in (1, 2, 2, 2):
        watch.observe(block(number, mint(10 * len(heard(watch)) + LOW)))
    assert [finding.block for finding in watch.rollback(2)] == [2, 2, 2]
    assert [finding.block for finding in watch.rollback(1)] == [1]


def test_rollback_can_be_repeated_down_to_the_depth_and_not_further() -> None:
    watch = Watch([Echo()], depth=3)
    for number in range(1, 6):
        watch.observe(block(number, mint(10 * number)))
    for number in (5, 4, 3):
        watch.rollback(number)
    assert heard(watch) == [(1, 10), (2, 20)]
    with pytest.raises(ValueError, match="Block 2 is further back than the 3 blocks"):
        watch.rollback(2)


def test_rollback_past_the_depth_is_refused_and_changes_nothing() -> None:
    watch = Watch([Echo()], depth=3)
    for number in range(1, 6):
        watch.observe(block(number, mint(10 * number)))
    with pytest.raises(ValueError, match="further back"):
        watch.rollback(2)
    assert len(watch.findings) == 5
    assert [finding.block for finding in watch.rollback(3)] == [3, 4, 5]


def test_depth_0_keeps_nothing() -> None:
    watch = Watch([Echo()])
    watch.observe(block(1, mint(10)))
    with pytest.raises(ValueError, match="further back than the 0 blocks"):
        watch.rollback(1)


def test_restore_brings_back_rules_and_what_was_said() -> None:
    watch = Watch([Echo()])
    watch.observe(block(1, mint(10 + LOW)))
    saved = watch.save()
    watch.observe(block(2, mint(20 + LOW)))
    watch.restore(saved)
    assert watch.rules[0].state == {"seen": [11]}
    assert len(watch.observe(block(2, mint(20 + LOW)))) == 1
    assert watch.observe(block(3, mint(10 + LOW))) == []


# --- every rule under random forks

ACCOUNTS = st.sampled_from([MINTER, OTHER, HOLDER])
AMOUNTS = st.sampled_from([0, 1, UNIT, UINT256_MAX])


def facts(kind: type[Fact], /, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Fact]:
    return st.builds(kind, **fields)


FACTS = st.one_of(
    facts(Mint, minter=ACCOUNTS, to=ACCOUNTS, amount=AMOUNTS),
    facts(Burn, burner=ACCOUNTS, holder=ACCOUNTS, amount=AMOUNTS),
    facts(Transfer, sender=ACCOUNTS | st.just(ZERO_ADDRESS), to=ACCOUNTS, amount=AMOUNTS),
    facts(MinterConfigured, minter=ACCOUNTS, allowance=AMOUNTS, by=ACCOUNTS),
    facts(MinterRemoved, minter=ACCOUNTS, by=ACCOUNTS),
    facts(RoleGranted, role=st.just("minter"), account=ACCOUNTS, by=ACCOUNTS),
    facts(RoleRevoked, role=st.just("minter"), account=ACCOUNTS, by=ACCOUNTS),
    facts(
        LimitChanged,
        subject=ACCOUNTS,
        kind=st.just("rate"),
        old=AMOUNTS,
        new=AMOUNTS,
        unlimited=st.booleans(),
        by=ACCOUNTS,
    ),
    facts(Frozen, account=ACCOUNTS, reason=st.just(""), by=ACCOUNTS),
    facts(Unfrozen, account=ACCOUNTS, by=ACCOUNTS),
    facts(Unpaused, bit=st.just("mint"), by=ACCOUNTS),
    facts(SupplyRead, amount=AMOUNTS),
    facts(SlotRead, slot=st.just("implementation"), value=ACCOUNTS),
    facts(FreezeRequested, account=ACCOUNTS, authority=st.just("court")),
    facts(ApprovedMinter, minter=ACCOUNTS, since=st.just(0)),
    st.builds(plan, st.just("role:minter"), ACCOUNTS),
    facts(OrderApproved, order=st.sampled_from("ab"), to=ACCOUNTS, amount=AMOUNTS, approvers=st.just(())),
    facts(BankCredit, order=st.sampled_from("ab"), amount=AMOUNTS, final_at=st.just(0)),
    facts(ReserveAttested, amount=AMOUNTS, as_of=st.just(0), attesters=st.just(())),
    facts(PrivilegeRead, power=st.just("mint"), accounts=st.tuples(ACCOUNTS)),
    facts(OperationScheduled, id=ACCOUNTS, target=ACCOUNTS, calldata=ACCOUNTS, delay=st.just(0)),
)
BLOCKS = st.lists(FACTS, max_size=4)


def test_fork_of_64_blocks_is_taken_back_and_one_of_65_is_not() -> None:
    watch = Watch([Echo()], depth=DEPTH)
    for number in range(1, 101):
        watch.observe(block(number, mint(10 * number)))
    with pytest.raises(ValueError, match="further back"):
        watch.rollback(36)
    assert len(watch.rollback(37)) == DEPTH
    assert watch.rules[0].state == {"seen": [10 * number for number in range(1, 37)]}


@st.composite
def forks(draw: st.DrawFn) -> list[tuple[int, list[list[Fact]]]]:
    """Steps of a chain: how many blocks are taken back, at most 64, and what comes in their place."""
    return draw(st.lists(st.tuples(st.integers(0, DEPTH), st.lists(BLOCKS, min_size=1, max_size=8)), max_size=12))


@settings(max_examples=60, deadline=None)
@given(forks())
def test_findings_after_any_forks_are_those_of_the_canonical_chain(steps: list[tuple[int, list[list[Fact]]]]) -> None:
    watch, chain, given_out = Watch(watchers.create(), depth=DEPTH), [], []
    for back, fresh in steps:
        if chain and back:
            first = max(1, len(chain) + 1 - back)
            before = list(watch.findings)
            retracted = watch.rollback(first)
            assert [dataclasses.replace(f, status=Status.PROVISIONAL) for f in retracted] == [
                f for f in before if f.block >= first
            ]
            given_out = [f for f in given_out if f.block < first]
            del chain[first - 1 :]
        for contents in fresh:
            chain.append(block(len(chain) + 1, *contents))
            given_out += watch.observe(chain[-1])

    canonical = Watch(watchers.create())
    for observation in chain:
        canonical.observe(observation)
    assert watch.findings == canonical.findings == given_out
    assert [rule.save() for rule in watch.rules] == [rule.save() for rule in canonical.rules]
    named = {MINTER, OTHER, HOLDER, TOKEN, ZERO_ADDRESS, "a", "b"}  # the orders
    assert {finding.subject for finding in watch.findings} <= named
