"""Minting within allowances: who becomes a minter, what it may mint, and what is left of that when it is removed."""

from __future__ import annotations

import pytest
from _outcome import CEILING, MINTER_ALLOWANCE, SECOND_ALLOWANCE, SUPPLY, UNLIMITED, Outcome

# --- mint


@pytest.mark.branch(
    "mint: given everything is in order: it mints and uses the allowance up and emits Transfer and Minted"
)
@pytest.mark.parametrize("amount", [1, MINTER_ALLOWANCE - 1, MINTER_ALLOWANCE], ids=["the least", "all but one", "all"])
def test_a_mint_within_the_allowance_creates_tokens_and_uses_the_allowance_up(token, recipient, does, amount):
    left = MINTER_ALLOWANCE - amount

    assert does(lambda: token.mint(recipient, amount)) == Outcome(
        {"supply": amount, "balance of recipient": amount, "minter allowance of minter": -amount},
        [
            ("Transfer", "zero", "recipient", amount),
            ("Minted", "minter", "recipient", amount, left, SUPPLY + amount),
        ],
    )


@pytest.mark.branch("mint: when the amount exceeds the minter's allowance: it reverts with MintExceedsAllowance")
@pytest.mark.parametrize("amount", [MINTER_ALLOWANCE + 1, UNLIMITED])
def test_a_mint_above_the_allowance_is_refused(token, minter, recipient, refuses, amount):
    with refuses("MintExceedsAllowance", minter=minter, allowance=MINTER_ALLOWANCE, amount=amount):
        token.mint(recipient, amount)


def test_mints_add_up_to_the_allowance_and_no_further(token, minter, recipient, does, refuses):
    # given
    token.mint(recipient, MINTER_ALLOWANCE - 10)

    # then
    with refuses("MintExceedsAllowance", minter=minter, allowance=10, amount=11):
        token.mint(recipient, 11)
    assert does(lambda: token.mint(recipient, 10)).changes["minter allowance of minter"] == -10
    with refuses("MintExceedsAllowance", minter=minter, allowance=0, amount=1):
        token.mint(recipient, 1)


def test_a_mint_of_nothing_changes_nothing_and_is_said(token, recipient, does):
    assert does(lambda: token.mint(recipient, 0)) == Outcome(
        {},
        [("Transfer", "zero", "recipient", 0), ("Minted", "minter", "recipient", 0, MINTER_ALLOWANCE, SUPPLY)],
    )


def test_a_minter_may_mint_to_itself(token, minter, does):
    assert does(lambda: token.mint(minter, 7)).changes == {
        "supply": 7,
        "balance of minter": 7,
        "minter allowance of minter": -7,
    }


def test_each_minter_uses_its_own_allowance(token, recipient, second_minter, does, refuses):
    step = does(lambda: token.mint(recipient, SECOND_ALLOWANCE, sender=second_minter))

    assert step.changes == {
        "supply": SECOND_ALLOWANCE,
        "balance of recipient": SECOND_ALLOWANCE,
        "minter allowance of second_minter": -SECOND_ALLOWANCE,
    }
    with refuses("MintExceedsAllowance", minter=second_minter, allowance=0, amount=1):
        token.mint(recipient, 1, sender=second_minter)


@pytest.mark.branch("mint: when it goes to the zero address or the token itself: it reverts with ERC20InvalidReceiver")
@pytest.mark.branch("mint: when it goes to the zero address or the token itself: it reverts with ERC20InvalidReceiver")
def test_a_mint_to_nobody_is_refused(contract, minter, refuses):
    with refuses("ERC20InvalidReceiver", receiver="0x" + "00" * 20):
        contract.send("mint", "0x" + "00" * 20, 1, sender=minter)


def test_a_mint_to_the_token_itself_is_refused(token, refuses):
    with refuses("ERC20InvalidReceiver", receiver=token):
        token.mint(token.address, 1)


