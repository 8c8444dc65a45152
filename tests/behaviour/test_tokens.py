"""Every token that can be named keeps the promises of the token port: its powers, their facts, their refusals."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from eth_utils import keccak

from backbone_chain import tokens
from backbone_chain.abi import ContractError
from backbone_chain.accounts import Account
from backbone_chain.chain import Chain
from backbone_chain.codec import checksum
from backbone_chain.engines._base import ZERO_ADDRESS
from backbone_chain.errors import RefusedError, UsageError
from backbone_chain.model import (
    AdminDelayChanged,
    Approval,
    BalanceRead,
    Burn,
    CodeRead,
    Fact,
    Frozen,
    LimitChanged,
    Mint,
    MinterConfigured,
    MinterRemoved,
    OwnerChanged,
    Paused,
    PlannedChange,
    Redeemed,
    RoleGranted,
    RoleRevoked,
    Seized,
    SlotRead,
    SupplyRead,
    Transfer,
    Unfrozen,
    UnknownEvent,
    Unpaused,
    Upgraded,
    Wiped,
)
from backbone_chain.proxies import IMPLEMENTATION_SLOT
from backbone_chain.registry import kebab
from backbone_chain.scenarios._world import open_for_business
from backbone_chain.stage import Stage
from backbone_chain.tokens import Blueprint, Log, Token
from backbone_chain.tokens._base import INITIALIZABLE_SLOT, POWERS, PROXY_SLOTS, VERBS, logs_of
from backbone_chain.tokens.reference_dollar import KEYS, ROLE_NAMES, ReferenceDollar

CATALOGUE = tokens.catalogue()
HELD = 1_000_000  # base units in the hands of `holder`
PLACE = {field.name for field in dataclasses.fields(Fact)}
OPEN_TO_ALL = {("mint-open-to-all", "mint"), ("upgrade-open-to-all", "upgrade")}  # what these quirks are about
DEFECTS = {
    "freeze-blocks-wipe": {"test_wiping_destroys_a_frozen_balance", "test_seizing_takes_a_frozen_balance"},
    "freeze-takes-effect-later": {
        "test_freezing_stops_a_holder_until_it_is_unfrozen",
        "test_wiping_destroys_a_frozen_balance",
        "test_seizing_takes_a_frozen_balance",
    },
    "mint-without-transfer-event": {"test_minting_raises_supply_and_is_a_fact"},
}
"""The promises that a quirk breaks, as it should."""


@pytest.fixture(scope="module", params=CATALOGUE)
def opened_stage(request: pytest.FixtureRequest) -> Stage:
    stage = Stage(CATALOGUE[request.param], Chain(), rules=())
    stage.deploy()
    open_for_business(stage)
    stage.token.transfer(stage.actor("holder"), HELD, sender=stage.actor("treasury"))
    return stage


@pytest.fixture(autouse=True)
def broken_on_purpose(request: pytest.FixtureRequest, opened_stage: Stage) -> None:
    """A quirk's own defect has to show."""
    if request.function.__name__ in DEFECTS.get(opened_stage.blueprint.name, ()):
        request.applymarker(pytest.mark.xfail(strict=True, reason="this is what the quirk is about"))


@pytest.fixture
def needs(token: Token) -> Callable[[str], None]:
    """Skip visibly what this token has no power for."""

    def require(power: str) -> None:
        if power not in token.powers():
            pytest.skip(f"the family {kebab(type(token).__name__)} has no power to {power}")

    return require


@pytest.fixture
def told(token: Token, chain: Chain) -> Callable[[], list[Fact]]:
    """The facts of the last block."""
    return lambda: token.facts(logs_of(chain.blocks[-1]))


def content(fact: Fact) -> tuple[type, dict[str, Any]]:
    """What a fact says, without where it was seen."""
    values = {field.name: getattr(fact, field.name) for field in dataclasses.fields(fact)}
    return type(fact), {name: value for name, value in values.items() if name not in PLACE}


def contents(facts: Sequence[Fact], *kinds: type[Fact]) -> list[tuple[type, dict[str, Any]]]:
    return [content(fact) for fact in facts if isinstance(fact, kinds)]


# --- what every ERC-20 does


def test_a_transfer_moves_tokens_and_is_a_fact(token, holder, recipient, told):
    before = token.balance_of(recipient), token.total_supply()

    token.transfer(recipient, 5, sender=holder)

    assert (token.balance_of(holder), token.balance_of(recipient)) == (HELD - 5, before[0] + 5)
    assert token.total_supply() == before[1]
    assert contents(told(), Transfer) == [content(Transfer(sender=holder.address, to=recipient.address, amount=5))]


