"""The subject file: how to deploy and drive somebody's token, in TOML; paths are relative to it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backbone_chain.errors import SettingsError, did_you_mean
from backbone_chain.section import ADDRESS, Section
from backbone_chain.subjects._model import VerbLine
from backbone_chain.tokens._base import VERBS

SECTIONS = ("name", "artifact", "source", "contract", "deploy", "setup", "verbs", "helpers")
CODE = ("artifact", "source", "contract")
PROXIES = ("none", "erc1967", "transparent")
NAMES = ("holder", "amount", "recipient", "spender", "minter", "implementation")
SIGNATURE = re.compile(r"[A-Za-z_$][\w$]*\(.*\)")
REFERENCE = re.compile(r"[@$][A-Za-z_][\w ]*")


@dataclass(frozen=True, kw_only=True)
class CodeFile:
    """A contract in a file: an artifact or a Solidity source, and which contract of it; empty for the only one."""

    path: Path
    contract: str = ""


@dataclass(frozen=True, kw_only=True)
class HelperPlan:
    """A further contract that the token needs."""

    name: str
    code: CodeFile
    constructor: tuple[Any, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SetupStep:
    """A call after the deployment. value: wei. to: `@helper`, or empty for the token."""

    call: str
    args: tuple[Any, ...] = ()
    sender: str = "@deployer"
    value: int = 0
    to: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The whole file. init: a call and its arguments, or nothing. proxy: a kind, or the file of an own one."""

    name: str
    code: CodeFile
    proxy: str | CodeFile = "none"
    init: SetupStep | None = None
    constructor: tuple[Any, ...] = ()
    libraries: Mapping[str, CodeFile] = field(default_factory=dict)
    setup: tuple[SetupStep, ...] = ()
    verbs: Mapping[str, VerbLine | None] = field(default_factory=dict)
    helpers: tuple[HelperPlan, ...] = ()


def read_plan(path: Path) -> Plan:
    """The plan in a subject file. Raises: SettingsError with one sentence on what is wrong."""
    top = Section(path, "the file", _document(path), SECTIONS)
    deploy = Section(path, "[deploy]", top.values.get("deploy", {}), ("proxy", "init", "constructor", "libraries"))
    helpers = _table(top, "helpers", "[helpers]")
    return Plan(
        name=top.text("name") if top.has("name") else path.stem,
        code=_code(top),
        proxy=_proxy(deploy),
        init=_init(deploy),
        constructor=_fixed(deploy, _list(deploy, "constructor")),
        libraries={name: _library(deploy, name, each) for name, each in _table(deploy, "libraries").items()},
        setup=tuple(_step(top, number, each) for number, each in enumerate(_tables(top, "setup"), 1)),
        verbs={verb: _verb(top, verb, line) for verb, line in _verbs(top).items()},
        helpers=tuple(_helper(top, name, each) for name, each in helpers.items()),
    )