def test_the_allowance_is_asked_before_the_recipient(token, minter, refuses):
    with refuses("MintExceedsAllowance", minter=minter, allowance=MINTER_ALLOWANCE, amount=MINTER_ALLOWANCE + 1):
        token.mint(token.address, MINTER_ALLOWANCE + 1)


# --- burn


@pytest.mark.branch("burn: when the amount exceeds the balance: it reverts with ERC20InsufficientBalance")
@pytest.mark.branch(
    "burn: given everything is in order: it burns and keeps the allowance and emits Transfer and Burned"
)
@pytest.mark.parametrize("amount", [0, 1, 100])
def test_a_minter_burns_its_own_tokens_and_keeps_its_allowance(token, minted, does, amount):
    changes = {"supply": -amount, "balance of minter": -amount} if amount else {}

    assert does(lambda: token.burn(amount)) == Outcome(
        changes, [("Transfer", "minter", "zero", amount), ("Burned", "minter", amount, SUPPLY + minted - amount)]
    )


def test_a_minter_burns_no_more_than_it_has(token, minter, minted, refuses):
    with refuses("ERC20InsufficientBalance", sender=minter, balance=minted, needed=minted + 1):
        token.burn(minted + 1)


# --- addMinter


@pytest.mark.branch(
    "addMinter: given everything is in order: it gives role and allowance and emits RoleGranted and MinterAdded"
)
@pytest.mark.parametrize("allowance", [0, 1, CEILING])
def test_a_minter_is_added_with_an_allowance_up_to_the_ceiling(contract, minter_admin, recipient, does, allowance):
    granted = {"minter allowance of recipient": allowance} if allowance else {}

    assert does(lambda: contract.send("addMinter", recipient, allowance, sender=minter_admin)) == Outcome(
        {"recipient holds MINTER_ROLE": True, **granted},
        [
            ("RoleGranted", "MINTER_ROLE", "recipient", "minter_admin"),
            ("MinterAdded", "recipient", allowance, "minter_admin"),
        ],
    )
    assert contract.call("isMinter", recipient) is True


@pytest.mark.branch("addMinter: given the account is a minter: it reverts with MinterAlreadyAdded")
@pytest.mark.branch("addMinter: when the allowance exceeds the ceiling: it reverts with MinterAllowanceTooHigh")
@pytest.mark.parametrize("allowance", [CEILING + 1, UNLIMITED])
def test_a_minter_is_not_added_with_an_allowance_above_the_ceiling(
    contract, minter_admin, recipient, refuses, allowance
):
    with refuses("MinterAllowanceTooHigh", minter=recipient, ceiling=CEILING, allowance=allowance):
        contract.send("addMinter", recipient, allowance, sender=minter_admin)
    assert contract.call("isMinter", recipient) is False


def test_a_minter_is_not_added_twice(contract, minter_admin, minter, refuses):
    with refuses("MinterAlreadyAdded", minter=minter):
        contract.send("addMinter", minter, 1, sender=minter_admin)


@pytest.mark.branch("addMinter: given the account is a minter: it reverts with MinterAlreadyAdded")
@pytest.mark.branch("addMinter: when it is the zero address: it reverts with ZeroAddress")
@pytest.mark.branch("addMinter: when it is the zero address: it reverts with ZeroAddress")
def test_nobody_is_no_minter(contract, minter_admin, refuses):
    with refuses("ZeroAddress"):
        contract.send("addMinter", "0x" + "00" * 20, 1, sender=minter_admin)


def test_who_is_added_is_asked_before_with_how_much(contract, minter_admin, minter, refuses):
    with refuses("MinterAlreadyAdded", minter=minter):
        contract.send("addMinter", minter, CEILING + 1, sender=minter_admin)
    with refuses("ZeroAddress"):
        contract.send("addMinter", "0x" + "00" * 20, CEILING + 1, sender=minter_admin)


