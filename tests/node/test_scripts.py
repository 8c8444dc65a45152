"""The scripts, against a real node on the loopback interface."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from _subjects import running_anvil
from eth_account import Account as EthAccount
from web3 import Web3

from backbone_chain import artifacts
from backbone_chain.proxies import IMPLEMENTATION_SLOT

ROOT = Path(__file__).parents[2]
PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running_anvil() as address:
        yield address


@pytest.fixture
def node(url: str) -> Web3:
    return Web3(Web3.HTTPProvider(url))


def run(script: str, *args: object, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / script), *map(str, args)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def deployed(result: subprocess.CompletedProcess[str]) -> dict[str, str]:
    rows = [line.split() for line in result.stdout.split("\n") if line.startswith(("deployed", "found"))]
    return {name: address for _, name, address in rows}


def test_deploy_leaves_a_token_that_works_and_does_nothing_the_second_time(
    url: str, node: Web3, tmp_path: Path
) -> None:
    owner = node.eth.accounts[0]
    first = run(
        "deploy.py", "--rpc", url, "--unlocked", owner, "--role", f"pauser={node.eth.accounts[1]}", folder=tmp_path
    )
    assert first.returncode == 0, first.stderr
    assert first.stdout.count("deployed ") == 2
    assert first.stdout.count("verified ") == 3
    addresses = deployed(first)
    token = node.eth.contract(address=addresses["proxy"], abi=artifacts.load("ReferenceDollar").abi)
    assert token.functions.symbol().call() == "RUSD"
    assert token.functions.hasRole(token.functions.PAUSER_ROLE().call(), node.eth.accounts[1]).call()
    assert token.functions.defaultAdmin().call() == owner
    slot = node.eth.get_storage_at(addresses["proxy"], IMPLEMENTATION_SLOT)
    assert slot.hex()[-40:] == addresses["implementation"][2:].lower()

    blocks = node.eth.block_number
    second = run("deploy.py", "--rpc", url, "--unlocked", owner, folder=tmp_path)
    assert second.returncode == 0, second.stderr
    assert second.stdout.count("found ") == 2
    assert deployed(second) == addresses
    assert node.eth.block_number == blocks


def test_deploy_takes_up_where_an_earlier_run_stopped(url: str, node: Web3, tmp_path: Path) -> None:
    owner = node.eth.accounts[0]
    first = deployed(run("deploy.py", "--rpc", url, "--unlocked", owner, folder=tmp_path))
    record = tmp_path / "deployment-31337.json"
    record.write_text(json.dumps({"implementation": first["implementation"]}))
    again = deployed(run("deploy.py", "--rpc", url, "--unlocked", owner, folder=tmp_path))
    assert again["implementation"] == first["implementation"]
    assert again["proxy"] != first["proxy"]


def test_deploy_says_when_what_stands_there_is_something_else(url: str, node: Web3, tmp_path: Path) -> None:
    owner = node.eth.accounts[0]
    addresses = deployed(run("deploy.py", "--rpc", url, "--unlocked", owner, folder=tmp_path))
    node.provider.make_request(
        "anvil_setStorageAt", [addresses["proxy"], hex(IMPLEMENTATION_SLOT), "0x" + "00" * 31 + "01"]
    )
    result = run("deploy.py", "--rpc", url, "--unlocked", owner, folder=tmp_path)
    assert result.returncode == 1
    assert "WRONG    ERC-1967 slot" in result.stdout
    node.provider.make_request("anvil_setCode", [addresses["implementation"], "0x6000"])
    assert (
        "WRONG    code of the implementation"
        in run("deploy.py", "--rpc", url, "--unlocked", owner, folder=tmp_path).stdout
    )


@pytest.fixture
def keystore(tmp_path: Path, node: Web3) -> Path:
    account = EthAccount.from_key("0x" + "5e" * 32)
    node.provider.make_request("anvil_setBalance", [account.address, hex(10**18)])
    (tmp_path / "key.json").write_text(
        json.dumps(EthAccount.encrypt(account.key, PASSWORD, kdf="pbkdf2", iterations=2))
    )
    (tmp_path / "password.txt").write_text(PASSWORD + "\n")
    return tmp_path / "key.json"


def test_deploy_signs_with_an_encrypted_keystore(url: str, node: Web3, keystore: Path, tmp_path: Path) -> None:
    secret = ("--keystore", keystore, "--password-file", tmp_path / "password.txt")
    result = run("deploy.py", "--rpc", url, *secret, "--chain-id", 31337, folder=tmp_path)
    assert result.returncode == 0, result.stderr
    token = node.eth.contract(address=deployed(result)["proxy"], abi=artifacts.load("ReferenceDollar").abi)
    assert token.functions.defaultAdmin().call() == EthAccount.from_key("0x" + "5e" * 32).address


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["--keystore", "key.json", "--password-file", "wrong.txt"], "doesn't open with the password in wrong.txt"),
        (["--keystore", "nowhere.json", "--password-file", "password.txt"], "The keystore nowhere.json"),
        (["--keystore", "broken.json", "--password-file", "password.txt"], "The keystore broken.json"),
        (["--keystore", "key.json", "--password-file", "password.txt", "--chain-id", "1"], "1"),
        (["--unlocked", "0x1234"], "'0x1234' is not an address"),
        (["--unlocked", "0x" + "11" * 20], "0x1111111111111111111111111111111111111111"),
    ],
)
def test_deploy_refuses_bad_input_in_one_sentence(
    args: list[str], sentence: str, url: str, keystore: Path, tmp_path: Path
) -> None:
    (tmp_path / "wrong.txt").write_text("wrong\n")
    (tmp_path / "broken.json").write_text("{}")
    result = run("deploy.py", "--rpc", url, *args, folder=tmp_path)
    assert result.returncode == 2
    assert sentence in result.stderr
    assert len(result.stderr.strip().split("\n")) == 1
    assert result.stdout == ""


def test_deploy_to_a_node_that_is_down_is_one_sentence(tmp_path: Path) -> None:
    result = run("deploy.py", "--rpc", "http://127.0.0.1:9", "--unlocked", "0x" + "11" * 20, folder=tmp_path)
    assert result.returncode == 2
    assert result.stderr.startswith("deploy: The node at http://127.0.0.1:9 ")
    assert len(result.stderr.strip().split("\n")) == 1


@pytest.mark.parametrize("on_node", [False, True], ids=["in this process", "on a node"])
def test_attack_tells_its_story(on_node: bool, url: str, tmp_path: Path) -> None:
    result = run("attack.py", *([url] if on_node else []), folder=tmp_path)
    assert result.returncode == 0, result.stderr
    lines = result.stdout.split("\n")
    assert lines[0].startswith("The admin's key can't mint by itself: AccessControlUnauthorizedAccount(account=admin, ")
    assert lines[1] == "It can make the thief a minter: 50,000,000 tokens out of nothing."
    assert lines[2].startswith("The freezer was faster than the sale: AccountFrozen(account=thief)")
    assert any(line.startswith("critical privilege-then-mint") for line in lines)


def test_attack_is_forty_lines_that_a_reader_can_copy() -> None:
    assert len((ROOT / "scripts" / "attack.py").read_text().rstrip().split("\n")) <= 42
