"""The gates, cell by cell: what is stopped by which pause and by whose freeze, and what is never stopped."""

from __future__ import annotations

import pytest
from _outcome import BITS, MINT, REDEEM, TRANSFER, request
from gates import COLUMNS, OPERATIONS, PAUSES, cells

ZERO = "0x" + "00" * 20


@pytest.fixture
def ready(token, minter, holder, spender, minted):
    """An allowance of 10 to spend, and something for the minter to burn."""
    token.approve(spender, 10, sender=holder)


def close(column, operation, contract, actor):
    """Bring about what the column says; answers the account that is frozen then, if any."""
    if column in PAUSES:
        contract.send("pauseBits", PAUSES[column], sender=actor("pauser"))
        return None
    role = column.removesuffix(" frozen")
    if role == "normal":
        return None
    account = actor({"from": operation.source, "to": operation.to, "caller": operation.caller}[role])
    contract.send("freeze", account, request(1), sender=actor("freezer"))
    return account


def effect(outcome, column, frozen):
    """What changed: the new code by its name, and without what the column itself paused or froze."""
    changes = dict(outcome.changes)
    for key in {"implementation", "supply controller"} & changes.keys():
        changes[key] = "implementation"
    there = {
        "paused": {name for name, bit in BITS.items() if PAUSES.get(column, 0) & bit},
        "frozen": {frozen.name} if frozen else set(),
    }
    for key in there.keys() & changes.keys():
        changes[key] = tuple(name for name in changes[key] if name not in there[key])
    return changes


def test_the_table_has_a_row_for_each_operation_and_the_operations_one_for_each_row():
    assert list(dict.fromkeys(name for name, _, _ in cells())) == list(OPERATIONS)


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize(("name", "column", "cell"), cells())
def test_gate(contract, stage, actor, does, refuses, name, column, cell):
    # given
    operation = OPERATIONS[name]
    frozen = close(column, operation, contract, actor)

    # then
    match cell:
        case "yes":
            step = does(lambda: operation.send(contract, stage))
            assert effect(step, column, frozen) == operation.effect
        case "idle":
            step = does(lambda: operation.send(contract, stage))
            assert (step.changes, step.events) == ({}, [])
        case "paused":
            with refuses("OperationPaused", bit=operation.bit):
                operation.send(contract, stage)
        case "frozen":
            with refuses("AccountFrozen", account=frozen):
                operation.send(contract, stage)
        case _:
            pytest.fail(f"the cell says {cell!r}")


def test_every_column_has_a_cell_that_goes_through():
    assert {column for _, column, cell in cells() if cell == "yes"} == set(COLUMNS)


# --- movements from and to oneself


@pytest.mark.usefixtures("ready")
def test_a_frozen_holder_does_not_even_send_to_itself(token, holder, refuses):
    token.freeze(holder)

    with refuses("AccountFrozen", account=holder):
        token.transfer(holder, 0, sender=holder)


@pytest.mark.usefixtures("ready")
def test_a_frozen_spender_is_stopped_with_an_infinite_allowance_and_with_exactly_its_allowance(
    token, holder, spender, recipient, refuses
):
    token.freeze(spender)
    with refuses("AccountFrozen", account=spender):
        token.transfer_from(holder, recipient, 10, sender=spender)

    token.unfreeze(spender)
    token.approve(spender, 2**256 - 1, sender=holder)
    token.freeze(spender)

    with refuses("AccountFrozen", account=spender):
        token.transfer_from(holder, recipient, 1, sender=spender)


def test_a_frozen_minter_does_not_mint_to_itself(token, minter, refuses):
    token.freeze(minter)

    with refuses("AccountFrozen", account=minter):
        token.mint(minter, 1)


# --- which gate speaks first, where several are closed


@pytest.mark.usefixtures("ready")
def test_of_several_frozen_parties_the_caller_is_named_first_then_the_source(
    token, holder, spender, recipient, refuses
):
    def moving():
        return token.transfer_from(holder, recipient, 1, sender=spender)

    token.freeze(recipient)
    with refuses("AccountFrozen", account=recipient):
        moving()
    token.freeze(holder)
    with refuses("AccountFrozen", account=holder):
        moving()
    token.freeze(spender)
    with refuses("AccountFrozen", account=spender):
        moving()


@pytest.mark.usefixtures("ready")
def test_the_token_itself_as_recipient_is_named_before_the_pause_and_the_pause_before_a_freeze(
    contract, token, holder, minter, actor, refuses
):
    token.freeze(holder)
    contract.send("pauseAll", sender=actor("pauser"))

    with refuses("ERC20InvalidReceiver", receiver=token):
        token.transfer(token.address, 1, sender=holder)
    with refuses("ERC20InvalidReceiver", receiver=token):
        token.mint(token.address, 1)
    with refuses("ERC20InvalidReceiver", receiver=ZERO):
        token.transfer(ZERO, 1, sender=holder)
    with refuses("OperationPaused", bit=TRANSFER):
        token.transfer(actor("recipient"), 1, sender=holder)
    with refuses("OperationPaused", bit=MINT):
        token.mint(holder, 1)
    with refuses("OperationPaused", bit=REDEEM):
        token.redeem(1, request(1), sender=holder)


def test_a_freeze_is_named_before_a_balance_that_is_too_small(token, attacker, recipient, refuses):
    token.freeze(attacker)

    with refuses("AccountFrozen", account=attacker):
        token.transfer(recipient, 1, sender=attacker)
    with refuses("AccountFrozen", account=attacker):
        token.redeem(1, request(1), sender=attacker)