def test_a_new_minter_mints_at_once_and_only_its_own_allowance(token, recipient, victim, does, refuses):
    # given
    token.configure_minter(recipient, 5)

    # then
    with refuses("MintExceedsAllowance", minter=recipient, allowance=5, amount=6):
        token.mint(victim, 6, sender=recipient)
    assert does(lambda: token.mint(victim, 5, sender=recipient)).events == [
        ("Transfer", "zero", "victim", 5),
        ("Minted", "recipient", "victim", 5, 0, SUPPLY + 5),
    ]


def test_the_ceiling_is_ten_billion_dollars(contract):
    assert contract.call("MAX_MINTER_ALLOWANCE") == CEILING


# --- increaseMinterAllowance


@pytest.mark.branch("increaseMinterAllowance: when the sum exceeds the ceiling: it reverts with MinterAllowanceTooHigh")
@pytest.mark.branch(
    "increaseMinterAllowance: given everything is in order: it raises the allowance and emits MinterAllowanceChanged"
)
@pytest.mark.parametrize("increment", [0, 1, CEILING - MINTER_ALLOWANCE])
def test_an_allowance_is_raised_up_to_the_ceiling(contract, minter_admin, minter, does, increment):
    new = MINTER_ALLOWANCE + increment

    assert does(lambda: contract.send("increaseMinterAllowance", minter, increment, sender=minter_admin)) == Outcome(
        {"minter allowance of minter": increment} if increment else {},
        [("MinterAllowanceChanged", "minter", MINTER_ALLOWANCE, new, "minter_admin")],
    )


def test_an_allowance_is_not_raised_above_the_ceiling(contract, minter_admin, minter, refuses):
    with refuses("MinterAllowanceTooHigh", minter=minter, ceiling=CEILING, allowance=CEILING + 1):
        contract.send("increaseMinterAllowance", minter, CEILING - MINTER_ALLOWANCE + 1, sender=minter_admin)


@pytest.mark.branch("increaseMinterAllowance: when the sum exceeds the ceiling: it reverts with MinterAllowanceTooHigh")
@pytest.mark.parametrize("increment", [UNLIMITED - MINTER_ALLOWANCE, UNLIMITED - MINTER_ALLOWANCE + 1, UNLIMITED])
def test_an_absurd_increment_meets_the_ceiling_and_not_an_overflow(contract, minter_admin, minter, refuses, increment):
    with refuses("MinterAllowanceTooHigh", minter=minter, ceiling=CEILING, allowance=UNLIMITED):
        contract.send("increaseMinterAllowance", minter, increment, sender=minter_admin)


# --- decreaseMinterAllowance


@pytest.mark.branch(
    "decreaseMinterAllowance: given everything is in order: it lowers the allowance and emits MinterAllowanceChanged"
)
@pytest.mark.parametrize("decrement", [0, 1, MINTER_ALLOWANCE])
def test_an_allowance_is_lowered_down_to_zero(contract, canceller, minter, does, decrement):
    new = MINTER_ALLOWANCE - decrement

    assert does(lambda: contract.send("decreaseMinterAllowance", minter, decrement, sender=canceller)) == Outcome(
        {"minter allowance of minter": -decrement} if decrement else {},
        [("MinterAllowanceChanged", "minter", MINTER_ALLOWANCE, new, "canceller")],
    )


@pytest.mark.branch("decreaseMinterAllowance: when it exceeds the allowance: it reverts with DecrementExceedsAllowance")
@pytest.mark.parametrize("decrement", [MINTER_ALLOWANCE + 1, UNLIMITED])
def test_an_allowance_is_not_lowered_below_zero(contract, canceller, minter, refuses, decrement):
    with refuses("DecrementExceedsAllowance", minter=minter, allowance=MINTER_ALLOWANCE, decrement=decrement):
        contract.send("decreaseMinterAllowance", minter, decrement, sender=canceller)


def test_a_minter_with_an_allowance_of_zero_mints_nothing(contract, token, canceller, minter, recipient, refuses):
    contract.send("decreaseMinterAllowance", minter, MINTER_ALLOWANCE, sender=canceller)

    with refuses("MintExceedsAllowance", minter=minter, allowance=0, amount=1):
        token.mint(recipient, 1)