def test_a_transfer_of_more_than_there_is_is_refused_in_our_word(token, holder, recipient, refuses):
    with refuses("over-balance"):
        token.transfer(recipient, HELD + 1, sender=holder)

    assert (token.balance_of(holder), token.balance_of(recipient)) == (HELD, 0)


def test_an_approval_is_a_fact_and_lets_a_spender_move_that_much(token, holder, spender, recipient, told, refuses):
    token.approve(spender, 5, sender=holder)
    approval = Approval(owner=holder.address, spender=spender.address, amount=5)
    assert contents(told(), Approval) == [content(approval)]

    with refuses("over-allowance"):
        token.transfer_from(holder, recipient, 6, sender=spender)
    token.transfer_from(holder, recipient, 5, sender=spender)
    assert contents(told(), Transfer) == [content(Transfer(sender=holder.address, to=recipient.address, amount=5))]
    assert (token.balance_of(holder), token.balance_of(recipient)) == (HELD - 5, 5)


# --- powers


def test_powers_are_what_the_adapter_overrides(token):
    overridden = {
        name for family in type(token).__mro__ if family not in Token.__mro__ for name in vars(family) if name in POWERS
    }

    assert token.powers() == overridden
    assert overridden <= set(POWERS)


def test_each_power_that_is_not_there_says_so(token, attacker):
    family = kebab(type(token).__name__)

    for power in set(POWERS) - token.powers():
        with pytest.raises(UsageError) as caught:
            call(token, power, attacker)
        assert str(caught.value) == f"The token family {family!r} has no power to {power.replace('_', ' ')}."


def call(token: Token, power: str, sender: Account) -> None:
    """Use a power, with arguments that would do."""
    to, request_id = token.actor("recipient"), bytes(32)
    if power == "initialise":
        token.initialise(token.contract, holder=sender)
        return
    if power == "upgrade":
        implementation = token.chain.at(token.implementation() or token.address, token.contract.abi)
        token.upgrade(implementation, sender=sender)
        return
    args: dict[str, tuple[Any, ...]] = {
        "mint": (to, 5),
        "burn": (5,),
        "redeem": (5, request_id),
        "freeze": (to,),
        "unfreeze": (to,),
        "wipe": (to,),
        "seize": (to, sender, 5),
        "pause": (),
        "unpause": (),
        "configure_minter": (to, 5),
        "remove_minter": (token.actor("minter"),),
        "set_limit": (to, "rate", 5),
        "bridge_mint": (to, 5),
        "bridge_burn": (to, 5),
        "rescue": (token.address, to, 5),
        "grant": ("mint", to),
        "revoke": ("mint", token.actor("minter")),
    }
    getattr(token, power)(*args[power], sender=sender)


def test_a_family_without_overrides_has_no_powers():
    class Plain(Token):
        unit, deploying, facts = 1, None, None

    class Wiping(Plain):
        def wipe(self, account, *, sender=None):
            raise NotImplementedError

        @classmethod
        def initialise(cls, contract, *, holder):
            raise NotImplementedError

    class WipingToo(Wiping):
        pass

    assert Plain.powers() == frozenset()
    assert Wiping.powers() == WipingToo.powers() == {"wipe", "initialise"}
    assert [blueprint.name for blueprint in Plain.catalogue()] == ["plain"]


@pytest.mark.parametrize("power", [power for power in (*VERBS, "grant", "revoke") if power != "redeem"])
def test_an_outsider_is_refused_in_our_word(token, stage, attacker, needs, refuses, power):
    needs(power)
    if (stage.blueprint.name, power) in OPEN_TO_ALL:
        pytest.skip(f"{stage.blueprint.name} leaves it open to all")
    before = token.total_supply()

    with refuses("not-authorised"):
        call(token, power, attacker)

    assert token.total_supply() == before


def test_nobody_initialises_a_token_that_is_in_use(token, attacker, needs, refuses):
    needs("initialise")

    with refuses("already-initialised"):
        call(token, "initialise", attacker)


def test_a_refusal_without_a_word_of_ours_keeps_its_own_name(token):
    assert token.refusal(ContractError("NobodyKnows")) == "NobodyKnows"


# --- what each power does, and the facts of it


