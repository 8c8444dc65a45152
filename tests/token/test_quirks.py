"""The quirks: each is the reference token in everything but the one way that it promises."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache

import pytest
from _calls import CALLS, Subject, opening, plain
from _controllers import recorder
from _outcome import CEILING, HELD, MINTER_ALLOWANCE, SUPPLY, UNLIMITED, Ledger, Outcome, request, role_id
from _quirk_calls import CONTROLLER, QUIRK_CALLS, signed
from _quirk_table import DIFFER
from _signing import Signing

from backbone_chain import artifacts, tokens
from backbone_chain.chain import Chain
from backbone_chain.scenarios._world import open_for_business
from backbone_chain.stage import Stage
from backbone_chain.tokens._base import kebab
from backbone_chain.tokens.reference_dollar import ROLE_NAMES

QUIRKS = [kebab(name) for name in artifacts.quirks()]
ZERO = "0x" + "00" * 20
MAX_CODE_SIZE = 24_576  # EIP-170

# --- the stages: a token with 1,000,000 in the hands of `holder`, one a quirk


@pytest.fixture(scope="module")
def stages():
    """Each token in the same world, opened when it is asked for."""
    opened = {}

    def stage_of(name):
        if name not in opened:
            stage = opened[name] = Stage(tokens.blueprint(name), Chain(), rules=())
            stage.deploy()
            open_for_business(stage)
            stage.token.transfer(stage.actor("holder"), HELD, sender=stage.actor("treasury"))
        return stage_of.isolated(opened[name])

    @contextmanager
    def isolated(stage):
        with stage.isolated():
            yield Subject(Ledger(stage), stage)

    stage_of.isolated = isolated
    return stage_of


@pytest.fixture
def quirk(stages, request):
    """The token that `only` names, on its stage."""
    with stages(request.param) as subject:
        yield subject


def only(*names):
    return pytest.mark.parametrize("quirk", names, indirect=True)


# --- where they agree with the reference token, and where they don't

ALL_CALLS = CALLS | QUIRK_CALLS


@pytest.fixture(scope="module")
def told(stages):
    """How each call ends on a token: error and arguments, or all changes and events. Asked once a token."""

    @cache
    def told_by(name):
        return {call: plain(told_of(name, call)) for call in ALL_CALLS}

    def told_of(name, call):
        with stages(name) as subject:
            return subject.tells(lambda: ALL_CALLS[call](subject))

    return told_by


def in_a_word(found, expected):
    """As the table has it; nothing if both are the same."""
    if found == expected:
        return None
    if refused(found):
        return found[0]
    return "goes through" if refused(expected) else "otherwise"


def refused(told):
    return isinstance(told[0], str)


def test_each_quirk_says_where_it_differs():
    assert sorted(DIFFER) == sorted(QUIRKS)


def test_no_call_is_in_both_lists():
    assert not CALLS.keys() & QUIRK_CALLS.keys()


@pytest.mark.parametrize("name", QUIRKS)
def test_a_quirk_differs_from_the_reference_token_where_it_promises_to_and_nowhere_else(told, name):
    expected, found = told("reference"), told(name)

    words = {call: in_a_word(found[call], expected[call]) for call in ALL_CALLS}

    assert {call: word for call, word in words.items() if word} == DIFFER[name]


@pytest.mark.parametrize("name", QUIRKS)
def test_a_quirk_fits_into_a_contract_as_the_reference_token_does(name):
    code = tokens.blueprint(name).artifacts[0].deployed_bytecode

    assert len(code) <= MAX_CODE_SIZE


# --- what each promises


@only("freeze-skips-transfer-from")
def test_a_frozen_holders_tokens_move_through_transfer_from(quirk):
    quirk.send("holder", "approve", "@spender", HELD)
    quirk.send("freezer", "freeze", "@holder", request(1))

    assert quirk.does(lambda: quirk.send("spender", "transferFrom", "@holder", "@recipient", HELD)) == Outcome(
        {"balance of holder": -HELD, "balance of recipient": HELD, "allowance of holder for spender": -HELD},
        [("Transfer", "holder", "recipient", HELD)],
    )


@only("freeze-skips-transfer-from")
def test_a_frozen_holder_itself_still_moves_nothing_there(quirk):
    quirk.send("holder", "approve", "@holder", HELD)
    quirk.send("freezer", "freeze", "@holder", request(1))

    for function, args in (("transfer", ("@recipient", 1)), ("transferFrom", ("@holder", "@recipient", 1))):
        with quirk.refuses("AccountFrozen", account=quirk.actor("holder")):
            quirk.send("holder", function, *args)


@only("mint-open-to-all")
@pytest.mark.parametrize("who", ["attacker", "holder", "admin"])
def test_anybody_mints_without_role_and_allowance(quirk, who):
    amount = 10 * SUPPLY

    assert quirk.does(lambda: quirk.send(who, "mint", "@attacker", amount)) == Outcome(
        {"supply": amount, "balance of attacker": amount},
        [("Transfer", "zero", "attacker", amount), ("Minted", who, "attacker", amount, 0, SUPPLY + amount)],
    )


@only("mint-open-to-all")
def test_a_minters_allowance_is_not_used_up_where_anybody_mints(quirk):
    assert quirk.does(lambda: quirk.send("minter", "mint", "@recipient", 5)) == Outcome(
        {"supply": 5, "balance of recipient": 5},
        [("Transfer", "zero", "recipient", 5), ("Minted", "minter", "recipient", 5, MINTER_ALLOWANCE, SUPPLY + 5)],
    )


@only("mint-open-to-all")
def test_the_other_gates_of_minting_stay_closed_where_anybody_mints(quirk):
    with quirk.refuses("ERC20InvalidReceiver", receiver=quirk.contract):
        quirk.send("attacker", "mint", quirk.contract.address, 5)
    quirk.send("freezer", "freeze", "@attacker", request(1))
    with quirk.refuses("AccountFrozen", account=quirk.actor("attacker")):
        quirk.send("attacker", "mint", "@recipient", 5)
    with quirk.refuses("AccountFrozen", account=quirk.actor("attacker")):
        quirk.send("holder", "mint", "@attacker", 5)
    quirk.send("pauser", "pauseAll")
    with quirk.refuses("OperationPaused", bit=2):
        quirk.send("holder", "mint", "@holder", 5)


@only("mint-skips-allowance")
@pytest.mark.parametrize("amount", [5, MINTER_ALLOWANCE + 1, 5_000_000_000_000_000])
def test_a_minter_mints_without_bound_and_its_allowance_stays(quirk, amount):
    assert quirk.does(lambda: quirk.send("minter", "mint", "@attacker", amount)) == Outcome(
        {"supply": amount, "balance of attacker": amount},
        [
            ("Transfer", "zero", "attacker", amount),
            ("Minted", "minter", "attacker", amount, MINTER_ALLOWANCE, SUPPLY + amount),
        ],
    )


@only("minter-allowance-unbounded")
@pytest.mark.parametrize("allowance", [CEILING + 1, UNLIMITED - 1, UNLIMITED])
def test_an_allowance_may_be_of_any_height(quirk, allowance):
    assert quirk.does(lambda: quirk.send("minter_admin", "addMinter", "@victim", allowance)) == Outcome(
        {"victim holds MINTER_ROLE": True, "minter allowance of victim": allowance},
        [
            ("RoleGranted", "MINTER_ROLE", "victim", "minter_admin"),
            ("MinterAdded", "victim", allowance, "minter_admin"),
        ],
    )


@only("minter-allowance-unbounded")
def test_the_highest_allowance_is_never_used_up_there(quirk):
    quirk.send("minter_admin", "increaseMinterAllowance", "@minter", UNLIMITED)
    amount = 300_000_000_000_000 * 10**6

    assert quirk.does(lambda: quirk.send("minter", "mint", "@recipient", amount)) == Outcome(
        {"supply": amount, "balance of recipient": amount},
        [
            ("Transfer", "zero", "recipient", amount),
            ("Minted", "minter", "recipient", amount, UNLIMITED, SUPPLY + amount),
        ],
    )


@only("minter-allowance-unbounded")
def test_the_highest_allowance_but_one_is_used_up_there(quirk):
    quirk.send("minter_admin", "addMinter", "@victim", UNLIMITED - 1)

    step = quirk.does(lambda: quirk.send("victim", "mint", "@recipient", 5))

    assert step.changes["minter allowance of victim"] == -5


@only("minter-allowance-unbounded")
def test_an_allowance_below_the_highest_is_still_a_bound_there(quirk):
    with quirk.refuses(
        "MintExceedsAllowance",
        minter=quirk.actor("minter"),
        allowance=MINTER_ALLOWANCE,
        amount=MINTER_ALLOWANCE + 1,
    ):
        quirk.send("minter", "mint", "@recipient", MINTER_ALLOWANCE + 1)


@only("upgrade-open-to-all")
@pytest.mark.parametrize("who", ["attacker", "holder", "admin"])
def test_anybody_replaces_the_implementation(quirk, who):
    code = quirk.new_code()

    assert quirk.does(lambda: quirk.send(who, "upgradeToAndCall", code, b"")) == Outcome(
        {"implementation": code.address.lower()}, [("Upgraded", code.address)]
    )


@only("upgrade-open-to-all")
def test_a_frozen_account_replaces_the_implementation_too(quirk):
    code = quirk.new_code()
    quirk.send("freezer", "freeze", "@attacker", request(1))

    assert quirk.does(lambda: quirk.send("attacker", "upgradeToAndCall", code, b"")).events == [
        ("Upgraded", code.address)
    ]


@only("proxy-initialized-later")
def test_its_proxy_may_start_empty_and_belongs_to_whoever_is_first(quirk):
    # given
    code, proxy = quirk.new_code(), artifacts.load("ProxyInitializedLater")
    created = quirk.chain.deploy(proxy, code.address, b"", sender=quirk.actor("deployer"))
    token = quirk.chain.at(created.address, code.abi)
    assert token.call("defaultAdmin") == ZERO

    # when
    quirk.chain.send(token.address, opening(quirk, "attacker"), sender=quirk.actor("attacker"))

    # then: the attacker is the admin, and the issuer comes too late
    assert token.call("defaultAdmin") == quirk.actor("attacker").address
    with quirk.refuses("InvalidInitialization"):
        quirk.chain.send(token.address, opening(quirk, "admin"), sender=quirk.actor("deployer"))
    for name in ROLE_NAMES:
        assert token.call("hasRole", role_id(f"{name.upper()}_ROLE"), quirk.actor("attacker"))


@only("proxy-initialized-later")
def test_its_proxy_may_also_be_initialised_at_once(quirk):
    code, proxy = quirk.new_code(), artifacts.load("ProxyInitializedLater")
    created = quirk.chain.deploy(proxy, code.address, opening(quirk, "admin"), sender=quirk.actor("deployer"))
    token = quirk.chain.at(created.address, code.abi)

    with quirk.refuses("InvalidInitialization"):
        quirk.chain.send(token.address, opening(quirk, "attacker"), sender=quirk.actor("attacker"))
    assert token.call("defaultAdmin") == quirk.actor("admin").address


# --- spenders, freezes, pauses


@only("freeze-skips-spender")
def test_a_frozen_spender_spends_all_of_its_allowance(quirk):
    quirk.send("holder", "approve", "@spender", 5)
    quirk.send("freezer", "freeze", "@spender", request(1))

    assert quirk.does(lambda: quirk.send("spender", "transferFrom", "@holder", "@recipient", 5)) == Outcome(
        {"balance of holder": -5, "balance of recipient": 5, "allowance of holder for spender": -5},
        [("Transfer", "holder", "recipient", 5)],
    )


@only("freeze-skips-spender-of-infinite-allowance", "freeze-skips-spender-of-exact-allowance")
def test_a_frozen_spender_of_any_other_allowance_is_stopped_there(quirk):
    quirk.send("holder", "approve", "@spender", 6)
    quirk.send("freezer", "freeze", "@spender", request(1))

    with quirk.refuses("AccountFrozen", account=quirk.actor("spender")):
        quirk.send("spender", "transferFrom", "@holder", "@recipient", 5)


@only("zero-address-can-be-frozen")
def test_a_frozen_zero_address_halts_minting_and_redeeming(quirk):
    quirk.send("freezer", "freeze", ZERO, request(1))

    for by, function, args in (("minter", "mint", ("@recipient", 5)), ("holder", "redeem", (5, request(1)))):
        with quirk.refuses("AccountFrozen", account=ZERO):
            quirk.send(by, function, *args)


@only("freeze-not-idempotent")
def test_one_frozen_member_stops_the_whole_batch(quirk):
    quirk.send("freezer", "freeze", "@victim", request(1))
    batch = [quirk.actor("attacker"), quirk.actor("victim")]

    with quirk.refuses("AccountFrozen", account=quirk.actor("victim")):
        quirk.send("freezer", "freezeMany", batch, request(1))


@only("freeze-takes-effect-later")
def test_a_freeze_stops_its_account_ten_blocks_later_and_not_before(quirk):
    quirk.send("freezer", "freeze", "@holder", request(1))
    for _ in range(9):
        quirk.send("holder", "transfer", "@recipient", 1)

    with quirk.refuses("AccountFrozen", account=quirk.actor("holder")):
        quirk.send("holder", "transfer", "@recipient", 1)


@only("pause-stops-redemption")
def test_redeeming_still_has_a_bit_of_its_own_there(quirk):
    quirk.send("pauser", "pauseBits", 4)

    with quirk.refuses("OperationPaused", bit=4):
        quirk.send("holder", "redeem", 5, request(1))


# --- keys


@only("admin-can-be-lost")
def test_the_admin_is_gone_for_good(quirk):
    quirk.send("admin", "beginDefaultAdminTransfer", ZERO)
    quirk.chain.warp(3 * 86_400)
    quirk.send("admin", "renounceRole", role_id("DEFAULT_ADMIN_ROLE"), "@admin")

    assert quirk.contract.call("defaultAdmin") == ZERO
    with quirk.refuses(
        "AccessControlUnauthorizedAccount", account=quirk.actor("admin"), neededRole=role_id("DEFAULT_ADMIN_ROLE")
    ):
        quirk.send("admin", "grantRole", role_id("PAUSER_ROLE"), "@victim")


@only("admin-holds-every-role")
def test_the_admin_uses_a_role_that_it_is_not_reported_to_hold(quirk):
    assert not quirk.contract.call("hasRole", role_id("PAUSER_ROLE"), quirk.actor("admin"))

    assert quirk.does(lambda: quirk.send("admin", "pause")) == Outcome(
        {"paused": ("transfer",)}, [("Paused", 1, "admin")]
    )


@only("reinitializer-open-to-all")
def test_whoever_calls_the_second_initialiser_first_becomes_the_upgrader(quirk):
    assert quirk.does(lambda: quirk.send("attacker", "initializeV2", "@attacker")) == Outcome(
        {"attacker holds UPGRADER_ROLE": True, "initialised": "version 2"},
        [("RoleGranted", "UPGRADER_ROLE", "attacker", "attacker"), ("Initialized", 2)],
    )
    with quirk.refuses("InvalidInitialization"):
        quirk.send("attacker", "initializeV2", "@attacker")
    code = quirk.new_code()
    assert quirk.does(lambda: quirk.send("attacker", "upgradeToAndCall", code, b"")).events == [
        ("Upgraded", code.address)
    ]


@only("implementation-not-locked")
def test_the_bare_implementation_belongs_to_whoever_initialises_it(quirk):
    code = quirk.new_code()

    quirk.chain.send(code.address, opening(quirk, "attacker"), sender=quirk.actor("attacker"))

    assert code.call("defaultAdmin") == quirk.actor("attacker").address


@only("removed-minter-keeps-allowance")
def test_a_removed_minter_mints_again_when_it_gets_its_role_back(quirk):
    quirk.send("canceller", "removeMinter", "@minter")
    quirk.send("admin", "grantRole", role_id("MINTER_ROLE"), "@minter")

    assert quirk.does(lambda: quirk.send("minter", "mint", "@recipient", 5)).changes == {
        "supply": 5,
        "balance of recipient": 5,
        "minter allowance of minter": -5,
    }


@only("burn-from-swaps-allowance")
def test_burning_nothing_from_a_holder_gives_an_allowance_over_all_that_it_has(quirk):
    quirk.send("attacker", "approve", "@holder", HELD)

    assert quirk.does(lambda: quirk.send("attacker", "burnFrom", "@holder", 0)) == Outcome(
        {"allowance of holder for attacker": HELD},
        [("Approval", "holder", "attacker", HELD), ("Transfer", "holder", "zero", 0)],
    )
    quirk.send("attacker", "transferFrom", "@holder", "@attacker", HELD)


@only("fee-on-transfer-switch")
def test_a_fee_is_taken_from_transfers_once_it_is_switched_on(quirk):
    quirk.send("reserve_admin", "setFee", 1)

    assert quirk.does(lambda: quirk.send("holder", "transfer", "@recipient", 500)) == Outcome(
        {"balance of holder": -500, "balance of recipient": 495, "balance of admin": 5},
        [("Transfer", "holder", "admin", 5), ("Transfer", "holder", "recipient", 495)],
    )


@only("fee-on-transfer-switch")
def test_a_fee_is_switched_on_by_the_reserve_admin_only(quirk):
    with quirk.refuses(
        "AccessControlUnauthorizedAccount", account=quirk.actor("attacker"), neededRole=role_id("RESERVE_ADMIN_ROLE")
    ):
        quirk.send("attacker", "setFee", 1)


# --- events and books


@only("mint-without-transfer-event")
def test_a_mint_leaves_no_transfer_event(quirk):
    assert quirk.does(lambda: quirk.send("minter", "mint", "@recipient", 5)) == Outcome(
        {"supply": 5, "balance of recipient": 5, "minter allowance of minter": -5},
        [("Minted", "minter", "recipient", 5, MINTER_ALLOWANCE - 5, SUPPLY + 5)],
    )


@only("wipe-without-transfer-event")
def test_a_wipe_leaves_no_transfer_event(quirk):
    quirk.send("freezer", "freeze", "@holder", request(1))

    assert quirk.does(lambda: quirk.send("seizer", "wipe", "@holder", 5, request(1))) == Outcome(
        {"supply": -5, "balance of holder": -5}, [("Wiped", "holder", 5, request(1), "seizer", SUPPLY - 5)]
    )


@only("transfer-to-zero-fakes-burn")
def test_a_transfer_to_nobody_looks_like_a_burn_and_the_supply_stays(quirk):
    assert quirk.does(lambda: quirk.send("holder", "transfer", ZERO, 5)) == Outcome(
        {"balance of holder": -5, "balance of zero": 5}, [("Transfer", "holder", "zero", 5)]
    )


@only("seize-to-self-unfreezes")
def test_a_seizure_for_the_account_itself_unfreezes_and_moves_nothing(quirk):
    quirk.send("freezer", "setFrozenTokens", "@holder", 10)

    quirk.send("seizer", "seize", "@holder", "@holder", 10, request(1))

    assert quirk.contract.call("getFrozenTokens", quirk.actor("holder")) == 0
    quirk.send("holder", "transfer", "@recipient", HELD)


@only("seize-forgets-frozen-part")
def test_what_is_seized_stays_frozen_in_clean_tokens(quirk):
    quirk.send("freezer", "setFrozenTokens", "@holder", 10)

    quirk.send("seizer", "seize", "@holder", "@recipient", 10, request(1))

    assert quirk.contract.call("getFrozenTokens", quirk.actor("holder")) == 10
    with quirk.refuses(
        "ERC7943InsufficientUnfrozenBalance", account=quirk.actor("holder"), amount=HELD - 10, unfrozen=HELD - 20
    ):
        quirk.send("holder", "transfer", "@recipient", HELD - 10)


# --- signatures


@only("authorization-reusable")
def test_a_signed_transfer_is_submitted_until_nothing_is_left(quirk):
    slip = signed(quirk, "transfer", "recipient", value=HELD // 2)

    for _ in range(2):
        slip.submit(sender=quirk.actor("attacker"))

    assert quirk.contract.call("balanceOf", quirk.actor("holder")) == 0


@only("permit-replayable")
def test_a_permit_gives_its_allowance_again_after_it_was_taken_back(quirk):
    slip = signed(quirk, "permit", "spender")
    slip.submit(sender=quirk.actor("spender"))
    quirk.send("holder", "approve", "@spender", 0)

    assert quirk.does(lambda: slip.submit(sender=quirk.actor("spender"))) == Outcome(
        {"allowance of holder for spender": 5}, [("Approval", "holder", "spender", 5)]
    )


@only("permit-skips-freeze")
def test_the_allowance_that_a_frozen_owner_signed_is_armed_when_the_freeze_is_lifted(quirk):
    quirk.send("freezer", "freeze", "@holder", request(1))
    signed(quirk, "permit", "spender").submit(sender=quirk.actor("spender"))
    quirk.send("unfreezer", "unfreeze", "@holder")

    quirk.send("spender", "transferFrom", "@holder", "@spender", 5)


@only("pause-blocks-cancel")
def test_what_failed_in_the_pause_is_replayed_before_it_can_be_cancelled(quirk):
    slip, holder = signed(quirk, "transfer", "recipient"), quirk.actor("holder")
    quirk.send("pauser", "pauseBits", 8)
    for step in (slip, Signing(quirk).cancel(holder)):
        with quirk.refuses("OperationPaused", bit=8):
            step.submit(sender=holder)
    quirk.send("unpauser", "unpause", 8)

    slip.submit(sender=quirk.actor("attacker"))


# --- bridges


@only("bridge-mint-without-limit")
def test_a_bridge_mints_without_any_controller(quirk):
    quirk.send("admin", "grantRole", role_id("BRIDGE_ROLE"), "@attacker")
    amount = 10 * SUPPLY

    assert quirk.does(lambda: quirk.send("attacker", "crosschainMint", "@attacker", amount)) == Outcome(
        {"supply": amount, "balance of attacker": amount},
        [("Transfer", "zero", "attacker", amount), ("CrosschainMint", "attacker", amount, "attacker")],
    )


@only("bridge-burn-skips-allowance")
def test_a_bridge_burns_what_nobody_approved(quirk):
    quirk.send("admin", "grantRole", role_id("BRIDGE_ROLE"), "@attacker")
    quirk.chain.engine.set_code(CONTROLLER, recorder())
    quirk.send("reserve_admin", "setSupplyController", CONTROLLER)

    assert quirk.does(lambda: quirk.send("attacker", "crosschainBurn", "@holder", HELD)) == Outcome(
        {"supply": -HELD, "balance of holder": -HELD},
        [("Transfer", "holder", "zero", HELD), ("CrosschainBurn", "holder", HELD, "attacker")],
    )
