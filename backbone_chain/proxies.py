"""Following a proxy to the code that it runs, whichever of the known kinds it is."""

from __future__ import annotations

import re
from typing import NamedTuple

from eth_utils import keccak

from backbone_chain.codec import checksum
from backbone_chain.engines._base import ZERO_ADDRESS, Engine, Transaction

IMPLEMENTATION_SLOT = 0x360894A13BA1A3210667C828492DB98DCA3E2076CC3735A920A3CA505D382BBC
BEACON_SLOT = 0xA3F0AD74E5423AEBFD80D3EF4346578335A9A72AEAEE59FF6CB3582B35133D50
ADMIN_SLOT = 0xB53127684A568B3173AE13B9F8A6016E243E63B6E8EE1178D6A717850B5D6103
ZEPPELINOS_SLOT = (
    0x7050C9E0F4CA769C69BD3A8EF740BC37934F8E2C036E5A723FD8EE048ED3F8C3  # OpenZeppelin's first, and Circle's
)
ZEPPELINOS_ADMIN_SLOT = 0x10D6A54A4754C8869D6886B5F5D7FBFA5B4522237EA5C60D11BC4E7A1FF9390B
EIP1822_SLOT = 0xC5F16F0FCC639FA48A6947836D9850F504798523BF8C9A3A87D5876CF622BCF7
SLOTS = {IMPLEMENTATION_SLOT: "erc1967", ZEPPELINOS_SLOT: "zeppelinos", EIP1822_SLOT: "eip1822"}
IMPLEMENTATION_SLOTS = (*SLOTS, BEACON_SLOT)
ADMIN_SLOTS = (ADMIN_SLOT, ZEPPELINOS_ADMIN_SLOT)
CLONE = re.compile(rb"\x36\x3d\x3d\x37\x3d\x3d\x3d\x36\x3d(?:\x73(.{20})|\x72(.{19}))\x5a\xf4", re.DOTALL)
"""EIP-1167, also for an address with a leading zero."""

OWN_GETTERS = ("implementation()", "masterCopy()", "getImplementation()")
MOST_HOPS = 4
ADDRESS_BITS = 160


class Followed(NamedTuple):
    """The code that a contract runs in the end, where that is, by what kind of proxy, and through which beacon."""

    implementation: str = ""
    kind: str = "none"
    beacon: str = ""


def follow(engine: Engine, address: str) -> Followed:
    """The implementation behind a contract, through several proxies where one runs another."""
    found = Followed()
    here, seen = address, {address}
    for _ in range(MOST_HOPS):
        following = behind(engine, address, code_at=here)
        if not following.implementation or following.implementation in seen:
            return found
        here = following.implementation
        seen.add(here)
        beacon = following.beacon or found.beacon
        found = following if found.kind == "none" else found._replace(implementation=here, beacon=beacon)
    return found


def behind(engine: Engine, address: str, *, code_at: str = "") -> Followed:
    """What a contract delegates to, which may be a proxy again; by the code at another address, if it runs that."""
    code_at = code_at or address
    code = engine.get_code(code_at)
    if clone := CLONE.search(code):
        return Followed(_address(int.from_bytes(clone[1] or clone[2])), "eip1167")
    for slot, kind in SLOTS.items():
        target = _address(engine.get_storage(address, slot))
        if target not in (ZERO_ADDRESS, code_at) and engine.get_code(target):
            return Followed(target, kind)
    beacon = beacon_of(engine, address)
    if beacon and (target := named_by(engine, beacon)):
        return Followed(target, "beacon", beacon)
    if b"\xf4" in code and (target := named_by(engine, address)):
        return Followed(target, "own slot")
    return Followed()


def beacon_of(engine: Engine, address: str) -> str:
    """The beacon in the slot of ERC-1967; empty where there is none."""
    word = engine.get_storage(address, BEACON_SLOT)
    return _address(word) if word else ""


def named_by(engine: Engine, address: str) -> str:
    """The implementation that a beacon, or a proxy's own getter, names; empty where there is none."""
    for getter in OWN_GETTERS:
        answer = engine.call(Transaction(ZERO_ADDRESS, address, bytes(keccak(text=getter)[:4])))
        word = int.from_bytes(answer.output) if answer.success and len(answer.output) == 32 else 0  # noqa: PLR2004
        if word and word < 1 << ADDRESS_BITS and engine.get_code(_address(word)):
            return _address(word)
    return ""


def admins(engine: Engine, address: str) -> list[str]:
    """The accounts in the slots where proxies keep their admin."""
    return [_address(word) for slot in ADMIN_SLOTS if (word := engine.get_storage(address, slot))]


def _address(word: int) -> str:
    return checksum(f"0x{word % (1 << ADDRESS_BITS):040x}")