def test_minting_raises_supply_and_is_a_fact(token, minter, recipient, needs, told):
    needs("mint")
    supply = token.total_supply()

    token.mint(recipient, 5)

    assert (token.balance_of(recipient), token.total_supply()) == (5, supply + 5)
    assert contents(told(), Mint) == [content(Mint(minter=minter.address, to=recipient.address, amount=5))]
    assert contents(told(), Transfer) == [content(Transfer(sender=ZERO_ADDRESS, to=recipient.address, amount=5))]


def test_burning_lowers_supply_and_is_a_fact(token, minter, needs, told):
    needs("burn")
    token.mint(minter, 100)
    supply = token.total_supply()

    token.burn(5)

    assert (token.balance_of(minter), token.total_supply()) == (95, supply - 5)
    assert contents(told(), Burn) == [content(Burn(burner=minter.address, holder=minter.address, amount=5))]
    assert contents(told(), Transfer) == [content(Transfer(sender=minter.address, to=ZERO_ADDRESS, amount=5))]


def test_redeeming_lowers_supply_and_names_its_request(token, holder, needs, told):
    needs("redeem")
    supply, request_id = token.total_supply(), (77).to_bytes(32)

    token.redeem(5, request_id, sender=holder)

    assert (token.balance_of(holder), token.total_supply()) == (HELD - 5, supply - 5)
    redeemed = Redeemed(holder=holder.address, amount=5, request_id="0x" + request_id.hex())
    assert contents(told(), Redeemed) == [content(redeemed)]
    assert contents(told(), Burn) == [content(Burn(burner=holder.address, holder=holder.address, amount=5))]
    assert contents(told(), Transfer) == [content(Transfer(sender=holder.address, to=ZERO_ADDRESS, amount=5))]


def test_freezing_stops_a_holder_until_it_is_unfrozen(token, actor, holder, recipient, needs, told, refuses):
    needs("freeze")
    token.freeze(holder)
    facts = told()
    assert [(fact.account, fact.by) for fact in facts if isinstance(fact, Frozen)] == [
        (holder.address, actor("freezer").address)
    ]
    with refuses("frozen"):
        token.transfer(recipient, 5, sender=holder)

    needs("unfreeze")
    token.unfreeze(holder)

    unfrozen = Unfrozen(account=holder.address, by=actor("unfreezer").address)
    assert contents(told(), Unfrozen) == [content(unfrozen)]
    token.transfer(recipient, 5, sender=holder)
    assert token.balance_of(recipient) == 5


def test_a_freeze_tells_its_reason(token, holder, needs, told):
    needs("freeze")

    token.freeze(holder)

    assert [fact.reason for fact in told() if isinstance(fact, Frozen)] == ["court order"]


def test_pausing_stops_transfers_until_they_are_unpaused(token, actor, holder, recipient, needs, told, refuses):
    needs("pause")
    token.pause()
    assert contents(told(), Paused) == [content(Paused(bit="transfer", by=actor("pauser").address))]
    with refuses("paused"):
        token.transfer(recipient, 5, sender=holder)

    needs("unpause")
    token.unpause()

    assert contents(told(), Unpaused) == [content(Unpaused(bit="transfer", by=actor("unpauser").address))]
    token.transfer(recipient, 5, sender=holder)
    assert token.balance_of(recipient) == 5


@pytest.mark.parametrize("allowance", [0, 5, 10])
def test_a_minter_is_configured_whether_it_is_new_or_not(token, actor, recipient, needs, told, allowance):
    needs("configure_minter")
    for before in (None, 5):  # first as a new minter, then from an allowance of 5
        if before is not None:
            token.configure_minter(recipient, before)

        token.configure_minter(recipient, allowance)

        role = "canceller" if before and allowance < before else "minter_admin"
        configured = MinterConfigured(minter=recipient.address, allowance=allowance, by=actor(role).address)
        assert contents(told(), MinterConfigured) == [content(configured)]


def test_a_minter_mints_its_allowance_and_no_more(token, stage, recipient, victim, needs, refuses):
    needs("configure_minter")
    token.configure_minter(recipient, 5)

    if stage.blueprint.name in ("mint-open-to-all", "mint-skips-allowance"):
        token.mint(victim, 6, sender=recipient)
    else:
        with refuses("over-limit"):
            token.mint(victim, 6, sender=recipient)
        token.mint(victim, 5, sender=recipient)


