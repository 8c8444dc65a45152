"""Deploy the reference token to a node, check what came to stand there, and do nothing when it already stands.

python scripts/deploy.py --rpc http://127.0.0.1:8545 --unlocked 0xf39F...
python scripts/deploy.py --rpc http://127.0.0.1:8545 --keystore key.json --password-file secret.txt --chain-id 1
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from eth_account import Account as EthAccount

from backbone_chain import Account, BackboneError, Chain, artifacts
from backbone_chain.accounts import Unlocked
from backbone_chain.artifacts import Artifact
from backbone_chain.codec import checksum
from backbone_chain.engines.web3 import Web3
from backbone_chain.errors import KeystoreError, UsageError
from backbone_chain.proxies import IMPLEMENTATION_SLOT
from backbone_chain.tokens.reference_dollar import ROLE_NAMES, initialiser

RECORD = "deployment-{chain_id}.json"


def main() -> int:
    """Deploy or recognise; exit code 1 if what stands on the chain isn't what was deployed."""
    args = _arguments()
    chain = Chain(Web3(url=args.rpc, chain_id=args.chain_id))
    sender = _sender(chain, args)
    record = Path(args.record or RECORD.format(chain_id=chain.engine.chain_id()))
    addresses = _recorded(record)
    holders = dict.fromkeys(("admin", *ROLE_NAMES), sender.address) | dict(args.role)
    for name in ("implementation", "proxy"):
        if not chain.engine.get_code(addresses.get(name, "0x" + "00" * 20)):
            addresses[name] = _deploy(chain, sender, name, addresses, holders)
            record.write_text(json.dumps(addresses, indent=2) + "\n")
            print(f"deployed {name:15} {addresses[name]}")
        else:
            print(f"found    {name:15} {addresses[name]}")
    return _verify(chain, addresses)


def _deploy(chain: Chain, sender: Account | Unlocked, name: str, done: dict[str, str], holders: dict[str, str]) -> str:
    """The implementation, or the proxy that is initialised in the transaction that creates it."""
    reference = artifacts.load("ReferenceDollar")
    if name == "implementation":
        return chain.deploy(reference, sender=sender).address
    data = initialiser(reference, holders)
    return chain.deploy(artifacts.load("ERC1967Proxy"), done["implementation"], data, sender=sender).address


def _verify(chain: Chain, addresses: dict[str, str]) -> int:
    """The code at both addresses and the proxy's ERC-1967 slot, read back from the node."""
    slot = chain.engine.get_storage(addresses["proxy"], IMPLEMENTATION_SLOT)
    checks = {
        "code of the implementation": _runs(chain, addresses["implementation"], artifacts.load("ReferenceDollar")),
        "code of the proxy": _runs(chain, addresses["proxy"], artifacts.load("ERC1967Proxy")),
        "ERC-1967 slot": slot == int(addresses["implementation"], 16),
    }
    for what, right in checks.items():
        print(f"{'verified' if right else 'WRONG   '} {what}")
    return int(not all(checks.values()))


def _runs(chain: Chain, address: str, artifact: Artifact) -> bool:
    """Whether the code there is the artifact's, the places of immutables aside."""
    found, expected = bytearray(chain.engine.get_code(address)), bytearray(artifact.deployed_bytecode)
    for places in artifact.immutable_references.values():
        for place in places:
            for code in (found, expected):
                code[place["start"] : place["start"] + place["length"]] = bytes(place["length"])
    return found == expected


def _sender(chain: Chain, args: argparse.Namespace) -> Account | Unlocked:
    if args.unlocked:
        return Unlocked("deployer", _address(args.unlocked))
    account = Account("deployer", _key(Path(args.keystore), Path(args.password_file)))
    chain.engine.add_account(account.key)
    return account


def _key(keystore: Path, password_file: Path) -> bytes:
    """The private key in an encrypted keystore. Raises: KeystoreError."""
    try:
        secret, password = json.loads(keystore.read_text()), password_file.read_text().rstrip("\n")
    except (OSError, ValueError) as error:
        raise KeystoreError(keystore, f"or its password file can't be read ({error}).") from error
    try:
        return bytes(EthAccount.decrypt(secret, password))
    except (ValueError, KeyError, TypeError, NotImplementedError) as error:
        raise KeystoreError(keystore, f"doesn't open with the password in {password_file} ({error}).") from error


def _recorded(record: Path) -> dict[str, str]:
    """What an earlier run deployed. Raises: UsageError for a record that can't be read."""
    if not record.is_file():
        return {}
    try:
        return {name: _address(address) for name, address in json.loads(record.read_text()).items()}
    except (ValueError, AttributeError) as error:
        raise UsageError(f"{record} is not a record of a deployment ({error}); name another with --record.") from error


def _address(text: str) -> str:
    try:
        return checksum(text)
    except (ValueError, TypeError) as error:
        raise UsageError(f"{text!r} is not an address.") from error


def _role(text: str) -> tuple[str, str]:
    role, _, address = text.partition("=")
    known = ("admin", *ROLE_NAMES)
    if role not in known:
        raise argparse.ArgumentTypeError(f"{role!r} is no role; there are: {', '.join(known)}")
    return role, _address(address)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rpc", required=True, metavar="URL", help="the node")
    parser.add_argument("--chain-id", type=int, metavar="N", help="the chain that the node must be on")
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--keystore", metavar="FILE", help="encrypted key of the deployer")
    who.add_argument("--unlocked", metavar="ADDRESS", help="an account that the node signs for")
    parser.add_argument("--password-file", metavar="FILE", help="the keystore's password")
    parser.add_argument(
        "--role", type=_role, action="append", default=[], metavar="ROLE=ADDRESS", help="holder of a role"
    )
    parser.add_argument("--record", metavar="FILE", help="where the addresses are kept (deployment-<chain id>.json)")
    args = parser.parse_args()
    if args.keystore and not args.password_file:
        parser.error("--keystore needs --password-file")
    return args


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BackboneError as error:
        print(f"deploy: {error}", file=sys.stderr)
        sys.exit(2)
