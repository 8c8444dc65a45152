"""What a deployment leaves behind: everything as configured, and nobody else in power."""

from __future__ import annotations

from pathlib import Path

import pytest
from _issuer import MILLION, Issuer, example, require_safe_contracts

from backbone_chain import artifacts
from backbone_chain.chain import Chain
from backbone_chain.deploy import plan, run
from backbone_chain.deploy.history import ROLE_IDS, TIMELOCK_ROLE_IDS
from backbone_chain.deploy.safe import Safe
from backbone_chain.errors import DeploymentError, RefusedError, UsageError


def refused(name: str, step: object) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        step()  # type: ignore[operator]
    assert caught.value.error.name == name, caught.value.error
    return caught.value


def test_what_stands_is_what_the_configuration_asks_for(issuer: Issuer) -> None:
    assert issuer.launched.comparison.differences == ()
    assert issuer.launched.comparison.compared > 50
    assert list(issuer.manifest.placed) == run.steps(issuer.config)


@pytest.mark.parametrize("role", ROLE_IDS)
@pytest.mark.parametrize("who", ["deployer", "foundation"])
def test_whoever_deployed_holds_no_role_of_the_token(issuer: Issuer, role: str, who: str) -> None:
    account = issuer.deployer.address if who == "deployer" else issuer.site["foundation"]
    assert not issuer.token.call("hasRole", ROLE_IDS[role], account)


@pytest.mark.parametrize("role", TIMELOCK_ROLE_IDS)
@pytest.mark.parametrize("who", ["deployer", "foundation"])
def test_whoever_deployed_holds_no_role_of_the_timelock(issuer: Issuer, role: str, who: str) -> None:
    account = issuer.deployer.address if who == "deployer" else issuer.site["foundation"]
    assert not issuer.timelock.call("hasRole", TIMELOCK_ROLE_IDS[role], account)


def test_deployer_owns_nothing_else(issuer: Issuer) -> None:
    assert issuer.deployer.address not in issuer.safe.owners
    assert issuer.feed.call("owner") == issuer.timelock.address
    assert issuer.feed.call("pendingOwner") == "0x" + "00" * 20


def test_deployer_never_held_a_role(issuer: Issuer) -> None:
    """Not even for a moment: no event ever named it as the holder of one."""
    receipts = [receipt for block in issuer.chain.blocks for receipt in block.receipts]
    granted = [e.args["account"] for receipt in receipts for e in receipt.events if e.name == "RoleGranted"]
    assert issuer.timelock.address in granted
    assert issuer.deployer.address not in granted


@pytest.mark.parametrize(
    ("function", "args"),
    [
        ("pauseAll", ()),
        ("addMinter", ("0x" + "99" * 20, 1)),
        ("setSupplyController", ("0x" + "00" * 20,)),
        ("upgradeToAndCall", ("0x" + "99" * 20, b"")),
        ("grantRole", (ROLE_IDS["pauser"], "0x" + "99" * 20)),
        ("beginDefaultAdminTransfer", ("0x" + "99" * 20,)),
    ],
)
def test_deployer_is_refused_whatever_it_tries(issuer: Issuer, function: str, args: tuple[object, ...]) -> None:
    send = issuer.token.send
    refusal = refused("AccessControlUnauthorizedAccount", lambda: send(function, *args, sender=issuer.deployer))
    assert refusal.error["account"] == issuer.deployer.address


def test_token_cannot_be_initialised_again(issuer: Issuer) -> None:
    from backbone_chain.tokens.reference_dollar import ROLE_NAMES, initialiser

    mine = dict.fromkeys(("admin", *ROLE_NAMES), issuer.deployer.address)
    data = initialiser(artifacts.load("ReferenceDollar"), mine)
    for address in (issuer.site["token"], issuer.site["implementation"]):
        refused("InvalidInitialization", lambda at=address: issuer.chain.send(at, data, sender=issuer.deployer))


def test_configured_minter_mints_within_its_bounds(issuer: Issuer) -> None:
    minter, custody = issuer.person("minter 1"), issuer.person("custody 1").address
    refused("ReserveUnavailable", lambda: issuer.token.send("mint", custody, MILLION, sender=minter))
    issuer.attest(20_000_000_00)
    issuer.token.send("mint", custody, MILLION, sender=minter)
    assert issuer.token.call("balanceOf", custody) == MILLION
    for to, amount, error in (
        (issuer.deployer.address, MILLION, "DestinationNotAllowed"),
        (custody, 26 * MILLION, "MintExceedsTransactionLimit"),
        (custody, 20 * MILLION, "MintExceedsReserve"),
    ):
        with pytest.raises(RefusedError) as caught:
            issuer.token.send("mint", to, amount, sender=minter)
        assert caught.value.error.name == error


