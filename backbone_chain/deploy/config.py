"""The configuration of a deployment: one TOML file that says who may do what, how much, and after which delay."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from eth_utils import keccak

from backbone_chain.deploy import powers
from backbone_chain.errors import SettingsError, did_you_mean
from backbone_chain.section import Section
from backbone_chain.tokens.reference_dollar import ROLE_NAMES

ROLES = ("admin", *ROLE_NAMES)
PARTIES = ("@timelock", "@safe", "@guardian")
SECTIONS = ("token", "safe", "timelock", "guardian", "roles", "supply", "reserve", "minters", "bridges")
EXECUTORS = ("@safe", "anyone")
LONGEST_ADMIN_DELAY = 30 * 86_400  # MAX_ADMIN_DELAY of the token


@dataclass(frozen=True, kw_only=True, slots=True)
class TokenTerms:
    """What the token is called, and the seconds between the two steps of replacing its admin."""

    name: str
    symbol: str
    admin_delay: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Signers:
    """The owners and the threshold of a Safe that is to be created, or the address of an account that is there."""

    address: str = ""
    owners: tuple[str, ...] = ()
    threshold: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class TimelockTerms:
    """Seconds that an operation waits, and who then executes it: `@safe` or `anyone`."""

    delay: int
    executor: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SupplyTerms:
    """The cap, and above which amount a mint is proposed, waits, and expires; in base units and seconds."""

    cap: int
    proposal_threshold: int
    proposal_delay: int
    proposal_lifetime: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ReserveTerms:
    """Who attests the reserve, how many must agree, and the seconds after which an attestation is too old."""

    attesters: tuple[str, ...]
    threshold: int
    max_age: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What one account may mint or burn at once and in any 24 hours, in base units."""

    per_transaction: int
    per_day_mint: int
    per_day_burn: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Minter:
    """An account that may create supply: how much in all, how fast, and to whom."""

    address: str
    allowance: int
    limits: Limits
    destinations: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Bridge:
    """An account that mints here what was burned on another chain, and the other way round."""

    address: str
    limits: Limits


