"""What a finding may do: the right brakes, one block later, and never on those who are protected."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from backbone_chain import (
    Chain,
    Finding,
    Observation,
    Severity,
    Stage,
    artifacts,
    play_one,
    scenarios,
    tokens,
    watchers,
)
from backbone_chain.errors import RefusedError
from backbone_chain.model import (
    BankCredit,
    BridgeSent,
    Fact,
    FreezeRequested,
    Frozen,
    KnownAccount,
    Mint,
    OperationScheduled,
    OrderApproved,
    Paused,
    Transfer,
)
from backbone_chain.play import respond_to
from backbone_chain.response import MOST_FREEZES, Notebook, Responder
from backbone_chain.tokens.reference_dollar import ReferenceDollar
from backbone_chain.watchers import Watcher

ZERO_WORD = bytes(32)
DAY = 86_400
Says = Callable[[Fact], tuple[str, dict[str, object]] | None]


class Scripted(Watcher):
    """Says what a test wants it to say."""

    needs = ()

    def __init__(self, says: Says, severity: Severity) -> None:
        super().__init__()
        self.says, self.severity = says, severity

    def observe(self, observation: Observation) -> Iterable[Finding]:
        for fact in observation.facts:
            said = self.says(fact)
            if said:
                yield self.finding(observation, fact, self.severity, said[0], "as scripted", **said[1])


def staged(
    says: Says, severity: Severity = Severity.HIGH, blueprint: tokens.Blueprint | None = None
) -> tuple[Stage, Responder]:
    notebook = Notebook()
    stage = Stage(blueprint or tokens.blueprint("reference"), Chain(seed=1), [Scripted(says, severity), notebook])
    stage.deploy()
    scenarios.open_for_business(stage)
    for name in ("treasury", "exchange"):
        stage.tell(KnownAccount(account=stage.actor(name).address, kind=name))
    return stage, Responder(stage, notebook)


def on(kind: type[Fact], subject: str = "somebody", **evidence: object) -> Says:
    return lambda fact: (subject, evidence) if isinstance(fact, kind) else None


def acts(responder: Responder) -> list[tuple[str, str]]:
    return [(act.kind, act.target) for act in responder.acts]


def test_a_grant_outside_any_plan_stops_the_token_one_block_later_and_nothing_is_lost() -> None:
    story = scenarios.catalogue()["role-mint-cover-up"]
    cell = play_one("role-mint-cover-up", story, tokens.blueprint("reference"))
    answered = respond_to(cell, story, tokens.blueprint("reference"))
    assert (answered.loss, answered.loss_with_response) == (cell.loss, 0)
    assert cell.loss > 0
    assert (answered.acts[0].kind, answered.acts[0].block) == ("stop-all", cell.noticed_block + 1)


def test_without_findings_nothing_is_done_and_all_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    story = scenarios.catalogue()["role-mint-cover-up"]
    cell = play_one("role-mint-cover-up", story, tokens.blueprint("reference"), rules=())
    answered = respond_to(cell, story, tokens.blueprint("reference"), rules=())
    assert (answered.loss_with_response, answered.acts) == (cell.loss, ())


@pytest.mark.parametrize("twin", [name for name, story in scenarios.catalogue().items() if story.kind == "twin"])
def test_a_twin_is_left_alone(twin: str) -> None:
    notebook = Notebook()
    stage = Stage(tokens.blueprint("reference"), Chain(), [*watchers.create(), notebook])
    story = scenarios.catalogue()[twin]()
    if not story.deploys:
        stage.deploy()
    story.prepare(stage)
    responder = Responder(stage, notebook)
    story.attack(stage)
    assert responder.acts == []


@pytest.mark.parametrize("severity", [Severity.INFO, Severity.LOW, Severity.MEDIUM])
def test_a_finding_below_high_does_nothing(severity: Severity) -> None:
    stage, responder = staged(on(Transfer), severity)
    stage.token.transfer(stage.actor("stranger"), 5, sender=stage.actor("customer"))
    assert responder.acts == []


def test_who_got_tokens_in_the_findings_transaction_is_frozen_and_can_move_nothing() -> None:
    stage, responder = staged(on(Transfer))
    stage.token.transfer(stage.actor("thief"), 5, sender=stage.actor("customer"))
    assert acts(responder) == [("freeze", stage.actor("thief").address)]
    with pytest.raises(RefusedError, match="AccountFrozen"):
        stage.token.transfer(stage.actor("customer"), 5, sender=stage.actor("thief"))


@pytest.mark.parametrize("protected", ["treasury", "exchange"])
def test_tokens_pushed_to_a_protected_account_do_not_freeze_it(protected: str) -> None:
    stage, responder = staged(on(Transfer), Severity.CRITICAL)
    stage.token.transfer(stage.actor(protected), 5, sender=stage.actor("customer"))
    assert acts(responder) == [("stop-all", "")]
    assert not stage.token.contract.call("isFrozen", stage.actor(protected).address)


def test_forged_evidence_freezes_nobody_whom_the_tokens_own_events_do_not_name() -> None:
    stage, responder = staged(lambda fact: None)
    victim = stage.actor("victim").address
    says = on(Transfer, subject=victim, to=victim, holder=[victim])
    stage.watch.rules[0].says = says
    stage.token.transfer(stage.actor("thief"), 5, sender=stage.actor("customer"))
    assert acts(responder) == [("freeze", stage.actor("thief").address)]


@pytest.mark.parametrize(("subject", "frozen"), [("spender", ["spender", "thief"]), ("customer", ["thief"])])
def test_who_moves_anothers_tokens_is_frozen_when_a_rule_speaks_of_it(subject: str, frozen: list[str]) -> None:
    stage, responder = staged(lambda fact: None)
    stage.token.approve(stage.actor("spender"), 9, sender=stage.actor("customer"))
    stage.watch.rules[0].says = on(Transfer, subject=stage.actor(subject).address)
    stage.token.transfer_from(stage.actor("customer"), stage.actor("thief"), 5, sender=stage.actor("spender"))
    assert acts(responder) == [("freeze", stage.actor(name).address) for name in frozen]


def test_evidence_that_names_a_good_minter_does_not_remove_it() -> None:
    stage, responder = staged(lambda fact: None)
    good = stage.actor("second_minter").address
    stage.watch.rules[0].says = on(Transfer, to=good)
    stage.token.transfer(stage.actor("thief"), 5, sender=stage.actor("customer"))
    assert ("remove-minter", good) not in acts(responder)
    assert stage.token.contract.call("isMinter", good)


def test_the_minter_of_a_bad_mint_is_removed_and_what_it_minted_frozen() -> None:
    stage, responder = staged(on(Mint))
    minter, thief = stage.actor("minter").address, stage.actor("thief").address
    stage.token.mint(thief, 5)
    assert acts(responder) == [("remove-minter", minter), ("freeze", thief)]
    with pytest.raises(RefusedError, match="AccessControlUnauthorizedAccount"):
        stage.token.mint(stage.actor("customer"), 5)


def ordered(stage: Stage, to: str, amount: int, *, paid: int, final_in: int = 0) -> None:
    """An approved order, and the credit of so much for it; final in so many seconds."""
    approvers = (stage.actor("treasurer").address, stage.actor("controller").address)
    final_at = stage.chain.timestamp + final_in
    if paid:
        stage.tell(BankCredit(order="7", amount=paid, final_at=final_at))
    stage.tell(OrderApproved(order="7", to=to, amount=amount, approvers=approvers))


@pytest.mark.parametrize(
    ("terms", "times", "frozen"),
    [
        pytest.param({"amount": 5, "paid": 5}, 1, False, id="ordered and paid"),
        pytest.param({"amount": 5, "paid": 0}, 1, True, id="not paid"),
        pytest.param({"amount": 5, "paid": 4}, 1, True, id="paid in part"),
        pytest.param({"amount": 5, "paid": 5, "final_in": DAY}, 1, True, id="not final yet"),
        pytest.param({"amount": 4, "paid": 5}, 1, True, id="another amount"),
        pytest.param({"amount": 5, "paid": 5}, 2, True, id="minted twice"),
    ],
)
def test_a_customer_who_had_paid_is_not_frozen(terms: dict[str, int], times: int, frozen: bool) -> None:
    stage, responder = staged(lambda fact: None)
    customer = stage.actor("customer").address
    ordered(stage, customer, **terms)
    for _ in range(times - 1):
        stage.token.mint(customer, 5)
    stage.watch.rules[0].says = on(Mint)
    stage.token.mint(customer, 5)
    assert (("freeze", customer) in acts(responder)) == frozen
    assert ("remove-minter", stage.actor("minter").address) in acts(responder)


def test_somebody_elses_order_protects_nobody() -> None:
    stage, responder = staged(on(Mint))
    thief = stage.actor("thief").address
    ordered(stage, stage.actor("customer").address, 5, paid=5)
    stage.token.mint(thief, 5)
    assert ("freeze", thief) in acts(responder)


def test_of_several_who_got_tokens_the_one_that_the_finding_is_about_is_frozen_alone() -> None:
    stage, responder = staged(lambda fact: None, blueprint=tokens.blueprint("fee-on-transfer-switch"))
    collector = stage.actor("admin").address
    stage.token.contract.send("setFee", 50, sender=stage.actor("reserve_admin"))
    stage.watch.rules[0].says = lambda fact: (collector, {}) if isinstance(fact, Transfer) else None
    stage.token.transfer(stage.actor("shop"), 100, sender=stage.actor("customer"))
    assert ("freeze", stage.actor("shop").address) not in acts(responder)
    assert not stage.token.contract.call("isFrozen", stage.actor("shop").address)


def test_brakes_that_hit_a_bystander_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    story, reference = scenarios.catalogue()["order-executed-twice"], tokens.blueprint("reference")
    cell = play_one("order-executed-twice", story, reference)
    assert respond_to(cell, story, reference).false_acts == 0
    monkeypatch.setattr(story, "bystanders", lambda self, stage: frozenset({stage.actor("customer").address}))
    answered = respond_to(cell, story, reference)
    assert answered.false_acts == sum(act.kind == "freeze" for act in answered.acts) == 1


class InsideJob(scenarios.Scenario):
    """A customer takes what the exchange holds; meanwhile somebody has the victim's freeze asked for."""

    needs = frozenset({"mint", "configure_minter"})

    def choose(self) -> None:
        """Nothing."""

    def prepare(self, stage: Stage) -> None:
        """An allowance that the customer should not have."""
        scenarios.open_for_business(stage)
        stage.token.approve(stage.actor("customer"), 10**9, sender=stage.actor("exchange"))
        stage.tell(FreezeRequested(account=stage.actor("victim").address, authority="nobody"))

    def attack(self, stage: Stage) -> None:
        """Take it in two steps."""
        thief = stage.actor("customer")
        for _ in range(2):
            stage.token.transfer_from(stage.actor("exchange"), thief, 5 * 10**8, sender=thief)

    def loss(self, stage: Stage) -> int:
        """What was taken."""
        return max(0, 40_000_000 * stage.token.unit - stage.token.balance_of(stage.actor("exchange")))