def test_a_removed_minter_mints_no_more(token, stage, actor, minter, recipient, needs, told, refuses):
    needs("remove_minter")

    token.remove_minter(minter)

    removed = MinterRemoved(minter=minter.address, by=actor("canceller").address)
    assert contents(told(), MinterRemoved) == [content(removed)]
    if (stage.blueprint.name, "mint") not in OPEN_TO_ALL:
        with refuses("not-authorised"):
            token.mint(recipient, 5)


def test_wiping_destroys_a_frozen_balance(token, holder, needs, told):
    needs("wipe")
    supply = token.total_supply()
    token.freeze(holder)

    token.wipe(holder)

    assert (token.balance_of(holder), token.total_supply()) == (0, supply - HELD)
    assert [(fact.holder, fact.amount) for fact in told() if isinstance(fact, Wiped)] == [(holder.address, HELD)]


def test_seizing_takes_a_frozen_balance(token, holder, recipient, needs, told):
    needs("seize")
    supply = token.total_supply()
    token.freeze(holder)

    token.seize(holder, recipient, 5)

    assert (token.balance_of(holder), token.balance_of(recipient), token.total_supply()) == (HELD - 5, 5, supply)
    assert [(fact.holder, fact.to, fact.amount) for fact in told() if isinstance(fact, Seized)] == [
        (holder.address, recipient.address, 5)
    ]


def test_an_upgrade_puts_other_code_behind_the_proxy_and_is_a_fact(token, stage, actor, needs, told):
    needs("upgrade")
    code = stage.chain.deploy(stage.blueprint.artifacts[0], sender=actor("deployer"))

    token.upgrade(code)

    assert token.implementation() == code.address
    upgraded = Upgraded(proxy=token.address, implementation=code.address, by=actor("upgrader").address)
    assert contents(told(), Upgraded) == [content(upgraded)]


def test_a_key_is_granted_and_revoked(token, actor, recipient, needs, told, refuses):
    needs("grant")
    by = actor("admin").address
    with refuses("not-authorised"):
        token.pause(sender=recipient)

    token.grant("pause", recipient)

    assert contents(told(), RoleGranted) == [content(RoleGranted(role="pauser", account=recipient.address, by=by))]
    token.pause(sender=recipient)

    needs("revoke")
    token.revoke("pause", recipient)

    assert contents(told(), RoleRevoked) == [content(RoleRevoked(role="pauser", account=recipient.address, by=by))]
    with refuses("not-authorised"):
        token.pause(sender=recipient)


# --- what watchers see


def test_facts_stand_in_the_order_of_their_logs_with_their_transactions(token, chain, holder, recipient, told):
    # given
    with chain.one_block():
        receipts = [token.transfer(recipient, amount, sender=holder) for amount in (3, 1, 2)]
        receipts.append(token.approve(recipient, 4, sender=holder))
        refused = token.contract.send("transfer", recipient, HELD, sender=holder, check=False)

    # then
    facts = told()
    assert not refused.success
    assert [fact.amount for fact in facts] == [3, 1, 2, 4]
    assert [fact.log_index for fact in facts] == [0, 1, 2, 3]
    assert [fact.tx for fact in facts] == [receipt.hash for receipt in receipts]
    assert {(fact.tx_sender, fact.contract) for fact in facts} == {(holder.address, token.address)}


def test_the_facts_follow_the_logs_whatever_their_order(token, chain, recipient, needs):
    needs("mint")
    token.mint(recipient, 5)
    logs = logs_of(chain.blocks[-1])

    assert token.facts(logs[::-1]) == token.facts(logs)[::-1]


def test_foreign_logs_are_nothing(token, stage, chain, holder, recipient):
    # given another token of the same family on the same chain
    other = type(token).deploy(chain, stage.blueprint)
    deployment = logs_of(chain.blocks[-1])

    # then
    token.transfer(recipient, 5, sender=holder)
    own = logs_of(chain.blocks[-1])
    assert deployment
    assert token.facts(deployment) == []
    assert other.facts(own) == []
    assert token.facts([*deployment, *own, *deployment]) == token.facts(own)
    assert token.facts([]) == []


def log(token: Token, topics: Sequence[bytes], data: bytes = b"") -> Log:
    return Log(token.address, list(topics), data, 7, "0x" + "ab" * 32, token.actor("holder").address)