def test_opening_is_one_operation_of_the_timelock(issuer: Issuer) -> None:
    operation = plan.opening(issuer.config, issuer.site)
    assert issuer.timelock.call("isOperationDone", operation.id)
    assert issuer.timelock.call("getMinDelay") == 48 * 3600


def test_foundation_refuses_a_place_that_it_does_not_get(tmp_path: Path) -> None:
    """The addresses are worked out beforehand; a transaction of the deployer in between would make them wrong."""
    require_safe_contracts()
    chain = Chain("revm")
    deploying = run.Deploying(chain, Issuer(chain, tmp_path, example(chain)).config, chain.account("another deployer"))
    original = plan.founded_by
    with pytest.MonkeyPatch.context() as patch, pytest.raises(DeploymentError) as caught:
        patch.setattr(plan, "founded_by", lambda foundation: original("0x" + "12" * 20))
        deploying.run(lambda _name, _placed: None)
    assert caught.value.step == "foundation"
    assert "CreatedElsewhere" in str(caught.value)
    assert "implementation 0x" in str(caught.value)


def test_foundation_says_what_it_created(issuer: Issuer) -> None:
    receipts = [receipt for block in issuer.chain.blocks for receipt in block.receipts]
    founded = [event.args for receipt in receipts for event in receipt.events if event.name == "Founded"]
    placed = [issuer.site[name] for name in ("timelock", "token", "supply_controller", "reserve_feed")]
    assert founded == [{"timelock": issuer.timelock.address, "addresses": tuple(placed)}]


def test_foundation_refuses_a_timelock_that_stands_elsewhere(issuer: Issuer) -> None:
    terms = plan.terms(issuer.config, issuer.site)
    refusal = refused(
        "CreatedElsewhere",
        lambda: issuer.chain.deploy(artifacts.load("Foundation"), terms, sender=issuer.deployer),
    )
    assert refusal.error["expected"] == issuer.timelock.address


def test_foundation_refuses_terms_with_an_address_too_few(issuer: Issuer) -> None:
    terms = plan.terms(issuer.config, issuer.site)
    terms["addresses"] = terms["addresses"][:-2]
    with pytest.raises(RefusedError) as caught:
        issuer.chain.deploy(artifacts.load("Foundation"), terms, sender=issuer.deployer)
    assert (caught.value.error.name, dict(caught.value.error.args)) == (
        "AddressesDoNotFit",
        {"addresses": 2, "creations": 3},
    )


def test_deployer_who_is_named_in_the_configuration_is_refused(issuer: Issuer) -> None:
    deploying = run.Deploying(issuer.chain, issuer.config, issuer.person("owner 1"))
    with pytest.raises(
        UsageError, match="is named in the configuration; deploy with a key that ends without any power"
    ):
        deploying.run(lambda _name, _placed: None)


def test_guardian_may_be_a_safe_of_its_own(tmp_path: Path) -> None:
    require_safe_contracts()
    chain = Chain("revm")
    text = example(chain)
    guard = [chain.account(f"guard {number}").address for number in (1, 2)]
    given = f'address = "{chain.account("guardian 1").address}"'
    assert given in text
    issuer = Issuer(chain, tmp_path, text.replace(given, f"owners = {guard}\nthreshold = 1".replace("'", '"')))
    assert issuer.launched.comparison.differences == ()
    guardian = Safe(chain, issuer.site["guardian"])
    assert sorted(guardian.owners) == sorted(guard)
    guardian.have_done(*issuer.call(issuer.token, "pauseAll"), [chain.account("guard 1")])
    assert issuer.token.call("pausedBits") == 15


def test_anyone_may_be_the_executor(tmp_path: Path) -> None:
    require_safe_contracts()
    chain = Chain("revm")
    issuer = Issuer(chain, tmp_path, example(chain).replace('executor = "@safe"', 'executor = "anyone"'))
    assert issuer.launched.comparison.differences == ()
    assert issuer.manifest.state["timelock"]["executor"] == ["anyone"]