@pytest.mark.parametrize(("blamed", "false_acts"), [("customer", 0), ("victim", 1)])
def test_whoever_holds_more_than_before_is_no_bystander_whatever_it_is_called(blamed: str, false_acts: int) -> None:
    def says(fact: Fact) -> tuple[str, dict[str, object]] | None:
        taken = isinstance(fact, Transfer) and fact.amount == 5 * 10**8
        return (chain.account(blamed).address, {}) if taken else None

    chain, reference = Chain(seed=0), tokens.blueprint("reference")
    cell = play_one("inside-job", InsideJob, reference, rules=[Scripted(says, Severity.HIGH)])
    answered = respond_to(cell, InsideJob, reference, rules=[Scripted(says, Severity.HIGH)])
    frozen = {act.target for act in answered.acts if act.kind == "freeze"}
    assert chain.account(blamed).address in frozen
    assert (answered.loss_with_response, answered.false_acts) == (5 * 10**8, false_acts)


def test_an_account_whose_freeze_was_asked_for_is_frozen_when_a_rule_speaks_of_it() -> None:
    stage, responder = staged(lambda fact: None)
    suspect = stage.actor("victim")
    stage.watch.rules[0].says = on(Transfer, subject=suspect.address)
    stage.tell(FreezeRequested(account=suspect.address, authority="district court"))
    stage.token.transfer(stage.actor("exchange"), 5, sender=suspect)
    assert acts(responder) == [("freeze", suspect.address)]


