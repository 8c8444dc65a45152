"""What happens to chains and nodes: a second chain, forks of either, a node that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest

from backbone_chain import Chain, Finding, Observation, Severity, Stage, Watcher, artifacts, tokens
from backbone_chain.model import (
    BalanceRead,
    BridgeReceived,
    BridgeSent,
    FreezeRequested,
    Mint,
    SupplyRead,
    Transfer,
)
from backbone_chain.scenarios._bridge import FAR, HOME, Message, cross
from backbone_chain.scenarios._world import open_for_business
from backbone_chain.scenarios.bridge_phantom import _sent
from backbone_chain.watchers._lag import RULE as LAG


class Witness(Watcher):
    """Keeps what it sees, also of the far chain, and says each mint."""

    needs = ()
    follows_all_chains = True

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Observation] = []

    def start(self) -> dict[str, list[str]]:
        return {"told": []}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        self.seen.append(observation)
        for fact in observation.facts:
            if isinstance(fact, FreezeRequested):
                self.state["told"].append(fact.account)
            if isinstance(fact, Mint) and not observation.chain:
                yield self.finding(observation, fact, Severity.HIGH, fact.to, "a mint", amount=fact.amount)


@pytest.fixture
def rule() -> Witness:
    return Witness()


@pytest.fixture
def stage(rule: Witness) -> Stage:
    stage = Stage(tokens.blueprint("reference"), Chain(), [rule])
    stage.deploy()
    open_for_business(stage)
    return stage


def of(rule: Witness, chain: str) -> list[Observation]:
    """The blocks of one chain that were seen."""
    return [each for each in rule.seen if each.chain == chain and each.block_hash]


def all_facts(rule: Witness, kind: type) -> list[object]:
    return [fact for each in rule.seen for fact in each.facts if isinstance(fact, kind)]


# --- the far chain


def test_far_chain_has_a_token_and_a_ledger_of_its_own(stage: Stage, rule: Witness) -> None:
    far = stage.far
    assert far.token is not None
    assert far is stage.far
    assert far.chain.engine.chain_id() == stage.chain.engine.chain_id() + 1
    assert far.token.total_supply() == 0 < stage.token.total_supply()
    assert far.chain.account("victim").address == stage.actor("victim").address
    far.chain.mine()
    (only,) = of(rule, "far")
    assert {fact.amount for fact in only.facts if isinstance(fact, SupplyRead)} == {0}


def test_blocks_of_each_chain_hang_together(stage: Stage, rule: Witness) -> None:
    for _ in range(3):
        stage.far.chain.mine()
        stage.chain.mine()
    for chain in ("", "far"):
        assert all(later.parent_hash == earlier.block_hash for earlier, later in pairwise(of(rule, chain)))
    assert not {each.block_hash for each in of(rule, "")} & {each.block_hash for each in of(rule, "far")}


def test_both_chains_keep_pace(stage: Stage) -> None:
    stage.far.chain.mine(30)
    stage.chain.warp(86_400)
    stage.keep_pace()
    assert stage.chain.block_number == stage.far.chain.block_number
    assert stage.far.chain.timestamp >= stage.chain.timestamp


def test_a_fork_of_the_far_chain_shows_an_old_height_under_another_hash(stage: Stage, rule: Witness) -> None:
    far, attacker = stage.far, stage.actor("attacker")
    assert far.token is not None
    far.chain.mine()
    token, begun = far.token, far.chain.block_number

    def happened() -> None:
        token.approve(attacker, 5, sender=attacker)
        far.chain.mine()

    stage.fork_far(happened, lambda: far.chain.mine(1))
    assert int(token.contract.call("allowance", attacker.address, attacker.address)) == 0
    *_, taken_back, _, instead = of(rule, "far")
    assert (taken_back.block, instead.block) == (begun, begun)
    assert taken_back.parent_hash == instead.parent_hash
    assert taken_back.block_hash != instead.block_hash


# --- the bridge


def test_a_crossing_is_told_by_both_ends_and_moves_the_tokens(stage: Stage, rule: Witness) -> None:
    crossing = cross(stage)
    far, customer = stage.far.token, stage.actor("customer")
    assert far is not None
    here, there = stage.token.balance_of(customer), far.balance_of(customer)
    message = crossing.carry("customer", 7)
    assert (stage.token.balance_of(customer), far.balance_of(customer)) == (here + 7, there - 7)
    (sent,), (received,) = all_facts(rule, BridgeSent), all_facts(rule, BridgeReceived)
    fields = {"message": f"far:{message.nonce}", "source": "far", "destination": "home", "amount": 7}
    assert {name: getattr(sent, name) for name in fields} == fields
    assert {name: getattr(received, name) for name in fields} == fields
    assert sent.to == received.to == customer.address


def phantom(stage: Stage, **changes: int) -> Message:
    fields = {"source": FAR, "destination": HOME, "nonce": 1, "amount": 5} | changes
    return Message(to=stage.actor("attacker").address, **fields)


@pytest.mark.parametrize(
    ("way", "error"), [("unsigned", "NotAttested"), ("elsewhere", "WrongDestination"), ("again", "MessageUsed")]
)
def test_a_bridge_that_checks_refuses_and_nothing_is_minted(stage: Stage, way: str, error: str) -> None:
    crossing = cross(stage)
    message = phantom(stage, destination=FAR if way == "elsewhere" else HOME)
    if way == "again":
        crossing.release(message)
    supply = stage.token.total_supply()
    signature = b"" if way == "unsigned" else crossing.attested(message)
    refusal = stage.attempt(lambda: crossing.submit(message, signature, sender=stage.actor("attacker")))
    assert refusal is not None
    assert refusal.error.name == error
    assert stage.token.total_supply() == supply


@pytest.mark.parametrize(
    ("way", "check"), [("unsigned", 4), ("elsewhere", 2), ("again", 1)], ids=str
)
def test_a_bridge_without_that_check_mints(stage: Stage, way: str, check: int) -> None:
    crossing = cross(stage, 7 & ~check)
    message = phantom(stage, destination=FAR if way == "elsewhere" else HOME)
    supply, times = stage.token.total_supply(), 2 if way == "again" else 1
    for _ in range(times):
        signature = b"" if way == "unsigned" else crossing.attested(message)
        crossing.submit(message, signature, sender=stage.actor("attacker"))
    assert stage.token.total_supply() == supply + 5 * times


def test_a_bridge_mints_no_more_than_its_limit(stage: Stage) -> None:
    crossing = cross(stage)
    message = phantom(stage, amount=20_000_001 * stage.token.unit)
    refusal = stage.attempt(lambda: crossing.release(message))
    assert refusal is not None
    assert refusal.error.name == "MintExceedsTransactionLimit"


def test_a_look_alikes_message_is_seen_but_not_one_of_other_arguments(stage: Stage, rule: Witness) -> None:
    cross(stage)
    far, attacker = stage.far, stage.actor("attacker")
    forger = far.chain.deploy(artifacts.load("ForgedLogs"), sender=attacker)
    topics, data = _sent(phantom(stage))
    forger.send("forge", topics, data[:32], 1, sender=attacker)
    assert all_facts(rule, BridgeSent) == []
    forger.send("forge", topics, data, 1, sender=attacker)
    (sent,) = all_facts(rule, BridgeSent)
    assert (sent.contract, sent.amount) == (forger.address, 5)


# --- reorgs at home


def test_a_reorg_takes_back_ledger_and_findings_and_what_comes_again_is_said_once(stage: Stage) -> None:
    stage.keep_forks()
    customer, token = stage.actor("customer"), stage.token
    before, balance, height = list(stage.findings), token.balance_of(customer), stage.chain.block_number
    token.mint(customer, 5)
    stage.chain.mine(6)
    (first,) = [each for each in stage.findings if each not in before]

    def elsewhere() -> None:
        assert (stage.chain.block_number, token.balance_of(customer)) == (height, balance)
        assert stage.findings == before
        stage.chain.mine(2)
        token.mint(customer, 5)

    stage.reorg(7, elsewhere)
    (again,) = [each for each in stage.findings if each not in before]
    assert token.balance_of(customer) == balance + 5
    assert (first.block, again.block) == (height, height + 2)
    assert [(each.key, each.status.value) for each in stage.retracted] == [(first.key, "retracted")]


def test_a_reorg_without_what_was_said_leaves_nothing_of_it(stage: Stage) -> None:
    stage.keep_forks()
    said, supply = list(stage.findings), stage.token.total_supply()
    stage.token.mint(stage.actor("customer"), 5)
    stage.reorg(1, lambda: stage.chain.mine(2))
    assert (stage.findings, stage.token.total_supply()) == (said, supply)


def test_a_reorgs_blocks_hang_on_the_block_before_it(stage: Stage, rule: Witness) -> None:
    stage.keep_forks()
    stage.token.mint(stage.actor("customer"), 5)
    stage.chain.mine()
    stage.reorg(2, lambda: stage.chain.mine(1))
    root, taken_back, _, instead = of(rule, "")[-4:]
    assert taken_back.block == instead.block
    assert taken_back.parent_hash == instead.parent_hash == root.block_hash
    assert taken_back.block_hash != instead.block_hash


def test_what_was_told_and_the_far_chain_outlive_a_reorg(stage: Stage, rule: Witness) -> None:
    far = stage.far
    stage.keep_forks()
    stage.chain.mine()
    stage.tell(FreezeRequested(account=stage.actor("thief").address, authority="district court"))
    far.chain.mine()
    height = far.chain.block_number
    stage.chain.mine()
    stage.reorg(2, lambda: stage.chain.mine(3))
    assert rule.state["told"] == [stage.actor("thief").address]
    assert far.chain.block_number == height


@pytest.mark.parametrize("depth", [0, -1, 4, 65])
def test_a_reorg_of_more_than_happened_is_refused_and_changes_nothing(stage: Stage, depth: int) -> None:
    stage.keep_forks()
    stage.chain.mine(3)
    height, said = stage.chain.block_number, list(stage.findings)
    with pytest.raises(ValueError, match="can't be taken back; 3 can"):
        stage.reorg(depth, lambda: None)
    assert (stage.chain.block_number, stage.findings) == (height, said)


def test_a_reorg_without_points_to_go_back_to_is_refused(stage: Stage) -> None:
    with pytest.raises(ValueError, match="1 blocks can't be taken back; 0 can"):
        stage.reorg(1, lambda: None)


# --- a node that stands still


def lagging(stage: Stage) -> list[Finding]:
    return [finding for finding in stage.findings if finding.rule == LAG]


@pytest.mark.parametrize(("blocks", "alarms"), [(2, 0), (3, 1), (20, 1)])
def test_a_standstill_is_said_at_its_third_block_and_once(stage: Stage, blocks: int, alarms: int) -> None:
    last = stage.chain.blocks[-1]
    with stage.stale():
        stage.chain.mine(blocks)
        said = lagging(stage)
    assert len(said) == alarms == len(lagging(stage))
    for finding in said:
        assert (finding.block, finding.severity) == (last.number, Severity.MEDIUM)
        assert finding.timestamp == last.timestamp + 36


def test_a_node_that_catches_up_shows_every_block_in_order_and_the_last_state(stage: Stage, rule: Witness) -> None:
    customer, seen = stage.actor("customer"), len(rule.seen)
    with stage.stale():
        stage.token.mint(customer, 5)
        stage.token.mint(customer, 6)
        stage.chain.mine()
        assert len(rule.seen) == seen
        assert not [each for each in stage.findings if each.evidence.get("amount") in (5, 6)]
    first, second, last = rule.seen[seen:]
    assert [each.block for each in (first, second, last)] == list(range(first.block, first.block + 3))
    assert (second.parent_hash, last.parent_hash) == (first.block_hash, second.block_hash)
    reads = [any(isinstance(fact, BalanceRead) for fact in each.facts) for each in (first, second, last)]
    assert reads == [False, False, True]
    assert [each.block for each in stage.findings if each.evidence.get("amount") in (5, 6)] == [
        first.block,
        second.block,
    ]


def test_a_far_node_that_stands_still_is_info_and_the_home_chain_is_seen(stage: Stage, rule: Witness) -> None:
    far, customer = stage.far, stage.actor("customer")
    far.chain.mine()
    with stage.stale(far=True):
        far.chain.mine(20)
        stage.token.transfer(stage.actor("victim"), 1, sender=customer)
        assert isinstance(rule.seen[-1].facts[0], Transfer)
        assert len(of(rule, "far")) == 1
    assert len(of(rule, "far")) == 21
    assert [each.severity for each in lagging(stage)] == [Severity.INFO]
