"""The gates, cell by cell: what is stopped by which pause and by whose freeze, and what is never stopped."""

from __future__ import annotations

import pytest
from _outcome import BITS, MINT, REDEEM, TRANSFER, Outcome, request
from gates import (
    CELLS,
    COLUMNS,
    FILE,
    FREEZES,
    LATER,
    OPERATIONS,
    PARTS,
    PAUSES,
    THE_BITS,
    THE_CODE,
    UNGATED,
    WORDS,
    table,
)

ZERO = "0x" + "00" * 20

# --- cell by cell


def close(column, operation, contract, actor):
    """Bring about what the column says; answers the account that is frozen then, if any."""
    parties = {"from": operation.source, "to": operation.to, "caller": operation.caller}
    account = actor(parties[column.split()[0]]) if column in (*FREEZES, *PARTS) else None
    if column in PAUSES:
        contract.send("pauseBits", PAUSES[column], sender=actor("pauser"))
    if column in FREEZES:
        contract.send("freeze", account, request(1), sender=actor("freezer"))
    if column in PARTS:
        frozen = max(contract.call("balanceOf", account) - operation.moves + PARTS[column], 1)
        contract.send("setFrozenTokens", account, frozen, sender=actor("freezer"))
    return account


def expected(operation, column, before):
    """The whole outcome of the operation, given what the column and the operation itself have paused and frozen."""
    bits = PAUSES.get(column, 0)
    changes, events = dict(operation.changes), list(operation.events)
    part = before[f"frozen tokens of {operation.source}"]
    if operation.takes and part:
        left = part - operation.takes
        changes[f"frozen tokens of {operation.source}"] = -operation.takes
        taken = ("FrozenTokensChanged", operation.source, part, left, operation.caller)
        events = [("Frozen", operation.source, left), taken, *events]
    if "frozen" in changes:
        changes["frozen"] = _with(before["frozen"], changes["frozen"])
    if "paused" in changes:
        changes["paused"] = tuple(name for name in BITS if name in _with(before["paused"], changes["paused"]))
    there = sum(BITS[name] for name in before["paused"])
    named = sum(BITS[name] for name in operation.changes.get("paused", ()))
    told = there if operation.function == "unpause" else named & ~bits
    return Outcome(changes, [tuple(told if arg == THE_BITS else arg for arg in event) for event in events])


def _with(there, added):
    """What is there and what is added; nothing that is added means that all is taken away."""
    return (*there, *(each for each in added if each not in there)) if added else ()


def readable(outcome, ledger, chain):
    """New code and the time of a handover by what they are."""
    changes = dict(outcome.changes)
    words = {}
    for key in ("implementation", "supply controller"):
        if key in changes:
            words[changes[key].lower()] = changes[key] = THE_CODE
    if changes.get("pending admin", ("zero",))[0] != "zero":
        name, at = changes["pending admin"]
        assert at == chain.blocks[-1].timestamp + 48 * 3600
        words[at], changes["pending admin"] = LATER, (name, LATER)
    return Outcome(
        changes,
        [
            tuple(words.get(arg.lower() if isinstance(arg, str) else arg, arg) for arg in event)
            for event in outcome.events
        ],
    )


def refusal(cell, operation, account, ledger):
    """The error and its arguments."""
    match cell.word:
        case "paused":
            bits = operation.bits & PAUSES[cell.column]
            return "OperationPaused", {"bit": bits if bits in BITS.values() else FIRST_ASKED[operation.function]}
        case "frozen":
            return "AccountFrozen", {"account": account}
        case "part":
            moved = operation.moves
            return "ERC7943InsufficientUnfrozenBalance", {"account": account, "amount": moved, "unfrozen": moved - 1}
        case "free":
            holder = {name: address for address, name in ledger.names.items()}[operation.source]
            return "ExceedsFrozen", {"account": holder, "frozen": 0, "amount": operation.takes}
    raise AssertionError(cell)


FIRST_ASKED = dict.fromkeys(("permit", "transferWithAuthorization", "receiveWithAuthorization"), BITS["signatures"])
"""Of two bits that stop an operation, the one that it names."""