def test_a_log_without_topics_and_one_that_nobody_knows_are_unknown_events(token):
    place = {"contract": token.address, "tx": "0x" + "ab" * 32, "log_index": 7}
    place["tx_sender"] = token.actor("holder").address
    strange = keccak(text="Strange()")

    assert token.facts([log(token, []), log(token, [strange], b"x")]) == [
        UnknownEvent(topic="", **place),
        UnknownEvent(topic="0x" + strange.hex(), **place),
    ]


def test_every_event_that_does_not_fit_its_declaration_is_an_unknown_event(token):
    for topic, event in token.contract.abi.events.items():
        arguments = event.signature.count(",") + 1
        too_many = [topic, *[bytes(32)] * (arguments + 1)]

        facts = token.facts([log(token, too_many, bytes(320))])

        assert [content(fact) for fact in facts] == [content(UnknownEvent(topic="0x" + topic.hex()))], event.signature


def test_a_log_that_is_cut_short_is_an_unknown_event(token, chain, recipient, needs):
    needs("mint")
    token.mint(recipient, 5)

    for whole in logs_of(chain.blocks[-1]):
        for cut in (whole._replace(topics=whole.topics[:-1]), whole._replace(data=whole.data[:-1])):
            assert [type(fact) for fact in token.facts([cut])] == [UnknownEvent]


def test_no_log_makes_an_adapter_fail(token):
    draw = random.Random(0)
    known = list(token.contract.abi.events)
    for _ in range(2000):
        topics = [draw.choice(known), *(draw.randbytes(32) for _ in range(draw.randrange(4)))]
        facts = token.facts([log(token, topics, draw.randbytes(draw.choice([0, 1, 31, 32, 64, 96, 128])))])

        assert all(isinstance(fact, Fact) for fact in facts)


def test_state_facts_agree_with_what_is_read(token, chain, holder, recipient):
    accounts = [holder.address, recipient.address]

    facts = token.state_facts(accounts)

    assert contents(facts, SupplyRead) == [content(SupplyRead(amount=token.total_supply()))]
    assert contents(facts, BalanceRead) == [
        content(BalanceRead(account=holder.address, amount=HELD)),
        content(BalanceRead(account=recipient.address, amount=0)),
    ]
    runs = token.implementation() or token.address
    code_hash = "0x" + keccak(chain.engine.get_code(runs)).hex()
    assert [fact for fact in facts if isinstance(fact, CodeRead)] == [CodeRead(contract=runs, code_hash=code_hash)]
    slots = {(fact.contract, fact.slot): int(fact.value, 16) for fact in facts if isinstance(fact, SlotRead)}
    for name, slot in PROXY_SLOTS.items():
        assert slots.pop((token.address, name)) == chain.engine.get_storage(token.address, slot)
    for (contract, name), value in slots.items():
        assert name == "initialized"
        assert value == chain.engine.get_storage(contract, INITIALIZABLE_SLOT)
    assert {fact.contract for fact in facts if isinstance(fact, SupplyRead | BalanceRead)} == {token.address}


def test_state_facts_follow_the_state(token, holder, recipient):
    token.transfer(recipient, 5, sender=holder)

    read = {fact.account: fact.amount for fact in token.state_facts([holder.address, recipient.address])[1:3]}

    assert read == {holder.address: HELD - 5, recipient.address: 5}


def test_the_implementation_is_what_the_slot_names(token, chain):
    word = chain.engine.get_storage(token.address, IMPLEMENTATION_SLOT)

    assert token.implementation() == (checksum(f"0x{word:040x}") if word else "")


def test_a_plan_is_made_of_planned_changes(token):
    plan = token.plan()

    assert all(isinstance(fact, PlannedChange) for fact in plan)
    assert all(fact.from_block == 0 and fact.ticket for fact in plan)


# --- the reference family


@pytest.fixture
def reference(token: Token) -> ReferenceDollar:
    if not isinstance(token, ReferenceDollar):
        pytest.skip("these words are the reference family's own")
    return token


def test_the_plan_names_who_holds_each_role_and_each_does(reference, actor):
    planned = {fact.what: fact.new for fact in reference.plan()}

    holders = {f"role:{role}": actor(role).address for role in ("admin", *ROLE_NAMES)}
    assert planned == holders | {
        "implementation": reference.implementation(),
        "initialiser": actor("deployer").address,
    }
    for power, role in KEYS.items():
        assert reference.has_key(power, actor(role)) is (role != "bridge"), "bridges come later"
        assert not reference.has_key(power, actor("holder"))


