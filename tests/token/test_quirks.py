"""The quirks: each is the reference token in everything but the one way that it promises."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from _calls import CALLS, Subject, opening, plain
from _outcome import CEILING, HELD, MINTER_ALLOWANCE, SUPPLY, UNLIMITED, Ledger, Outcome, request, role_id

from backbone_chain import artifacts, tokens
from backbone_chain.chain import Chain
from backbone_chain.scenarios._world import open_for_business
from backbone_chain.stage import Stage
from backbone_chain.tokens._base import kebab
from backbone_chain.tokens.reference_dollar import ROLE_NAMES

QUIRKS = [kebab(name) for name in artifacts.quirks()]
ZERO = "0x" + "00" * 20

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

DIFFER = {
    "freeze-skips-transfer-from": {"transferFrom from a frozen account"},
    "mint-open-to-all": {
        "mint",
        "mint of the whole allowance",
        "mint above the allowance",
        "mint by an outsider",
        "mint by the admin",
    },
    "mint-skips-allowance": {"mint", "mint of the whole allowance", "mint above the allowance"},
    "minter-allowance-unbounded": {"add a minter above the ceiling", "raise an allowance above the ceiling"},
    "proxy-initialized-later": set(),
    "upgrade-open-to-all": {"upgrade by an outsider"},
}
"""The calls of the list that end otherwise than on the reference token."""


def test_each_quirk_says_where_it_differs():
    assert sorted(DIFFER) == sorted(QUIRKS)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("name", QUIRKS)
def test_a_quirk_differs_from_the_reference_token_where_it_promises_to_and_nowhere_else(stages, name, call):
    with stages("reference") as subject:
        expected = subject.tells(lambda: CALLS[call](subject))
    with stages(name) as subject:
        found = subject.tells(lambda: CALLS[call](subject))

    assert plain(found) != plain(expected) if call in DIFFER[name] else plain(found) == plain(expected)


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