@dataclass(frozen=True, kw_only=True, slots=True)
class Config:
    """A whole deployment. `roles` has an address, or one of PARTIES, for each of ROLES."""

    token: TokenTerms
    safe: Signers
    timelock: TimelockTerms
    guardian: Signers
    roles: Mapping[str, str]
    supply: SupplyTerms
    reserve: ReserveTerms
    minters: tuple[Minter, ...] = ()
    bridges: tuple[Bridge, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The same as plain data: base units and seconds."""
        return asdict(self)


def read(path: Path) -> Config:
    """The configuration in a file. Raises: SettingsError with one sentence on the first thing that is wrong."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(path, f"can't be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(path, f"is not valid TOML: {error}.") from error
    return parse(document, path)


def parse(document: Mapping[str, Any], path: Path) -> Config:
    """The configuration in a parsed file. Raises: SettingsError."""
    for name in document:
        if name not in SECTIONS:
            raise SettingsError(path, f"has an unknown section [{name}].{did_you_mean(name, SECTIONS)}")
    config = Config(
        token=_token(_section(path, document, "token", TokenTerms)),
        safe=_signers(_section(path, document, "safe", Signers)),
        timelock=_timelock(_section(path, document, "timelock", TimelockTerms)),
        guardian=_signers(_section(path, document, "guardian", Signers)),
        roles=_roles(Section(path, "[roles]", document.get("roles"), ROLES)),
        supply=_supply(_section(path, document, "supply", SupplyTerms)),
        reserve=_reserve(_section(path, document, "reserve", ReserveTerms)),
        minters=tuple(map(_minter, _sections(path, document, "minters", Minter))),
        bridges=tuple(map(_bridge, _sections(path, document, "bridges", Bridge))),
    )
    problem = powers.violation(config)
    if problem:
        raise SettingsError(path, problem)
    return config


def config_hash(config: Mapping[str, Any]) -> str:
    """The keccak-256 of a configuration as plain data, whatever its file looks like."""
    return "0x" + keccak(text=json.dumps(config, sort_keys=True, separators=(",", ":"))).hex()


def from_json(data: Mapping[str, Any]) -> Config:
    """The configuration that `as_json` wrote. Raises: KeyError, TypeError for other data."""
    limited = [{**each, "limits": Limits(**each["limits"])} for each in (*data["minters"], *data["bridges"])]
    count = len(data["minters"])
    return Config(
        token=TokenTerms(**data["token"]),
        safe=Signers(**_tuples(data["safe"])),
        timelock=TimelockTerms(**data["timelock"]),
        guardian=Signers(**_tuples(data["guardian"])),
        roles=dict(data["roles"]),
        supply=SupplyTerms(**data["supply"]),
        reserve=ReserveTerms(**_tuples(data["reserve"])),
        minters=tuple(Minter(**_tuples(each)) for each in limited[:count]),
        bridges=tuple(Bridge(**each) for each in limited[count:]),
    )


def _tuples(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}


# --- the sections


def _section(path: Path, document: Mapping[str, Any], name: str, kind: type) -> Section:
    return Section(path, f"[{name}]", document.get(name), (each.name for each in fields(kind)))


def _sections(path: Path, document: Mapping[str, Any], name: str, kind: type) -> list[Section]:
    keys = [each.name for each in fields(kind) if each.name != "limits"] + [each.name for each in fields(Limits)]
    tables = document.get(name, [])
    if not isinstance(tables, list):
        raise SettingsError(path, f"needs double brackets for each of its {name}: [[{name}]].")
    return [Section(path, f"[[{name}]] {number}", table, keys) for number, table in enumerate(tables, 1)]


def _token(section: Section) -> TokenTerms:
    delay = section.duration("admin_delay")
    if delay > LONGEST_ADMIN_DELAY:
        section.refuse("has an admin_delay above 30d in [token], which the token refuses; nobody would see its end.")
    return TokenTerms(name=section.text("name"), symbol=section.text("symbol"), admin_delay=delay)


def _signers(section: Section) -> Signers:
    if section.has("address"):
        if section.has("owners") or section.has("threshold"):
            section.refuse(f"gives an address and owners in {section.name}; a Safe that is there has its own owners.")
        return Signers(address=section.address("address"))
    if not section.has("owners") and not section.has("threshold"):
        section.refuse(f"needs in {section.name} either owners and threshold for a new Safe, or an address.")
    owners, threshold = section.addresses("owners"), section.count("threshold")
    if threshold > len(owners):
        section.refuse(f"asks for {threshold} of {len(owners)} owners in {section.name}; that can never be signed.")
    return Signers(owners=owners, threshold=threshold)


def _timelock(section: Section) -> TimelockTerms:
    executor = section.text("executor") if section.has("executor") else EXECUTORS[0]
    if executor not in EXECUTORS:
        section.refuse(f"has executor = {executor!r} in [timelock], which is neither of {' and '.join(EXECUTORS)}.")
    return TimelockTerms(delay=section.duration("delay"), executor=executor)


def _roles(section: Section) -> dict[str, str]:
    return {role: _holder(section, role) for role in ROLES}


def _holder(section: Section, role: str) -> str:
    if not section.has(role):
        section.refuse(f"leaves out the role {role} in [roles]; name its holder: {', '.join(PARTIES)} or an address.")
    holder = section.text(role)
    if holder.startswith("@") and holder not in PARTIES:
        section.refuse(f"has {role} = {holder!r} in [roles], which is nobody.{did_you_mean(holder, PARTIES)}")
    return holder if holder in PARTIES else section.address(role)


def _supply(section: Section) -> SupplyTerms:
    return SupplyTerms(
        cap=section.amount("cap"),
        proposal_threshold=section.amount("proposal_threshold"),
        proposal_delay=section.duration("proposal_delay"),
        proposal_lifetime=section.duration("proposal_lifetime"),
    )


def _reserve(section: Section) -> ReserveTerms:
    attesters, threshold = section.addresses("attesters"), section.count("threshold")
    if threshold > len(attesters):
        section.refuse(f"asks for {threshold} of {len(attesters)} attesters in [reserve]; that can never be reached.")
    return ReserveTerms(attesters=attesters, threshold=threshold, max_age=section.duration("max_age"))


def _limits(section: Section) -> Limits:
    amounts = {each.name: section.amount(each.name) for each in fields(Limits)}
    if amounts["per_transaction"] > amounts["per_day_mint"]:
        section.refuse(f"has a per_transaction above per_day_mint in {section.name}; the daily limit comes first.")
    return Limits(**amounts)


def _minter(section: Section) -> Minter:
    return Minter(
        address=section.address("address"),
        allowance=section.amount("allowance"),
        limits=_limits(section),
        destinations=section.addresses("destinations"),
    )


def _bridge(section: Section) -> Bridge:
    return Bridge(address=section.address("address"), limits=_limits(section))
