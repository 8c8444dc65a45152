"""A contract without a subject file: its constructor's and its initialiser's arguments, guessed by type and name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from backbone_chain.abi import Function
from backbone_chain.artifacts import Artifact
from backbone_chain.chain import Chain
from backbone_chain.codec import canonical
from backbone_chain.errors import UsageError
from backbone_chain.subjects._deploying import deploy
from backbone_chain.subjects._file import CodeFile, Plan, SetupStep

Parameter = Mapping[str, Any]

DAY = 86_400
NUMBERS = (
    (re.compile(r"decimals", re.IGNORECASE), 6),
    (re.compile(r"delay|duration|period|window|age|seconds", re.IGNORECASE), 2 * DAY),
    (re.compile(r"fee|basis|bps|rate", re.IGNORECASE), 0),
    (re.compile(r"chain_?id", re.IGNORECASE), 31337),
)
TEXTS = {"symbol": "TST", "currency": "USD", "version": "1"}
AMOUNT = 10**9 * 10**6
SMALL_BITS = 64
ROLES = (
    (re.compile(r"master_?minter|minter_?admin|supply_?controller_?manager", re.IGNORECASE), "minter_admin"),
    (re.compile(r"minter|issuer|supply_?controller", re.IGNORECASE), "minter"),
    (re.compile(r"un_?paus", re.IGNORECASE), "unpauser"),
    (re.compile(r"paus", re.IGNORECASE), "pauser"),
    (re.compile(r"un_?(freez|block|blacklist)|thaw", re.IGNORECASE), "unfreezer"),
    (re.compile(r"freez|black|block|deny|protection|enforce", re.IGNORECASE), "freezer"),
    (re.compile(r"burn", re.IGNORECASE), "burner"),
    (re.compile(r"rescue", re.IGNORECASE), "rescuer"),
    (re.compile(r"upgrade", re.IGNORECASE), "upgrader"),
    (re.compile(r"bridge", re.IGNORECASE), "bridge"),
    (re.compile(r"recipient|treasury|holder|beneficiary|receiver", re.IGNORECASE), "treasury"),
    (re.compile(r"owner|admin|govern|authority|auth", re.IGNORECASE), "admin"),
)
"""What an address is probably for, as our vocabulary calls it."""

INITIALISER = re.compile(r"^_*init|^__\w+_init$", re.IGNORECASE)
UPGRADES = ("proxiableUUID", "upgradeTo", "upgradeToAndCall")


def plan_for(code: CodeFile, artifact: Artifact) -> tuple[Plan, tuple[str, ...]]:
    """A plan for a contract of which nothing is known but its ABI, and what was guessed, in words."""
    constructor = next((entry.get("inputs", ()) for entry in artifact.abi if entry["type"] == "constructor"), ())
    plan = Plan(name=artifact.name, code=code, constructor=tuple(map(_guess, constructor)))
    notes = [f"The constructor was given {_told(constructor, plan.constructor)}."] if constructor else []
    initialiser = _initialiser(artifact)
    if initialiser is None:
        return plan, tuple(notes)
    args = tuple(map(_guess, initialiser.inputs))
    step = SetupStep(call=initialiser.signature, args=args)
    notes.append(f"{initialiser.name} was given {_told(initialiser.inputs, args) or 'nothing'}.")
    if _stands_behind_a_proxy(plan, artifact, step):
        notes.append("It was put behind an ERC-1967 proxy, which is initialised in the transaction that creates it.")
        return Plan(name=plan.name, code=code, constructor=plan.constructor, proxy="erc1967", init=step), tuple(notes)
    return Plan(name=plan.name, code=code, constructor=plan.constructor, setup=(step,)), tuple(notes)


def explained(problem: UsageError, artifact: Artifact) -> UsageError:
    """The refusal of something that was guessed, with what to do about it."""
    told = str(problem).removesuffix(".")
    return UsageError(
        f"{told}; the arguments were guessed, so name the right ones of {artifact.name} in a subject file."
    )


def _initialiser(artifact: Artifact) -> Function | None:
    """The initialiser with the most arguments; without any, None."""
    found = [each for each in artifact.interface.functions if each.changes_state and INITIALISER.match(each.name)]
    first = [each for each in found if not re.search(r"\d$", each.name)]  # initializeV2 comes with a later version
    return max(first, key=lambda each: len(each.inputs), default=None)


def _stands_behind_a_proxy(plan: Plan, artifact: Artifact, step: SetupStep) -> bool:
    """Whether it is made for that: it upgrades itself, or it can't be initialised where it stands."""
    if any(artifact.interface.has(name) for name in UPGRADES):
        return True
    try:
        deploy(Plan(name=plan.name, code=plan.code, constructor=plan.constructor, setup=(step,)), Chain())
    except UsageError:
        return True
    return False


def _guess(parameter: Parameter) -> Any:
    kind, name = str(parameter["type"]), str(parameter.get("name", ""))
    if kind.endswith("]"):
        fixed = kind[kind.rindex("[") + 1 : -1]
        element = {**parameter, "type": kind[: kind.rindex("[")]}
        return [_guess(element) for _ in range(int(fixed or 0))]
    if kind == "tuple":
        return [_guess(each) for each in parameter["components"]]
    if kind == "address":
        return "@" + next((role for pattern, role in ROLES if pattern.search(name)), _snake(name) or "admin")
    if kind.startswith(("uint", "int")):
        return _number(int(kind.lstrip("uint") or 256), name)
    return _text(kind, name)


def _number(bits: int, name: str) -> int:
    known = next((value for pattern, value in NUMBERS if pattern.search(name)), None)
    if known is not None:
        return known
    return AMOUNT if bits >= SMALL_BITS else 1


def _text(kind: str, name: str) -> Any:
    if kind == "bool":
        return True
    if kind == "string":
        return next((text for word, text in TEXTS.items() if word in name.lower()), "Token under test")
    return "0x" + "00" * int(kind[5:] or 0)


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip("_")).lower()


def _told(inputs: Sequence[Parameter], values: Sequence[Any]) -> str:
    return ", ".join(_pairs(inputs, values))


def _pairs(inputs: Sequence[Parameter], values: Sequence[Any]) -> Iterator[str]:
    for parameter, value in zip(inputs, values, strict=True):
        yield f"{parameter.get('name') or canonical(parameter)} = {value}"