@pytest.mark.branch("increaseMinterAllowance: given the account is no minter: it reverts with MinterUnknown")
@pytest.mark.branch("decreaseMinterAllowance: given the account is no minter: it reverts with MinterUnknown")
@pytest.mark.parametrize("verb", ["increaseMinterAllowance", "decreaseMinterAllowance"])
@pytest.mark.parametrize("step", [0, 1])
def test_who_is_no_minter_has_no_allowance_to_change(contract, minter_admin, canceller, recipient, refuses, verb, step):
    by = canceller if verb.startswith("decrease") else minter_admin
    lowered_too_far = verb.startswith("decrease") and step
    args = {"allowance": 0, "decrement": 1} if lowered_too_far else {}

    with refuses("DecrementExceedsAllowance" if lowered_too_far else "MinterUnknown", minter=recipient, **args):
        contract.send(verb, recipient, step, sender=by)


# --- removeMinter


@pytest.mark.branch(
    "removeMinter: given everything is in order: it takes role and allowance and emits RoleRevoked and MinterRemoved"
)
def test_removing_a_minter_takes_role_and_allowance(contract, canceller, minter, does):
    assert does(lambda: contract.send("removeMinter", minter, sender=canceller)) == Outcome(
        {"minter holds MINTER_ROLE": False, "minter allowance of minter": -MINTER_ALLOWANCE},
        [
            ("RoleRevoked", "MINTER_ROLE", "minter", "canceller"),
            ("MinterRemoved", "minter", MINTER_ALLOWANCE, "canceller"),
        ],
    )
    assert contract.call("isMinter", minter) is False


def test_a_minter_without_allowance_can_be_removed_too(token, minter, recipient, does):
    token.mint(recipient, MINTER_ALLOWANCE)

    assert does(lambda: token.remove_minter(minter)).events[-1] == ("MinterRemoved", "minter", 0, "canceller")


@pytest.mark.branch("removeMinter: given the account is no minter: it reverts with MinterUnknown")
@pytest.mark.parametrize("who", ["recipient", "minter_admin", "zero"])
def test_who_is_no_minter_can_not_be_removed(contract, canceller, actor, refuses, who):
    account = "0x" + "00" * 20 if who == "zero" else actor(who).address

    with refuses("MinterUnknown", minter=account):
        contract.send("removeMinter", account, sender=canceller)


def test_a_removed_minter_neither_mints_nor_burns(contract, token, minter, recipient, minted, refuses):
    token.remove_minter(minter)
    lacking = {"account": minter, "neededRole": contract.call("MINTER_ROLE")}

    with refuses("AccessControlUnauthorizedAccount", **lacking):
        token.mint(recipient, 0)
    with refuses("AccessControlUnauthorizedAccount", **lacking):
        token.burn(minted)


@pytest.mark.branch("removeMinter: given the minter is added again: it has only its new allowance")
def test_a_minter_added_again_has_only_its_new_allowance(token, minter, recipient, refuses):
    # given
    token.remove_minter(minter)

    # when
    token.configure_minter(minter, 3)

    # then
    with refuses("MintExceedsAllowance", minter=minter, allowance=3, amount=4):
        token.mint(recipient, 4)


def test_a_minter_whose_role_was_granted_by_the_admin_has_an_allowance_of_zero(
    contract, token, admin, recipient, does, refuses
):
    role = contract.call("MINTER_ROLE")

    assert does(lambda: contract.send("grantRole", role, recipient, sender=admin)) == Outcome(
        {"recipient holds MINTER_ROLE": True}, [("RoleGranted", "MINTER_ROLE", "recipient", "admin")]
    )
    with refuses("MintExceedsAllowance", minter=recipient, allowance=0, amount=1):
        token.mint(recipient, 1, sender=recipient)
