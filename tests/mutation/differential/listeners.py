"""Contracts that tell in their logs what they were asked, and when: a hand-assembled supply controller for any token.

They make it visible in which order a token does things: the logs stand among the token's own, and say what the supply
was at that time.
"""

from __future__ import annotations

from eth_utils import keccak

LOG_CALLDATA = "365f5f37" + "365fa0"  # CALLDATACOPY(0, 0, CALLDATASIZE); LOG0(0, CALLDATASIZE)
# MSTORE(0, selector); STATICCALL(GAS, CALLER, 0, 4, 0, 32); LOG0(0, 32)
LOG_SUPPLY = f"63{keccak(text='totalSupply()')[:4].hex()}60e01b5f52" + "60205f60045f335afa50" + "60205fa0"
ANSWER_ONE = "60015f5260205ff3"  # MSTORE(0, 1); RETURN(0, 32)
REFUSE = "60015f5260205ffd"  # MSTORE(0, 1); REVERT(0, 32)

LISTENERS = {
    "0x" + "c1" * 20: bytes.fromhex(LOG_CALLDATA + LOG_SUPPLY + ANSWER_ONE),
    "0x" + "c2" * 20: bytes.fromhex(ANSWER_ONE),
    "0x" + "c3" * 20: bytes.fromhex(REFUSE),
}
