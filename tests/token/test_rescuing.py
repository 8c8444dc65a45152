"""Rescuing: foreign tokens that somebody sent to the token are sent on, and its own never."""

from __future__ import annotations

import pytest
from _controllers import NOT_TODAY, answering, reentering, refuser
from _outcome import SUPPLY, Outcome, request, role_id
from eth_utils import keccak

from backbone_chain.codec import checksum

ZERO = "0x" + "00" * 20
FOREIGN = checksum("0x" + "f0" * 20)
TRANSFER_SELECTOR = int.from_bytes(keccak(text="transfer(address,uint256)")[:4])


@pytest.fixture
def foreign(chain, stage, token, ledger):
    """Another token of the same code, of which the token holds 100 by mistake."""
    made = type(token).deploy(chain, stage.blueprint)
    made.configure_minter(stage.actor("minter"), 100)
    made.mint(token.address, 100)
    ledger.know("foreign", made.address)
    return made


@pytest.fixture
def rescue(contract, rescuer):
    return lambda foreign, to, amount: contract.send("rescue", foreign, to, amount, sender=rescuer)


# --- what is rescued


@pytest.mark.branch("rescue: given everything is in order: it sends the foreign tokens on and emits Rescued")
@pytest.mark.parametrize("amount", [0, 1, 100])
def test_foreign_tokens_are_sent_on(token, foreign, recipient, rescue, does, ledger, amount):
    step = does(lambda: rescue(foreign.address, recipient, amount))

    assert step.changes == {}
    assert [event for event in step.events if event[0] != "?"] == [
        ("Rescued", "foreign", "recipient", amount, "rescuer")
    ]
    assert (foreign.balance_of(token.address), foreign.balance_of(recipient)) == (100 - amount, amount)


@pytest.mark.branch("rescue: when the foreign token refuses: it reverts")
def test_no_more_is_rescued_than_there_is(token, foreign, recipient, rescue, refuses):
    with refuses("ERC20InsufficientBalance", sender=token, balance=100, needed=101):
        rescue(foreign.address, recipient, 101)


@pytest.mark.branch("rescue: given everything is in order: it sends the foreign tokens on and emits Rescued")
@pytest.mark.parametrize("answer", [1, None], ids=["true", "nothing"])
def test_the_foreign_token_is_asked_for_a_transfer_and_may_answer_true_or_nothing(
    contract, chain, recipient, rescue, does, answer
):
    chain.engine.set_code(FOREIGN, answering(answer))

    assert does(lambda: rescue(FOREIGN, recipient, 7)) == Outcome({}, [("Rescued", FOREIGN, "recipient", 7, "rescuer")])
    asked = [chain.engine.get_storage(FOREIGN, slot) for slot in range(4)]
    assert asked == [TRANSFER_SELECTOR, int(recipient.address, 16), 7, int(contract.address, 16)]


@pytest.mark.branch("rescue: when the foreign token refuses: it reverts")
@pytest.mark.parametrize("answer", [0, 2], ids=["false", "neither true nor false"])
def test_a_foreign_token_that_does_not_answer_true_refuses(chain, recipient, rescue, refuses, answer):
    chain.engine.set_code(FOREIGN, answering(answer))

    with refuses("SafeERC20FailedOperation", token=FOREIGN):
        rescue(FOREIGN, recipient, 7)


@pytest.mark.branch("rescue: when the foreign token refuses: it reverts")
def test_a_refusal_of_the_foreign_token_comes_back_unchanged(chain, recipient, rescue, refuses):
    chain.engine.set_code(FOREIGN, refuser())

    with refuses("Unknown", data=NOT_TODAY):
        rescue(FOREIGN, recipient, 7)


@pytest.mark.branch("rescue: when the foreign token refuses: it reverts")
@pytest.mark.parametrize("who", ["victim", "recipient"])
def test_an_account_without_code_is_no_token(recipient, actor, rescue, refuses, who):
    with refuses("SafeERC20FailedOperation", token=actor(who)):
        rescue(actor(who), recipient, 7)


# --- what is not


@pytest.mark.branch("rescue: when the token is this one: it reverts with NotForeign")
@pytest.mark.parametrize("amount", [0, 1])
def test_the_token_is_not_rescued_from_itself(contract, recipient, rescue, refuses, amount):
    with refuses("NotForeign"):
        rescue(contract, recipient, amount)


@pytest.mark.branch("rescue: when it goes to the zero address: it reverts with ZeroAddress")
def test_nothing_is_rescued_for_nobody(foreign, rescue, refuses):
    with refuses("ZeroAddress"):
        rescue(foreign.address, ZERO, 1)


@pytest.mark.branch("rescue: given the rescuer or the recipient is frozen: it reverts with AccountFrozen")
def test_nothing_is_rescued_for_a_frozen_account(token, foreign, recipient, rescue, does, refuses):
    token.freeze(recipient)
    with refuses("AccountFrozen", account=recipient):
        rescue(foreign.address, recipient, 1)

    token.unfreeze(recipient)

    assert does(lambda: rescue(foreign.address, recipient, 1)).events[-1][0] == "Rescued"


def test_the_token_is_asked_before_the_recipient(contract, token, recipient, rescue, refuses):
    with refuses("NotForeign"):
        rescue(contract, ZERO, 1)
    token.freeze(recipient)
    with refuses("NotForeign"):
        rescue(contract, recipient, 1)


# --- a foreign token that calls back


@pytest.mark.branch("rescue: given the foreign token calls back: it has no more rights than any other caller")
@pytest.mark.parametrize(
    "call",
    [
        ("mint", "@attacker", 1),
        ("transfer", "@attacker", 1),
        ("transferFrom", "@holder", "@attacker", 1),
        ("redeem", 1, request(1)),
        ("rescue", FOREIGN, "@attacker", 1),
        ("seize", "@victim", "@attacker", 1, request(1)),
        ("grantRole", role_id("MINTER_ROLE"), "@attacker"),
        ("upgradeToAndCall", FOREIGN, b""),
    ],
    ids=lambda call: call[0],
)
def test_a_foreign_token_that_calls_back_gains_nothing(contract, chain, token, actor, recipient, rescue, does, call):
    # given
    function, *arguments = call
    plain = [actor(arg[1:]) if isinstance(arg, str) and arg.startswith("@") else arg for arg in arguments]
    chain.engine.set_code(FOREIGN, reentering(contract.abi.function(function).encode(*plain)))
    token.freeze(actor("victim"))

    # when
    step = does(lambda: rescue(FOREIGN, recipient, 7))

    # then
    assert step == Outcome({}, [("Rescued", FOREIGN, "recipient", 7, "rescuer")])
    assert chain.engine.get_storage(FOREIGN, 0) == 1


def test_a_foreign_token_that_calls_back_moves_what_is_its_own(contract, chain, token, holder, recipient, rescue, does):
    chain.engine.set_code(FOREIGN, reentering(contract.abi.function("transfer").encode(recipient, 1)))
    token.transfer(FOREIGN, 1, sender=holder)

    step = does(lambda: rescue(FOREIGN, recipient, 7))

    assert step == Outcome(
        {"balance of recipient": 1},
        [("Transfer", FOREIGN, "recipient", 1), ("Rescued", FOREIGN, "recipient", 7, "rescuer")],
    )
    assert chain.engine.get_storage(FOREIGN, 0) == 2
    assert token.total_supply() == SUPPLY
