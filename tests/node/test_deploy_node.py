"""backbone deploy and backbone verify against a real node on the loopback interface."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _subjects import running_anvil
from eth_account import Account as EthAccount
from web3 import Web3

from backbone_chain import artifacts
from backbone_chain.cli import main
from backbone_chain.deploy import safe
from backbone_chain.engines._nodes import Node
from backbone_chain.proxies import IMPLEMENTATION_SLOT

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "examples" / "deploy.toml").read_text()
OWNERS = TEXT[TEXT.index("owners = [") : TEXT.index("[timelock]")]
KEY = "0x" + "5e" * 32


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    if not (ROOT / "node_modules" / safe.PACKAGE).is_dir():
        reason = "the contracts of Safe are not installed; npm ci puts them into node_modules"
        assert os.environ.get("CI") != "true", reason
        pytest.skip(reason)
    with running_anvil() as address:
        yield address


@pytest.fixture
def node(url: str) -> Web3:
    return Web3(Web3.HTTPProvider(url))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with the example whose guardian and pauser is an account of the node."""
    monkeypatch.delenv("BACKBONE_PRIVATE_KEY", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def configure(node: Web3, *changes: tuple[str, str]) -> None:
    text = TEXT.replace("0x2200000000000000000000000000000000000001", node.eth.accounts[1])
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    Path("deploy.toml").write_text(text)


def run(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    code = main(args)
    out, err = capsys.readouterr()
    return code, out, err


def deployed(capsys: pytest.CaptureFixture[str], url: str) -> dict[str, Any]:
    code, out, err = run(capsys, "deploy", "deploy.toml", "--rpc", url, "--json", "-")
    assert code == 0, err
    result: dict[str, Any] = json.loads(out)
    return result


def token_of(node: Web3, result: dict[str, Any]) -> Any:
    return node.eth.contract(address=result["contracts"]["token"], abi=artifacts.load("ReferenceDollar").abi)


def test_deploy_then_verify_then_again_sends_nothing(capsys: pytest.CaptureFixture[str], url: str, node: Web3) -> None:
    configure(node)
    result = deployed(capsys, url)
    token = token_of(node, result)
    assert token.functions.defaultAdmin().call() == result["contracts"]["timelock"]
    assert (result["chain_id"], result["dry_run"], result["manifest"]) == (31337, False, "manifest-31337.json")
    assert result["deployer"] == node.eth.accounts[0]

    code, out, _ = run(capsys, "verify", "manifest-31337.json", "--rpc", url)
    assert code == 0
    assert out.startswith("The deployment is as it should be: ")
    assert "Note:" not in out

    blocks = node.eth.block_number
    code, out, _ = run(capsys, "deploy", "deploy.toml", "--rpc", url)
    assert code == 0
    assert out.startswith("It stands already on chain 31337; nothing was sent.")
    assert node.eth.block_number == blocks

    code, out, _ = run(capsys, "verify", "manifest-31337.json")
    assert (code, out.split(":")[0]) == (0, "The manifest is as it should be")


def test_verify_notices_what_changed_on_the_node(capsys: pytest.CaptureFixture[str], url: str, node: Web3) -> None:
    configure(node)
    result = deployed(capsys, url)
    token = token_of(node, result)
    token.functions.pause().transact({"from": node.eth.accounts[1]})
    code, out, _ = run(capsys, "verify", "manifest-31337.json", "--rpc", url)
    assert code == 1
    assert out.startswith("1 thing differs, of ")
    assert "the token's paused" in out

    place = [token.address, hex(IMPLEMENTATION_SLOT), "0x" + "00" * 31 + "01"]
    node.provider.make_request("anvil_setStorageAt", place)  # type: ignore[arg-type]
    code, out, _ = run(capsys, "verify", "manifest-31337.json", "--rpc", url, "--json", "-")
    facts = [each["fact"] for each in json.loads(out)["differences"]]
    assert code == 1
    assert "implementation of token" in facts
    assert "the token's name" in facts  # what a token without its code no longer answers


def test_private_key_of_the_environment_deploys_and_ends_without_power(
    capsys: pytest.CaptureFixture[str], url: str, node: Web3, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(node)
    monkeypatch.setenv("BACKBONE_PRIVATE_KEY", KEY)
    node.provider.make_request("anvil_setBalance", [EthAccount.from_key(KEY).address, hex(10**20)])  # type: ignore[arg-type]
    result = deployed(capsys, url)
    token, deployer = token_of(node, result), EthAccount.from_key(KEY).address
    assert result["deployer"] == deployer
    assert not token.functions.hasRole(bytes(32), deployer).call()
    with pytest.raises(Exception, match="0xe2517d3f"):  # AccessControlUnauthorizedAccount
        token.functions.pause().call({"from": deployer})


def test_node_without_events_is_asked_about_known_accounts_and_that_is_said(
    capsys: pytest.CaptureFixture[str], url: str, node: Web3, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(node)
    deployed(capsys, url)
    monkeypatch.setattr(Node, "logs", lambda self, addresses, first_block: None)
    code, out, _ = run(capsys, "verify", "manifest-31337.json", "--rpc", url)
    assert code == 0
    assert "Note: The node doesn't tell the events since the deployment" in out


def test_safe_of_an_earlier_deployment_is_used_by_its_address(
    capsys: pytest.CaptureFixture[str], url: str, node: Web3
) -> None:
    configure(node)
    address = deployed(capsys, url)["contracts"]["safe"]
    Path("manifest-31337.json").unlink()
    configure(node, (OWNERS, f'address = "{address}"\n\n'))
    result = deployed(capsys, url)
    assert [each["step"] for each in result["transactions"]] == ["implementation", "foundation"]
    assert json.loads(Path("manifest-31337.json").read_text())["state"]["safe"]["threshold"] == 3
    assert run(capsys, "verify", "manifest-31337.json", "--rpc", url)[0] == 0
    code, out, _ = run(capsys, "verify", "manifest-31337.json")
    assert code == 0
    assert "are not on the copy" in out


@pytest.mark.parametrize(
    ("environment", "args", "sentence"),
    [
        ({"BACKBONE_PRIVATE_KEY": "0x12"}, [], "BACKBONE_PRIVATE_KEY holds no private key"),
        ({"BACKBONE_PRIVATE_KEY": KEY}, ["--deployer", "0x" + "11" * 20], "is that of 0x"),
        ({}, ["--deployer", "0x" + "11" * 20], "The node doesn't sign for 0x1111111111111111111111111111111111111111"),
        ({}, ["--chain-id", "1"], "is on the chain 31337, but 1 was expected."),
    ],
)
def test_bad_key_or_chain_gets_one_sentence(
    environment: dict[str, str],
    args: list[str],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    url: str,
    node: Web3,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    configure(node)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    code, out, err = run(capsys, "deploy", "deploy.toml", "--rpc", url, *args)
    assert (code, out) == (2, "")
    assert sentence in err
    assert len(err.strip().split("\n")) == 1
    assert KEY[2:] not in err


def test_address_that_is_no_safe_is_refused(capsys: pytest.CaptureFixture[str], url: str, node: Web3) -> None:
    configure(node, (OWNERS, 'address = "0x8800000000000000000000000000000000000001"\n\n'))
    code, _, err = run(capsys, "deploy", "deploy.toml", "--rpc", url)
    assert code == 2
    assert "The address 0x8800000000000000000000000000000000000001 in [safe] is no Safe on this chain" in err