def test_what_would_revert_is_dropped_on_the_copy_and_leaves_no_block() -> None:
    stage, responder = staged(on(Transfer))
    stage.token.contract.send(
        "revokeRole",
        stage.token.contract.call("FREEZER_ROLE"),
        stage.actor("freezer").address,
        sender=stage.actor("admin"),
    )
    before = stage.chain.block_number
    stage.token.transfer(stage.actor("stranger"), 5, sender=stage.actor("customer"))
    assert responder.acts == []
    assert stage.chain.block_number == before + 1


def test_it_never_reacts_to_its_own_acts() -> None:
    def says(fact: Fact) -> tuple[str, dict[str, object]] | None:
        return ("somebody", {}) if isinstance(fact, Paused | Frozen | Transfer) else None

    stage, responder = staged(says, Severity.CRITICAL)
    stage.token.transfer(stage.actor("thief"), 5, sender=stage.actor("customer"))
    assert acts(responder) == [("stop-all", ""), ("freeze", stage.actor("thief").address)]
    assert len({act.block for act in responder.acts}) == 1  # all in one block, the next


def test_somebody_elses_pause_is_still_answered() -> None:
    stage, responder = staged(on(Paused), Severity.CRITICAL)
    stage.token.pause()
    assert acts(responder) == [("stop-all", "")]  # the bits that were not stopped yet