def marked(cell):
    return pytest.param(cell, id="-".join(cell), marks=OPERATIONS[cell.operation].branches.get(cell.word, ()))


@pytest.mark.parametrize("cell", [marked(cell) for cell in CELLS])
def test_gate(contract, stage, chain, actor, ledger, does, refuses, cell):
    # given
    operation = OPERATIONS[cell.operation]
    for step in operation.given:
        step(contract, stage)
    account = close(cell.column, operation, contract, actor)

    # then
    if cell.word == "idle":
        assert does(lambda: operation.send(contract, stage)) == Outcome({}, [])
    elif cell.word == "yes":
        before = ledger.told()
        assert readable(does(lambda: operation.send(contract, stage)), ledger, chain) == expected(
            operation, cell.column, before
        )
    else:
        error, arguments = refusal(cell, operation, account, ledger)
        with refuses(error, **arguments):
            operation.send(contract, stage)


# --- the table itself


def test_the_table_has_a_row_for_each_operation_and_the_operations_one_for_each_row():
    assert list(dict.fromkeys(cell.operation for cell in CELLS)) == list(OPERATIONS)


def test_every_function_that_changes_state_has_a_row_or_a_reason(contract):
    changing = {function.name for function in contract.abi.functions if function.changes_state}

    assert changing == {operation.function for operation in OPERATIONS.values()} | set(UNGATED)


def test_every_column_has_a_cell_that_goes_through_and_every_word_is_used():
    assert {cell.column for cell in CELLS if cell.word == "yes"} == set(COLUMNS)
    assert {cell.word for cell in CELLS} | {"-"} == set(WORDS)


def test_every_branch_of_an_operation_has_a_cell():
    tied = [mark for cell in CELLS if (mark := OPERATIONS[cell.operation].branches.get(cell.word))]
    every = [mark for operation in OPERATIONS.values() for mark in operation.branches.values()]

    assert {mark.args for mark in every} == {mark.args for mark in tied}


TEXT = FILE.read_text(encoding="utf-8")
ROW = next(line for line in TEXT.splitlines() if line.startswith("mint "))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (TEXT.replace(ROW, ROW.rpartition("|")[0]), "The row mint has 10 cells for 11 columns"),
        (TEXT.replace(ROW, f"{ROW} | yes"), "The row mint has 12 cells for 11 columns"),
        (TEXT.replace(ROW, ROW.replace("yes", "   ", 1)), "The row mint says '', which means nothing"),
        (TEXT.replace(ROW, ROW.replace("yes", "no", 1)), "The row mint says 'no', which means nothing"),
        (TEXT.replace(ROW, f"{ROW}\n{ROW}"), "a row twice"),
        (TEXT.replace("| normal |", "| always |"), "has the columns"),
        (TEXT.replace("| paused    | paused |", "| paused    | frozen |", 1), "has the columns"),
    ],
    ids=["a hole", "a cell too many", "an empty cell", "an unknown word", "a row twice", "a column", "a lower heading"],
)
def test_a_table_that_is_not_whole_is_an_error(text, complaint):
    assert text != TEXT
    with pytest.raises(ValueError, match=complaint):
        table(text)


def test_the_columns_stand_under_each_other():
    rows = TEXT.partition("\n\n")[2].strip().splitlines()

    assert len({tuple(place for place, letter in enumerate(row) if letter == "|") for row in rows if "|" in row}) == 1


# --- movements from and to oneself


@pytest.fixture
def approved(token, holder, spender):
    """An allowance of 10 to spend."""
    token.approve(spender, 10, sender=holder)


def test_a_frozen_holder_does_not_even_send_to_itself(token, holder, refuses):
    token.freeze(holder)

    with refuses("AccountFrozen", account=holder):
        token.transfer(holder, 0, sender=holder)


@pytest.mark.usefixtures("approved")
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


@pytest.mark.usefixtures("approved")
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


@pytest.mark.usefixtures("approved")
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