def _document(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(path, f"can't be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(path, f"is not valid TOML: {error}.") from error


def _code(section: Section) -> CodeFile:
    given = [key for key in ("artifact", "source") if section.has(key)]
    if len(given) != 1:
        section.refuse(f'needs artifact or source in {section.name}, one of the two: artifact = "out/Token.json".')
    contract = section.text("contract") if section.has("contract") else ""
    return CodeFile(path=_file(section, section.text(given[0])), contract=contract)


def _file(section: Section, name: str) -> Path:
    try:
        found = (section.file.parent / name).resolve()
        is_there = found.is_file()
    except (OSError, ValueError):  # no system takes such a name
        is_there = False
    if not is_there:
        section.refuse(f"names the file {name!r} in {section.name}, which doesn't exist beside it.")
    return found


def _proxy(deploy: Section) -> str | CodeFile:
    if not deploy.has("proxy"):
        return "none"
    named = deploy.text("proxy")
    if named.endswith((".json", ".sol")):
        return CodeFile(path=_file(deploy, named))
    if named not in PROXIES:
        kinds = ", ".join(PROXIES)
        problem = f"has proxy = {named!r} in [deploy], which is none of {kinds}, nor the file of a proxy."
        deploy.refuse(problem + did_you_mean(named, PROXIES))
    return named


def _library(deploy: Section, name: str, file: Any) -> CodeFile:
    if not isinstance(file, str):
        deploy.refuse(f"has {name} = {file!r} in the libraries of [deploy], which must be the file of the library.")
    return CodeFile(path=_file(deploy, file))


def _init(deploy: Section) -> SetupStep | None:
    init = _list(deploy, "init")
    if not init:
        return None
    call, *args = init
    values = args[0] if args else []
    if not isinstance(call, str) or not SIGNATURE.fullmatch(call) or len(args) > 1 or not isinstance(values, list):
        deploy.refuse(
            'has an init in [deploy] that is not a signature and a list: ["initialize(address)", ["@admin"]].'
        )
    return SetupStep(call=call, args=_fixed(deploy, _values(deploy, values)))


def _list(section: Section, key: str) -> tuple[Any, ...]:
    value = section.values.get(key, [])
    if not isinstance(value, list):
        section.refuse(f"has {key} = {value!r} in {section.name}, which must be a list in brackets.")
    return _values(section, value)


def _values(section: Section, values: list[Any]) -> tuple[Any, ...]:
    for value in values:
        _check(section, value)
    return tuple(values)


def _check(section: Section, value: Any) -> None:
    """Arguments are whole numbers, text, true or false, and lists of these."""
    if isinstance(value, list):
        _values(section, value)
    elif not isinstance(value, bool | int | str):
        section.refuse(f"has the argument {value!r} in {section.name}; give whole numbers, text, true, false or lists.")
    elif isinstance(value, str) and value.startswith("$") and value[1:] not in NAMES:
        known = ", ".join(f"${name}" for name in NAMES)
        section.refuse(f"has {value!r} in {section.name}, which nothing fills in. There are: {known}.")


def _fixed(section: Section, values: tuple[Any, ...]) -> tuple[Any, ...]:
    """While a token is deployed there is nobody yet whom a property could fill in."""
    for value in values:
        if isinstance(value, list):
            _fixed(section, tuple(value))
        elif isinstance(value, str) and value.startswith("$"):
            section.refuse(f"has {value!r} in {section.name}, which is filled in for [verbs] only; name an @actor.")
    return values


def _table(section: Section, key: str, name: str = "") -> Mapping[str, Any]:
    value = section.values.get(key, {})
    if not isinstance(value, dict):
        section.refuse(f"has {name or key} that is not a table.")
    return value


def _tables(section: Section, key: str) -> list[Any]:
    value = section.values.get(key, [])
    if not isinstance(value, list):
        section.refuse(f"has {key} that is not a list of tables; write each step as [[{key}]].")
    return value


def _step(top: Section, number: int, values: Any) -> SetupStep:
    step = Section(top.file, f"[[setup]] number {number}", values, ("call", "args", "sender", "value", "to"))
    value = step.values.get("value", 0)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        step.refuse(f"has value = {value!r} in {step.name}, which must be wei, a whole number.")
    return SetupStep(
        call=_call(step),
        args=_fixed(step, _list(step, "args")),
        sender=_actor(step) or "@deployer",
        value=value,
        to=_to(step, top),
    )


def _call(section: Section) -> str:
    call = section.text("call")
    if not SIGNATURE.fullmatch(call):
        section.refuse(f'has call = {call!r} in {section.name}, which must be a signature: "pause()".')
    return call


def _sender(section: Section) -> str:
    if not section.has("sender"):
        return ""
    sender = section.text("sender")
    if not (REFERENCE.fullmatch(sender) or ADDRESS.fullmatch(sender)):
        section.refuse(f'has sender = {sender!r} in {section.name}, which must be "@name", "$name" or an address.')
    _check(section, sender)
    return sender


def _actor(step: Section) -> str:
    """Who sends a step of the setup: somebody whose key is here."""
    sender = step.text("sender") if step.has("sender") else ""
    if sender and not (sender.startswith("@") and REFERENCE.fullmatch(sender)):
        step.refuse(f'has sender = {sender!r} in {step.name}, which must be an actor: "@deployer".')
    return sender


def _to(section: Section, top: Section) -> str:
    if not section.has("to"):
        return ""
    to, helpers = section.text("to"), _table(top, "helpers", "[helpers]")
    if to.removeprefix("@") not in helpers:
        hint = did_you_mean(to.removeprefix("@"), helpers)
        section.refuse(f"has to = {to!r} in {section.name}, which is no helper of this file.{hint}")
    return to if to.startswith("@") else f"@{to}"


def _verbs(top: Section) -> Mapping[str, Any]:
    verbs = _table(top, "verbs", "[verbs]")
    for verb in verbs:
        if verb not in VERBS:
            top.refuse(f"has an unknown verb {verb!r} in [verbs].{did_you_mean(verb, VERBS)}")
    return verbs


def _verb(top: Section, verb: str, line: Any) -> VerbLine | None:
    if line is False:
        return None
    if not isinstance(line, dict):
        top.refuse(f"has {verb} = {line!r} in [verbs], which must be false or a table with call, args and sender.")
    section = Section(top.file, f"[verbs] {verb}", line, ("call", "args", "sender", "to"))
    return VerbLine(call=_call(section), args=_list(section, "args"), sender=_sender(section), to=_to(section, top))


def _helper(top: Section, name: str, values: Any) -> HelperPlan:
    section = Section(top.file, f"[helpers.{name}]", values, (*CODE, "constructor"))
    return HelperPlan(name=name, code=_code(section), constructor=_fixed(section, _list(section, "constructor")))