def test_freezes_have_a_budget() -> None:
    stage, responder = staged(on(Transfer))
    with stage.chain.one_block():
        for number in range(MOST_FREEZES + 5):
            stage.token.transfer(stage.actor(f"thief {number}"), 5, sender=stage.actor("customer"))
    assert len(responder.acts) == MOST_FREEZES
    stage.token.transfer(stage.actor("one more"), 5, sender=stage.actor("customer"))
    assert len(responder.acts) == MOST_FREEZES


def test_a_waiting_operation_is_cancelled_and_can_not_be_executed() -> None:
    stage, responder = staged(lambda fact: None)
    canceller, proposer = stage.actor("canceller"), stage.actor("proposer")
    code, nobody = artifacts.load("TimelockController"), "0x" + "00" * 20
    timelock = stage.chain.deploy(code, DAY, [canceller.address, proposer.address], [nobody], nobody, sender=proposer)
    call = (stage.token.address, 0, stage.token.contract.abi.function("pauseAll").encode(), ZERO_WORD, ZERO_WORD)
    timelock.send("schedule", *call, DAY, sender=proposer)
    operation = "0x" + timelock.call("hashOperation", *call).hex()
    stage.watch.rules[0].says = on(OperationScheduled, subject=operation)
    place = {"contract": timelock.address, "id": operation, "target": stage.token.address, "calldata": "0x"}
    stage.tell(OperationScheduled(**place, delay=DAY))
    assert acts(responder) == [("cancel", operation)]
    stage.chain.warp(2 * DAY)
    with pytest.raises(RefusedError, match="TimelockUnexpectedOperationState"):
        timelock.send("execute", *call, sender=proposer)


