"""Verifying notices whatever has changed, and is quiet where nothing has."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from _issuer import MILLION, Issuer

from backbone_chain import artifacts
from backbone_chain.chain import Chain
from backbone_chain.deploy import manifest as manifests
from backbone_chain.deploy.launch import launch
from backbone_chain.deploy.safe import ABI as SAFE
from backbone_chain.deploy.state import ADMIN_SLOT
from backbone_chain.deploy.timelock import Operation
from backbone_chain.deploy.verify import INCOMPLETE, Comparison, rehearse, verify
from backbone_chain.errors import DeploymentError, UsageError
from backbone_chain.proxies import IMPLEMENTATION_SLOT
from backbone_chain.report.facts import names_of, sentence, verdict

STRANGER = "0x9999999999999999999999999999999999999999"
LIMIT = {"perTransaction": 25 * MILLION, "mintPerWindow": 60 * MILLION, "burnPerWindow": 50 * MILLION}


def safe_itself(issuer: Issuer, function: str, *args: Any) -> None:
    issuer.safe.have_done(issuer.safe.address, SAFE.function(function).encode(*args), issuer.owners(3))


def timelocked(contract: str, function: str, *args: Any) -> Callable[[Issuer], None]:
    return lambda issuer: issuer.have_done(issuer.call(getattr(issuer, contract), function, *args))


def poke(contract: str, slot: int, value: int) -> Callable[[Issuer], None]:
    return lambda issuer: issuer.chain.engine.set_storage(issuer.site[contract], slot, value)


def recode(contract: str) -> Callable[[Issuer], None]:
    return lambda issuer: issuer.chain.engine.set_code(issuer.site[contract], b"\x60\x00")


def upgrade(issuer: Issuer) -> None:
    new = issuer.chain.deploy(artifacts.load("ReferenceDollar"), sender=issuer.person("developer"))
    issuer.have_done(issuer.call(issuer.token, "upgradeToAndCall", new.address, b""))


def grant(contract: str, role: str) -> Callable[[Issuer], None]:
    return lambda issuer: issuer.have_done(
        issuer.call(getattr(issuer, contract), "grantRole", getattr(issuer, contract).call(role), STRANGER)
    )


def raise_limit(issuer: Issuer) -> None:
    issuer.have_done(issuer.call(issuer.controller, "setLimits", issuer.person("minter 1").address, LIMIT))


def raise_allowance(issuer: Issuer) -> None:
    minter = issuer.person("minter 1").address
    issuer.have_done(issuer.call(issuer.token, "increaseMinterAllowance", minter, MILLION))


def change_attesters(issuer: Issuer) -> None:
    issuer.have_done(issuer.call(issuer.feed, "setAttesters", [STRANGER], 1))


CHANGES: dict[str, tuple[Callable[[Issuer], None], set[str]]] = {
    "an upgrade": (upgrade, {"implementation of token: expected @implementation, found 0x"}),
    "an implementation slot written past the token": (
        poke("token", IMPLEMENTATION_SLOT, int(STRANGER, 16)),
        {f"implementation of token: expected @implementation, found {STRANGER}"},
    ),
    "a proxy admin": (poke("token", ADMIN_SLOT, 5), {"proxy admin of token: expected none, found 0x"}),
    "other code of the implementation": (recode("implementation"), {"code hash of implementation: expected 0x"}),
    "other code of the timelock": (recode("timelock"), {"code hash of timelock: expected 0x"}),
    "other code of the Safe's singleton": (recode("safe_singleton"), {"code hash of safe singleton: expected 0x"}),
    "code at the guardian's key": (recode("guardian"), {"code hash of guardian: expected 0x"}),
    "a role granted": (
        grant("token", "PAUSER_ROLE"),
        {f"the token's role pauser: expected @guardian, found @guardian, {STRANGER}"},
    ),
    "a role nobody planned": (
        timelocked("token", "grantRole", b"\7" * 32, STRANGER),
        {f"the token's role 0x{'07' * 32}: expected nothing, found {STRANGER}"},
    ),
    "a proposer granted": (
        grant("timelock", "PROPOSER_ROLE"),
        {"the timelock's proposer: expected @safe, found ", STRANGER},
    ),
    "a shorter delay": (timelocked("timelock", "updateDelay", 60), {"the timelock's delay: expected 2d, found 1m"}),
    "another threshold": (
        lambda issuer: safe_itself(issuer, "changeThreshold", 1),
        {"the Safe's threshold: expected 3, found 1"},
    ),
    "another owner": (
        lambda issuer: safe_itself(issuer, "addOwnerWithThreshold", STRANGER, 3),
        {"the Safe's owners: expected "},
    ),
    "a module of the Safe": (
        lambda issuer: safe_itself(issuer, "enableModule", STRANGER),
        {f"the Safe's modules: expected nobody, found {STRANGER}"},
    ),
    "a raised limit": (
        raise_limit,
        {"per day mint of 0x", ": expected 50,000,000.00 dollars, found 60,000,000.00 dollars"},
    ),
    "a raised allowance": (raise_allowance, {"expected 100,000,000.00 dollars, found 101,000,000.00 dollars"}),
    "another cap": (
        timelocked("controller", "setSupplyCap", 251_000_000 * 10**6),
        {"the supply controller's cap: expected 250,000,000.00 dollars, found 251,000,000.00 dollars"},
    ),
    "other attesters": (
        change_attesters,
        {f"found {STRANGER}", "the reserve feed's threshold: expected 2, found 1"},
    ),
    "no supply controller": (
        timelocked("token", "setSupplyController", "0x" + "00" * 20),
        {"the token's supply controller: expected @supply_controller, found none"},
    ),
    "a pause": (
        lambda issuer: issuer.token.send("pause", sender=issuer.guardian),
        {"the token's paused: expected nobody, found transfer"},
    ),
    "an admin to come": (
        timelocked("token", "beginDefaultAdminTransfer", STRANGER),
        {f"the token's admin to come: expected none, found {STRANGER}"},
    ),
}


def told(issuer: Issuer, comparison: Comparison) -> str:
    return "\n".join(sentence(each, names_of(issuer.site)) for each in comparison.differences)


def test_untouched_deployment_is_quiet(issuer: Issuer) -> None:
    comparison = issuer.verified()
    assert comparison.differences == ()
    assert comparison.notes == ()
    assert (
        verdict(comparison, "The deployment")
        == f"The deployment is as it should be: {comparison.compared} facts compared."
    )


@pytest.mark.parametrize(("change", "sentences"), list(CHANGES.values()), ids=list(CHANGES))
def test_change_is_noticed(issuer: Issuer, change: Callable[[Issuer], None], sentences: set[str]) -> None:
    change(issuer)
    comparison = issuer.verified()
    assert comparison.differences
    assert [each for each in sentences if each not in told(issuer, comparison)] == []


def test_a_day_of_business_is_quiet(issuer: Issuer) -> None:
    """Mints use up an allowance, a pause is lifted, an order is cancelled: nothing that the manifest speaks of."""
    issuer.attest(20_000_000_00)
    issuer.token.send("mint", issuer.person("custody 1").address, MILLION, sender=issuer.person("minter 1"))
    issuer.token.send("freeze", STRANGER, bytes(32), sender=issuer.person("officer 1"))
    issuer.token.send("pause", sender=issuer.guardian)
    issuer.have_done(issuer.call(issuer.token, "unpause", 15))
    assert issuer.verified().differences == ()


def test_waiting_operation_is_a_note(issuer: Issuer) -> None:
    operation = Operation.of(issuer.call(issuer.token, "unpause", 15))
    issuer.schedule(operation)
    comparison = issuer.verified()
    assert comparison.differences == ()
    assert [note for note in comparison.notes if operation.id.hex() in note]


def test_without_events_known_accounts_are_asked_and_that_is_said(issuer: Issuer) -> None:
    later = Chain(issuer.chain.engine)  # its own memory of blocks is empty
    assert verify(later, issuer.manifest).differences == ()
    issuer.attest(20_000_000_00)
    issuer.token.send("mint", issuer.person("custody 1").address, MILLION, sender=issuer.person("minter 1"))
    grant_to = issuer.deployer.address
    issuer.have_done(issuer.call(issuer.token, "grantRole", issuer.role("pauser"), grant_to))
    comparison = verify(Chain(issuer.chain.engine), issuer.manifest)
    assert comparison.notes == (INCOMPLETE,)
    assert [each.path for each in comparison.differences] == [("roles", "pauser")]


# --- the manifest


def test_manifest_is_the_same_every_time_and_survives_its_file(issuer: Issuer, tmp_path: Path) -> None:
    manifests.write(issuer.manifest, tmp_path / "one.json")
    assert manifests.read(tmp_path / "one.json") == issuer.manifest
    chain = Chain("revm")
    launch(chain, issuer.config, chain.account("deployer"), file=tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


def test_manifest_stands_up_to_its_own_configuration(issuer: Issuer) -> None:
    comparison = rehearse(Chain("revm"), issuer.manifest)
    assert comparison.differences == ()
    assert comparison.compared > 70


def test_manifest_that_says_more_than_its_configuration_is_noticed(issuer: Issuer) -> None:
    state = json.loads(json.dumps(issuer.manifest.state))
    state["roles"]["pauser"].append(STRANGER)
    comparison = rehearse(Chain("revm"), replace(issuer.manifest, state=state))
    assert [each.path for each in comparison.differences] == [("roles", "pauser")]


def test_manifest_of_a_deployer_with_a_past_is_rehearsed_at_its_nonces(issuer: Issuer) -> None:
    chain = Chain("revm")
    veteran = chain.account("deployer")
    for _ in range(7):
        chain.send(veteran.address, sender=veteran)
    launched = launch(chain, issuer.config, veteran)
    assert launched.manifest.site["token"] != issuer.site["token"]
    assert rehearse(Chain("revm"), launched.manifest).differences == ()


def test_another_chain_is_refused(issuer: Issuer) -> None:
    with pytest.raises(UsageError, match="The manifest is of chain 1, and the node is on chain"):
        verify(issuer.chain, replace(issuer.manifest, chain_id=1))


def test_unfinished_manifest_is_refused(issuer: Issuer) -> None:
    with pytest.raises(UsageError, match="stopped after nothing; run backbone deploy once more to finish it"):
        verify(issuer.chain, replace(issuer.manifest, state={}, placed={}))


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda text: "{", "is not JSON"),
        (lambda text: "[" * 100_000, "is not JSON"),
        (lambda text: "[]", "is not a manifest: its schema is not backbone.manifest/1"),
        (lambda text: text.replace('"chain_id"', '"chain"'), "is damaged (KeyError: 'chain_id')"),
        (
            lambda text: text.replace('"cap": 250', '"cap": 950', 1),
            "was edited: its configuration no longer has the hash",
        ),
    ],
)
def test_damaged_manifest_gets_one_sentence(
    issuer: Issuer, tmp_path: Path, damage: Callable[[str], str], sentence: str
) -> None:
    path = tmp_path / "manifest.json"
    manifests.write(issuer.manifest, path)
    path.write_text(damage(path.read_text()))
    with pytest.raises(UsageError) as caught:
        manifests.read(path)
    assert sentence in str(caught.value)


# --- half-way


def test_deployment_that_stopped_goes_on_from_its_manifest(issuer: Issuer, tmp_path: Path) -> None:
    chain, file = Chain("revm"), tmp_path / "manifest.json"
    deployer, taken = chain.account("deployer"), []

    def stop(line: str) -> None:
        taken.append(line.split(maxsplit=1)[0])
        if taken[-1] == "safe":
            raise DeploymentError("implementation", UsageError("the power went out."), {})

    with pytest.raises(DeploymentError):
        launch(chain, issuer.config, deployer, file=file, on_step=stop)
    begun = manifests.read(file)
    assert [*begun.placed] == ["safe_singleton", "safe_handler", "safe_factory", "safe"]
    assert begun.state == {}

    ended = launch(chain, issuer.config, deployer, file=file)
    assert ended.comparison.differences == ()
    assert ended.manifest.placed["safe_singleton"] == begun.placed["safe_singleton"]
    assert rehearse(Chain("revm"), ended.manifest).differences == ()


def test_finished_deployment_is_verified_and_not_repeated(issuer: Issuer, tmp_path: Path) -> None:
    file = tmp_path / "manifest.json"
    manifests.write(issuer.manifest, file)
    before = issuer.chain.block_number
    again = launch(issuer.chain, issuer.config, issuer.deployer, file=file)
    assert (again.stood, again.comparison.differences) == (True, ())
    assert issuer.chain.block_number == before


def test_manifest_of_another_configuration_is_not_overwritten(issuer: Issuer, tmp_path: Path) -> None:
    file = tmp_path / "manifest.json"
    manifests.write(issuer.manifest, file)
    other = replace(issuer.config, supply=replace(issuer.config.supply, cap=1))
    with pytest.raises(UsageError, match=r"is of another configuration .* name another file with --manifest"):
        launch(issuer.chain, other, issuer.deployer, file=file)
    with pytest.raises(UsageError, match="is of another deployer"):
        launch(issuer.chain, issuer.config, issuer.person("stranger"), file=file)
