"""The stage: what is sent becomes an observation, and every rule sees it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from backbone_chain import BackboneError, Chain, Finding, Observation, Severity, Stage, Watcher, scenarios, tokens
from backbone_chain.model import (
    ApprovedMinter,
    BalanceRead,
    Initialized,
    Mint,
    PlannedChange,
    PrivilegeRead,
    SlotRead,
    Source,
    SupplyRead,
    Transfer,
)


class Everything(Watcher):
    """Keeps what it sees, and says so."""

    needs = ()

    def observe(self, observation: Observation) -> Iterator[Finding]:
        self.seen = [*getattr(self, "seen", []), observation]
        self.state["blocks"] = self.state.get("blocks", 0) + 1
        for fact in observation.facts:
            if isinstance(fact, Mint):
                yield self.finding(observation, fact, Severity.INFO, fact.minter, "a mint")


@pytest.fixture
def rule() -> Everything:
    return Everything()


@pytest.fixture
def stage(rule: Everything) -> Stage:
    return Stage(tokens.blueprint("reference"), Chain(), [rule])


def kinds(observation: Observation) -> list[str]:
    return [type(fact).__name__ for fact in observation.facts]


def test_token_before_deployment_is_refused(stage: Stage) -> None:
    assert not stage.is_open
    with pytest.raises(BackboneError, match="no token on this stage yet"):
        _ = stage.token


def test_deployment_is_observed_with_the_plan_first_and_reads_at_its_end(stage: Stage, rule: Everything) -> None:
    stage.deploy()
    plan, implementation, proxy = rule.seen
    assert set(kinds(plan)) == {"PlannedChange"}
    assert kinds(implementation) == []  # logs of the bare implementation are not the token's
    assert {"Upgraded", "RoleGranted", "Initialized", "SupplyRead", "SlotRead", "CodeRead"} <= set(kinds(proxy))
    origins = [fact.origin for fact in proxy.facts]
    assert origins == sorted(origins, key=lambda origin: origin is Source.STATE)
    reached = {fact.power: fact.accounts for fact in proxy.facts if isinstance(fact, PrivilegeRead)}
    assert reached["upgrade"] == tuple(sorted(stage.actor(role).address for role in ("admin", "upgrader")))


def test_between_is_called_after_each_transaction_of_the_deployment(stage: Stage) -> None:
    stood: list[tuple[int, int]] = []
    stage.deploy(between=lambda contract: stood.append((stage.chain.block_number, len(stage.chain.blocks))))
    assert stood == [(2, 1), (3, 2)]


def test_block_is_observed_as_events_then_state(stage: Stage, rule: Everything) -> None:
    token = stage.deploy()
    scenarios.open_for_business(stage)
    exchange, victim = stage.actor("exchange"), stage.actor("victim")
    supply, balance = token.total_supply(), token.balance_of(victim)
    token.transfer(victim, 5, sender=exchange)
    observation = rule.seen[-1]
    transfer = observation.facts[0]
    assert isinstance(transfer, Transfer)
    assert (transfer.sender, transfer.to, transfer.amount) == (exchange.address, victim.address, 5)
    assert (transfer.contract, transfer.tx_sender, transfer.log_index) == (token.address, exchange.address, 0)
    reads = {fact.account: fact.amount for fact in observation.facts if isinstance(fact, BalanceRead)}
    assert reads[victim.address] == balance + 5
    assert "0x" + "00" * 20 not in reads
    assert [fact.amount for fact in observation.facts if isinstance(fact, SupplyRead)] == [supply]
    slots = [fact for fact in observation.facts if isinstance(fact, SlotRead)]
    assert {fact.slot: int(fact.value, 16) for fact in slots} == {
        "implementation": int(token.implementation(), 16),
        "admin": 0,
        "beacon": 0,
        "initialized": 1,
    }


def test_observations_form_a_chain_of_hashes(stage: Stage, rule: Everything) -> None:
    stage.deploy()
    stage.chain.mine(3)
    blocks = [observation for observation in rule.seen if observation.block_hash]
    assert [later.parent_hash for later in blocks[1:]] == [earlier.block_hash for earlier in blocks[:-1]]
    assert len({observation.block_hash for observation in blocks}) == len(blocks)


def test_events_of_another_contract_are_not_the_tokens(stage: Stage, rule: Everything) -> None:
    stage.deploy()
    other = Stage(tokens.blueprint("reference"), stage.chain, [])
    other.deploy()
    lookalike = rule.seen[-1]
    assert not any(isinstance(fact, Initialized) for fact in lookalike.facts)


def test_what_is_told_arrives_at_once(stage: Stage, rule: Everything) -> None:
    stage.deploy()
    fact = ApprovedMinter(minter="0x" + "11" * 20, since=0)
    stage.tell(fact)
    assert rule.seen[-1].facts == (fact,)
    assert rule.seen[-1].block == stage.chain.block_number - 1


def test_isolation_gives_chain_rules_and_findings_back(stage: Stage, rule: Everything) -> None:
    token = stage.deploy()
    scenarios.open_for_business(stage)
    before = (rule.save(), list(stage.findings), stage.chain.digest(), token.total_supply())
    with stage.isolated():
        token.mint(stage.actor("customer"), 5)
        assert (rule.save(), list(stage.findings), stage.chain.digest(), token.total_supply()) != before
    assert (rule.save(), list(stage.findings), stage.chain.digest(), token.total_supply()) == before


def test_attempt_answers_the_refusal_or_nothing(stage: Stage) -> None:
    token = stage.deploy()
    refusal = stage.attempt(lambda: token.mint(stage.actor("thief"), 1, sender=stage.actor("thief")))
    assert refusal is not None
    assert token.refusal(refusal.error) == "not-authorised"
    assert stage.attempt(token.pause) is None


def test_plan_names_implementation_initialiser_and_every_role(stage: Stage, rule: Everything) -> None:
    token = stage.deploy()
    plans = {fact.what: fact.new for fact in rule.seen[0].facts if isinstance(fact, PlannedChange)}
    assert plans["implementation"] == token.implementation()
    assert plans["initialiser"] == stage.actor("deployer").address
    assert plans["role:freezer"] == stage.actor("freezer").address
