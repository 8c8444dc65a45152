"""Hand-assembled contracts: supply controllers of which one can read afterwards what they were asked."""

from __future__ import annotations

from eth_utils import keccak


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

    Then what the token said at that time: 7 totalSupply(), 8 minterAllowance(first argument).
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
    return bytes.fromhex(count + selector + arguments + caller_and_length + supply + allowance + "00")


def refuser(only: str = "") -> bytes:
    """Refuses with NotToday(), everything or `only` the function of that signature."""
    revert = f"63{_selector('NotToday()')}60e01b60005260046000fd"
    if not only:
        return bytes.fromhex(revert)
    # JUMPI to the refusal if the selector is that one; else STOP
    return bytes.fromhex(f"60003560e01c63{_selector(only)}14601057005b{revert}")


NOT_TODAY = "0x" + _selector("NotToday()")
BEFORE_MINT = int(_selector("beforeMint(address,address,uint256)"), 16)
BEFORE_BURN = int(_selector("beforeBurn(address,address,uint256)"), 16)