def test_a_bridge_is_set_to_zero() -> None:
    blueprint = next(iter(ReferenceDollar.controlled()))
    notebook = Notebook()
    stage = Stage(blueprint, Chain(), [Scripted(on(Mint), Severity.HIGH), notebook])
    token = stage.deploy()
    bridge = stage.actor("bridge")
    stage.tell(KnownAccount(account=bridge.address, kind="bridge"))
    responder = Responder(stage, notebook)
    token.bridge_mint(stage.actor("treasury"), 5 * token.unit)
    assert ("stop-bridge", bridge.address) in acts(responder)
    with pytest.raises(RefusedError, match="MintExceedsTransactionLimit"):
        token.bridge_mint(stage.actor("treasury"), token.unit)


def bridged(severity: Severity = Severity.HIGH) -> tuple[Stage, Responder, BridgeSent]:
    """A bridge with limits, and a message on its way to it about which the only rule says something."""
    message = BridgeSent(message="far:7", source="far", destination="home", amount=5, to="0x" + "11" * 20)
    notebook, rule = Notebook(), Scripted(lambda fact: ("far:7", {}) if fact == message else None, severity)
    stage = Stage(next(iter(ReferenceDollar.controlled())), Chain(), [rule, notebook])
    stage.deploy()
    stage.tell(KnownAccount(account=stage.actor("bridge").address, kind="bridge"))
    return stage, Responder(stage, notebook), message


def test_a_warning_about_a_message_stops_the_bridge_and_not_the_token() -> None:
    stage, responder, message = bridged()
    stage.tell(message)
    assert acts(responder) == [("stop-bridge", stage.actor("bridge").address)]
    with pytest.raises(RefusedError, match="MintExceedsTransactionLimit"):
        stage.token.bridge_mint(stage.actor("treasury"), 1)
    stage.token.contract.send("transfer", stage.actor("holder").address, 0, sender=stage.actor("treasury"))


def test_a_warning_about_a_message_that_no_chain_told_stops_no_bridge() -> None:
    stage, responder, _ = bridged()
    stage.watch.rules[0].says = on(FreezeRequested, subject="far:8")
    stage.tell(FreezeRequested(account=stage.actor("suspect").address, authority="district court"))
    assert "stop-bridge" not in {kind for kind, _ in acts(responder)}


def test_a_critical_finding_about_a_message_stops_all_besides() -> None:
    stage, responder, message = bridged(Severity.CRITICAL)
    stage.tell(message)
    assert [kind for kind, _ in acts(responder)] == ["stop-bridge", "stop-all"]


def test_what_is_said_inside_a_block_waits_for_its_end() -> None:
    stage, responder = staged(on(FreezeRequested), Severity.CRITICAL)
    with stage.chain.one_block():
        stage.tell(FreezeRequested(account=stage.actor("suspect").address, authority="district court"))
        assert responder.acts == []
        stage.token.transfer(stage.actor("customer"), 5, sender=stage.actor("victim"))
    assert acts(responder) == [("stop-all", "")]


def test_tokens_are_followed_within_the_block_but_not_through_a_protected_account() -> None:
    stage, responder = staged(lambda fact: None)
    thief, exit_account, exchange, customer = (stage.actor(name) for name in ("thief", "exit", "exchange", "customer"))
    stage.watch.rules[0].says = lambda fact: ("somebody", {}) if isinstance(fact, Mint) else None
    with stage.chain.one_block():
        stage.token.mint(thief, 50)
        stage.token.transfer(exit_account, 40, sender=thief)
        stage.token.transfer(exchange, 30, sender=exit_account)
        stage.token.transfer(customer, 30, sender=exchange)
    frozen = [target for kind, target in acts(responder) if kind == "freeze"]
    assert frozen == [thief.address, exit_account.address]
