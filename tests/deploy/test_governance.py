"""Governance at work: three of five through the timelock, and a guardian who can only stop."""

from __future__ import annotations

import pytest
from _issuer import TWO_DAYS, Issuer

from backbone_chain import artifacts
from backbone_chain.deploy.timelock import Operation
from backbone_chain.errors import RefusedError


def refused(step: object) -> str:
    with pytest.raises(RefusedError) as caught:
        step()  # type: ignore[operator]
    error = caught.value.error
    return str(error["message"]) if error.name == "Error" else error.name


def unpausing(issuer: Issuer) -> Operation:
    return Operation.of(issuer.call(issuer.token, "unpause", 15))


# --- the Safe


def test_safe_computes_the_digest_that_owners_sign(issuer: Issuer) -> None:
    from eth_account import Account as EthAccount
    from eth_account.messages import _hash_eip191_message, encode_typed_data

    from backbone_chain.deploy.safe import FIELDS, TYPES

    transaction = issuer.safe.propose(*issuer.call(issuer.token, "pause"))
    message = dict(zip((name for _, name in FIELDS), transaction.fields, strict=True)) | {"nonce": transaction.nonce}
    domain = {"chainId": issuer.chain.engine.chain_id(), "verifyingContract": issuer.safe.address}
    assert _hash_eip191_message(encode_typed_data(domain, TYPES, message)) == issuer.safe.digest(transaction)
    signed = issuer.safe.sign(transaction, issuer.person("owner 1"))
    recovered = EthAccount._recover_hash(issuer.safe.digest(transaction), signature=signed)
    assert recovered == issuer.person("owner 1").address


def test_safe_takes_both_kinds_of_signature(issuer: Issuer) -> None:
    one, two, three = issuer.owners(3)
    operation = unpausing(issuer)
    transaction = issuer.safe.propose(issuer.timelock.address, operation.scheduled(TWO_DAYS))
    sign, message = issuer.safe.sign, issuer.safe.sign_message
    signatures = {one.address: sign(transaction, one), two.address: message(transaction, two)}
    issuer.safe.execute(
        transaction, {**signatures, three.address: sign(transaction, three)}, sender=issuer.person("messenger")
    )
    assert issuer.timelock.call("isOperationPending", operation.id)


def test_two_of_five_are_refused(issuer: Issuer) -> None:
    to, data = issuer.timelock.address, unpausing(issuer).scheduled(TWO_DAYS)
    assert refused(lambda: issuer.safe.have_done(to, data, issuer.owners(2))) == "GS020"


def test_two_owners_and_a_stranger_are_refused(issuer: Issuer) -> None:
    to, data = issuer.timelock.address, unpausing(issuer).scheduled(TWO_DAYS)
    assert refused(lambda: issuer.safe.have_done(to, data, [*issuer.owners(2), issuer.guardian])) == "GS026"


def test_signatures_count_once(issuer: Issuer) -> None:
    transaction = issuer.safe.propose(issuer.timelock.address, unpausing(issuer).scheduled(TWO_DAYS))
    signatures = {owner.address: issuer.safe.sign(transaction, owner) for owner in issuer.owners(3)}
    issuer.safe.execute(transaction, signatures, sender=issuer.guardian)
    assert refused(lambda: issuer.safe.execute(transaction, signatures, sender=issuer.guardian)) == "GS026"


# --- the timelock


