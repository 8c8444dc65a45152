"""Roles by the words of this project, whatever a token calls them."""

from __future__ import annotations

from eth_utils import keccak

NAMES = {
    "minter": ("MINTER_ROLE", "MINT_ROLE", "ISSUER_ROLE", "SUPPLY_CONTROLLER_ROLE"),
    "minter_admin": ("MINTER_ADMIN_ROLE", "MASTER_MINTER_ROLE", "SUPPLY_CONTROLLER_MANAGER_ROLE"),
    "bridge": ("BRIDGE_ROLE", "PREDICATE_ROLE", "DEPOSITOR_ROLE"),
    "canceller": ("CANCELLER_ROLE",),
    "pauser": ("PAUSER_ROLE", "PAUSE_ROLE"),
    "unpauser": ("UNPAUSER_ROLE",),
    "freezer": ("FREEZER_ROLE", "BLACKLISTER_ROLE", "ASSET_PROTECTION_ROLE", "ENFORCER_ROLE"),
    "unfreezer": ("UNFREEZER_ROLE",),
    "seizer": ("SEIZER_ROLE", "WIPER_ROLE"),
    "rescuer": ("RESCUER_ROLE",),
    "upgrader": ("UPGRADER_ROLE", "PROXY_UPGRADE_ROLE"),
    "reserve_admin": ("RESERVE_ADMIN_ROLE",),
}
"""Word -> constants whose keccak-256 is a role's id: our own, OpenZeppelin's, Paxos's, CMTAT's, Polygon's."""

WORDS = {bytes(keccak(text=name)): word for word, names in NAMES.items() for name in names} | {bytes(32): "admin"}


def word_of(role: bytes) -> str:
    """Our word for a role's id, else the id in hexadecimal digits."""
    return WORDS.get(role, "0x" + role.hex())