def test_a_whole_pause_is_a_fact_a_bit(reference, actor, told):
    by = actor("pauser").address
    bits = ("transfer", "mint", "redeem", "signatures")

    reference.contract.send("pauseAll", sender=actor("pauser"))
    assert [content(fact) for fact in told()] == [content(Paused(bit=bit, by=by)) for bit in bits]

    reference.unpause()

    by = actor("unpauser").address
    assert [content(fact) for fact in told()] == [content(Unpaused(bit=bit, by=by)) for bit in bits]


def test_a_handover_and_a_new_delay_are_facts(reference, admin, victim, told):
    reference.contract.send("beginDefaultAdminTransfer", victim, sender=admin)
    assert [(type(fact), fact.old, fact.new) for fact in told()] == [(OwnerChanged, admin.address, victim.address)]

    reference.contract.send("changeDefaultAdminDelay", 5, sender=admin)
    assert [(type(fact), fact.new) for fact in told()] == [(AdminDelayChanged, 5)]

    reference.contract.send("cancelDefaultAdminTransfer", sender=admin)
    assert [type(fact) for fact in told()] == [UnknownEvent]


def test_taking_the_supply_controller_away_is_the_end_of_a_limit(reference, actor, told):
    by = actor("reserve_admin")

    def limit(old, new, unlimited):
        addresses = {"subject": reference.address, "by": by.address}
        return [content(LimitChanged(kind="supply-controller", old=old, new=new, unlimited=unlimited, **addresses))]

    controller = int(reference.address, 16)  # any contract will do
    reference.contract.send("setSupplyController", reference.contract, sender=by)
    assert contents(told(), LimitChanged) == limit(0, controller, unlimited=False)

    reference.contract.send("setSupplyController", ZERO_ADDRESS, sender=by)
    assert contents(told(), LimitChanged) == limit(controller, 0, unlimited=True)


@pytest.mark.parametrize(
    ("allowance", "unlimited"), [(0, False), (10**18, False), (10**18 + 1, True), (2**256 - 1, True)]
)
def test_an_allowance_above_all_dollars_that_there_are_is_no_limit(reference, minter, admin, allowance, unlimited):
    event = next(each for each in reference.contract.abi.events.values() if each.name == "MinterAllowanceChanged")
    who, by = (bytes(12) + bytes.fromhex(account.address[2:]) for account in (minter, admin))

    facts = reference.facts([log(reference, [event.topic, who, by], (3).to_bytes(32) + allowance.to_bytes(32))])

    changed = {"subject": minter.address, "by": admin.address, "old": 3, "new": allowance, "unlimited": unlimited}
    assert [content(fact) for fact in facts] == [
        content(MinterConfigured(minter=minter.address, allowance=allowance, by=admin.address)),
        content(LimitChanged(kind="minter-allowance", **changed)),
    ]


def test_a_role_without_a_word_goes_by_its_id(reference, admin, victim, told):
    strange = keccak(text="STRANGE_ROLE")

    reference.contract.send("grantRole", strange, victim, sender=admin)

    granted = RoleGranted(role="0x" + strange.hex(), account=victim.address, by=admin.address)
    assert [content(fact) for fact in told()] == [content(granted)]


def test_a_reason_that_is_no_text_is_still_a_freeze(reference, freezer, victim, told):
    reference.contract.send("freeze", victim, b"\xff" * 32, sender=freezer)

    assert [(fact.account, fact.reason) for fact in told()] == [(victim.address, "\ufffd" * 32)]


# --- the catalogue


def test_every_name_leads_to_its_blueprint():
    for name, blueprint in CATALOGUE.items():
        assert isinstance(blueprint, Blueprint)
        assert tokens.blueprint(name).name == blueprint.name == name
        assert blueprint.summary


def test_deploying_yields_a_contract_a_step(stage):
    chain = Chain()

    steps = list(stage.blueprint.family.deploying(chain, stage.blueprint))

    assert steps
    assert all(chain.engine.get_code(contract.address) for contract in steps)


def test_a_proxy_quirk_leaves_a_step_in_which_anybody_may_initialise():
    late = CATALOGUE["proxy-initialized-later"]
    chain = Chain()
    steps = late.family.deploying(chain, late)
    next(steps)
    proxy = next(steps)

    late.family.initialise(proxy, holder=chain.account("attacker"))

    assert proxy.call("defaultAdmin") == chain.account("attacker").address
    with pytest.raises(RefusedError) as refusal:
        next(steps)
    assert late.family.refusal(refusal.value.error) == "already-initialised"