def test_unpause_takes_three_of_five_and_two_days(issuer: Issuer) -> None:
    issuer.token.send("pauseAll", sender=issuer.guardian)
    operation = unpausing(issuer)
    issuer.schedule(operation)
    issuer.chain.warp(TWO_DAYS // 2)
    assert refused(lambda: issuer.execute(operation)) == "GS013"
    assert issuer.token.call("pausedBits") == 15

    issuer.chain.warp(TWO_DAYS // 2)
    issuer.execute(operation)
    assert issuer.token.call("pausedBits") == 0


def test_upgrade_takes_three_of_five_and_two_days(issuer: Issuer) -> None:
    new = issuer.chain.deploy(artifacts.load("ReferenceDollar"), sender=issuer.person("developer"))
    issuer.have_done(issuer.call(issuer.token, "upgradeToAndCall", new.address, b""))
    assert [each.path[-1] for each in issuer.verified().differences] == ["implementation_of_token"]


def test_delay_below_the_timelocks_is_refused(issuer: Issuer) -> None:
    to, data = issuer.timelock.address, unpausing(issuer).scheduled(TWO_DAYS - 1)
    assert refused(lambda: issuer.safe.have_done(to, data, issuer.owners(3))) == "GS013"


@pytest.mark.parametrize("who", ["owner 1", "guardian 1", "deployer"])
def test_nobody_but_the_safe_proposes(issuer: Issuer, who: str) -> None:
    send, data = issuer.chain.send, unpausing(issuer).scheduled(TWO_DAYS)
    step = lambda: send(issuer.timelock.address, data, sender=issuer.person(who))  # noqa: E731
    assert refused(step) == "AccessControlUnauthorizedAccount"


@pytest.mark.parametrize("who", ["owner 1", "guardian 1", "deployer"])
def test_nobody_but_the_safe_executes(issuer: Issuer, who: str) -> None:
    operation = unpausing(issuer)
    issuer.schedule(operation)
    issuer.chain.warp(TWO_DAYS)
    step = lambda: issuer.chain.send(issuer.timelock.address, operation.executed, sender=issuer.person(who))  # noqa: E731
    assert refused(step) == "AccessControlUnauthorizedAccount"


def test_safe_holds_no_role_of_the_token(issuer: Issuer) -> None:
    assert (
        refused(lambda: issuer.safe.have_done(*issuer.call(issuer.token, "unpause", 15), issuer.owners(3))) == "GS013"
    )


# --- the guardian


def test_guardian_stops_at_once_and_cannot_restart(issuer: Issuer) -> None:
    issuer.token.send("pauseAll", sender=issuer.guardian)
    assert issuer.token.call("pausedBits") == 15
    restart = lambda: issuer.token.send("unpause", 15, sender=issuer.guardian)  # noqa: E731
    assert refused(restart) == "AccessControlUnauthorizedAccount"


def test_guardian_cancels_what_waits(issuer: Issuer) -> None:
    operation = unpausing(issuer)
    issuer.schedule(operation)
    issuer.chain.send(issuer.timelock.address, operation.cancelled, sender=issuer.guardian)
    issuer.chain.warp(TWO_DAYS)
    assert refused(lambda: issuer.execute(operation)) == "GS013"
    assert not issuer.timelock.call("isOperation", operation.id)


def test_stranger_cancels_nothing(issuer: Issuer) -> None:
    operation = unpausing(issuer)
    issuer.schedule(operation)
    cancel = lambda: issuer.chain.send(issuer.timelock.address, operation.cancelled, sender=issuer.deployer)  # noqa: E731
    assert refused(cancel) == "AccessControlUnauthorizedAccount"


def test_guardian_removes_a_minter_and_adds_none(issuer: Issuer) -> None:
    minter = issuer.person("minter 1").address
    issuer.token.send("removeMinter", minter, sender=issuer.guardian)
    assert not issuer.token.call("isMinter", minter)
    assert refused(lambda: issuer.token.send("addMinter", minter, 1, sender=issuer.guardian)) == (
        "AccessControlUnauthorizedAccount"
    )


def test_operation_has_the_timelocks_own_id(issuer: Issuer) -> None:
    operation = Operation.of(*unpausing(issuer).targets and [issuer.call(issuer.token, "unpause", 1)], salt=b"\1" * 32)
    fields = [*operation.targets], [0], [*operation.payloads], operation.predecessor, operation.salt
    assert issuer.timelock.call("hashOperationBatch", *fields) == operation.id
