"""Hand-assembled contracts: supply controllers of which one can read afterwards what they were asked."""

from __future__ import annotations

from typing import Any

from eth_utils import keccak

from backbone_chain.chain import Contract
from backbone_chain.codec import checksum
from backbone_chain.stage import Stage
from backbone_chain.tokens._base import Party, address_of

RECORDER, REFUSER = checksum("0x" + "c1" * 20), checksum("0x" + "c2" * 20)


def _selector(signature: str) -> str:
    return keccak(text=signature)[:4].hex()


# SSTORE slot <- CALLDATALOAD offset
def _store_argument(offset: int, slot: int) -> str:
    return f"60{offset:02x}3560{slot:02x}55"


# MSTORE 0 <- selector; STATICCALL the caller; SSTORE slot <- what it answered
def _store_answer(signature: str, size: int, slot: int) -> str:
    call = f"6020600060{size:02x}6000335afa50"
    return f"63{_selector(signature)}60e01b600052{call}60005160{slot:02x}55"


def recorder() -> bytes:
    """Consents, and keeps: 0 how often it was asked, 1 selector, 2-4 arguments, 5 caller, 6 length of the calldata.

    Then what the token said at that time: 7 totalSupply(), 8 minterAllowance(first argument), 9 allowance(second,
    first).
    """
    count = "600054600101600055"
    selector = "60003560e01c600155"
    arguments = _store_argument(4, 2) + _store_argument(36, 3) + _store_argument(68, 4)
    caller_and_length = "33600555" + "36600655"
    supply = _store_answer("totalSupply()", 4, 7)
    allowance = (
        f"63{_selector('minterAllowance(address)')}60e01b600052"  # the selector at 0
        "600435600452"  # the first argument at 4
        "602060006024" + "6000335afa50" + "600051600855"
    )
    approved = (
        f"63{_selector('allowance(address,address)')}60e01b600052"  # the selector at 0
        "602435600452" + "600435602452"  # the second argument at 4, the first at 36
        "602060006044" + "6000335afa50" + "600051600955"
    )
    return bytes.fromhex(count + selector + arguments + caller_and_length + supply + allowance + approved + "00")


def refuser(only: str = "") -> bytes:
    """Refuses with NotToday(), everything or `only` the function of that signature."""
    revert = f"63{_selector('NotToday()')}60e01b60005260046000fd"
    if not only:
        return bytes.fromhex(revert)
    # JUMPI to the refusal if the selector is that one; else STOP
    return bytes.fromhex(f"60003560e01c63{_selector(only)}14601057005b{revert}")


NOT_TODAY = "0x" + _selector("NotToday()")
BEFORE_MINT = int(_selector("beforeMint(address,address,uint256)"), 16)
BEFORE_BURN = int(_selector("beforeBurn(address,uint256)"), 16)
BEFORE_CROSSCHAIN_MINT = int(_selector("beforeCrosschainMint(address,address,uint256)"), 16)
BEFORE_CROSSCHAIN_BURN = int(_selector("beforeCrosschainBurn(address,address,uint256)"), 16)


class Controlling:
    """Controllers of a token, and what the recorder among them was asked last."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.engine, self.token = stage, stage.chain.engine, stage.token.contract

    def by(self, code: bytes, address: str = RECORDER) -> str:
        """Put a controller of this code at an address, and set it."""
        self.engine.set_code(address, code)
        self.token.send("setSupplyController", address, sender=self.stage.actor("reserve_admin"))
        return address

    def asked(self) -> dict[str, Any]:
        """How often the recorder was asked, and with what it was last."""
        count, selector, first, second, amount, caller, length, supply, left, approved = (
            self.engine.get_storage(RECORDER, slot) for slot in range(10)
        )
        return {
            "count": count,
            "selector": selector,
            "arguments": [first, second, amount],
            "caller": f"0x{caller:040x}",
            "length": length,
            "supply then": supply,
            "minter allowance then": left,
            "allowance then": approved,
        }


def question(token: Contract, selector: int, *arguments: Party | int, **then: Any) -> dict[str, Any]:
    """What a recorder that was asked once says; an argument that is not there reads as zero."""
    words = [argument if isinstance(argument, int) else int(address_of(argument), 16) for argument in arguments]
    return {
        "count": 1,
        "selector": selector,
        "arguments": words + [0] * (3 - len(words)),
        "caller": token.address.lower(),
        "length": 4 + 32 * len(words),
        "supply then": 0,
        "minter allowance then": 0,
        "allowance then": 0,
    } | {name.replace("_", " "): value for name, value in then.items()}


def answering(word: int | None) -> bytes:
    """Foreign tokens: keeps 0 the selector, 1 and 2 the arguments, 3 the caller, and answers a word, or nothing."""
    answer = "00" if word is None else f"60{word:02x}60005260206000f3"
    return bytes.fromhex("60003560e01c600055" + _store_argument(4, 1) + _store_argument(36, 2) + "33600355" + answer)


def reentering(data: bytes) -> bytes:
    """A foreign token that calls back with this calldata; keeps at 0 whether that was refused (1) or not (2)."""
    size = f"61{len(data):04x}"
    head = f"{size}61%04x5f39" + f"5f5f{size}5f5f335af1" + "6001015f55" + "60015f5260205ff3"
    return bytes.fromhex(head % (len(head % 0) // 2)) + data
