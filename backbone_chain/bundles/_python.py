"""What an exported Python program is made of: constants, steps and values, each as a line of text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from backbone_chain.bundles._model import AT_MOST, DIFFERS, EMITS, EQUALS, REFUSED, Claim, Held
from backbone_chain.bundles._story import Act, Check, Moment, Story, Told, addresses_used
from backbone_chain.codec import WORD
from backbone_chain.engines._base import MAX_TRANSACTION_GAS

LARGEST = 2**256 - 1
READABLE = 10_000  # numbers from here on are grouped
COMPARED = {EQUALS: ("==", "!="), DIFFERS: ("!=", "=="), AT_MOST: ("<=", ">")}  # as claimed, and the contrary


class Python:
    """Renders a story's parts."""

    def __init__(self, story: Story) -> None:
        self.story, self.bundle = story, story.bundle

    # --- values

    def name(self, address: str) -> str:
        """A constant where the address has a name."""
        known = self.story.names.get(address)
        return known.upper() if known else repr(address)

    def value(self, value: Any) -> str:
        """A decoded argument."""
        if isinstance(value, bool):
            return str(value)
        if isinstance(value, int):
            return number(value)
        if isinstance(value, bytes):
            return f'"0x{value.hex()}"'
        if isinstance(value, str):
            return self.name(value) if value in self.story.names else quoted(value)
        return f"[{', '.join(map(self.value, value))}]"

    def call(self, told: Told) -> str:
        """A signature and arguments, or raw calldata."""
        if told.function is None:
            return f'bytes.fromhex("{told.data.hex()}")'
        return ", ".join([f'"{told.function.signature}"', *map(self.value, told.args)])

    # --- lines

    def moment(self, moment: Moment | None) -> Iterator[str]:
        """Where the chain goes before what follows, if it isn't there."""
        if moment:
            comment = f"  # {moment.words}" if moment.words else ""
            yield f"chain.at_block({moment.block}, {moment.timestamp}){comment}"

    def act(self, act: Act) -> str:
        """The expression that sends a step."""
        sent, more = act.sent, ""
        if sent.value:
            more += f", value={number(sent.value)}"
        if sent.gas != MAX_TRANSACTION_GAS:
            more += f", gas={number(sent.gas)}"
        if sent.to is None:
            tail = f' + ARGUMENTS["{act.tail}"]' if act.tail else ""
            return f'chain.create({self.name(sent.sender)}, CODE["{act.code}"]{tail}{more})'
        if sent.authorizations:
            more += f", authorizations={_authorizations(sent.authorizations)}"
        return f"chain.act({self.name(sent.sender)}, {self.name(sent.to)}, {self.call(act.call)}{more})"

    def condition(self, check: Check, *, broken: bool = False) -> str:
        """What is true of a sound token, or the contrary; `ran` is what became of the step."""
        claim = check.claim
        if claim.kind in COMPARED:
            return self._comparison(claim, check.call, COMPARED[claim.kind][broken])
        if claim.kind == EMITS:
            did = f'ran.emits({self.name(claim.to)}, bytes.fromhex("{claim.value.hex()}"))'
        else:
            did = "ran.accepted" if check.zero_is_no else "ran.success"
        return f"not {did}" if broken != (claim.kind == REFUSED) else did

    def _comparison(self, claim: Claim, told: Told, sign: str) -> str:
        asked = f"{self.name(claim.to)}, {self.call(told)}"
        if len(claim.value) == WORD:
            return f"chain.word({asked}) {sign} {number(int.from_bytes(claim.value))}"
        answer, value = f"chain.answer({asked})", f'bytes.fromhex("{claim.value.hex()}")'
        if claim.kind == AT_MOST:
            return f"int.from_bytes({answer}) {sign} int.from_bytes({value})"
        return f"{answer} {sign} {value}"

    # --- the parts of a program

    def docstring(self, *more: str) -> str:
        """What is broken, and how."""
        bundle = self.bundle
        what = f"{bundle.property} ({bundle.severity.value}) on {bundle.subject}"
        lines = [bundle.statement or what, "", f"{what}: {bundle.reason}" if bundle.reason else f"{what}.", "", *more]
        escaped = [line.replace("\\", "\\\\").replace('"', '\\"') for line in lines]
        return "\n".join(['"""' + escaped[0], *escaped[1:], '"""'])

    @property
    def chain(self) -> str:
        """The expression that makes the chain."""
        bundle = self.bundle
        given = f'seed={bundle.seed}, chain_id={bundle.chain_id}, fork="{_word(bundle.fork)}", names=NAMES'
        return f"Rerun(ENGINE, {given}, genesis=GENESIS, errors=ERRORS)"

    def constants(self, *body: str) -> list[str]:
        """Addresses by name, those that the program uses."""
        used = addresses_used(self.story, [*body, *self.genesis()])
        return [f'{name.upper()} = "{address}"' for address, name in sorted(used.items(), key=lambda each: each[1])]

    def ending(self, *body: str) -> list[str]:
        """Names, beginning, errors and code: what a reader needs last."""
        used = addresses_used(self.story, [*body, *self.genesis()])
        called = {name.upper(): self.bundle.names.get(address, name) for address, name in used.items()}
        names = [f"    {name}: {quoted(called[name])}," for name in sorted(called)]
        errors = [f"    {quoted(error)}," for error in self.story.errors]
        code, arguments = (_bytes_by_name(each) for each in (self.story.code, self.story.arguments))
        return [
            *("NAMES = {", *names, "}", ""),
            *(*self.genesis(), ""),
            *("ERRORS = (", *errors, ")", ""),
            *(("ARGUMENTS = {", *arguments, "}", "") if arguments else ()),
            *("CODE = {", *code, "}"),
        ]

    def genesis(self) -> list[str]:
        """What is there before the first step."""
        genesis = self.bundle.genesis
        start = f"block={genesis.block}, timestamp={genesis.timestamp}"
        if not genesis.accounts:
            return [f"GENESIS = Genesis({start})"]
        held = [f"        {self.name(address)}: {_held(each)}," for address, each in sorted(genesis.accounts.items())]
        return [f"GENESIS = Genesis(\n    {start},\n    accounts={{", *held, "    },", ")"]


def number(value: int) -> str:
    """A number as a person writes it."""
    if value == LARGEST:
        return "2**256 - 1"
    return f"{value:_}" if abs(value) >= READABLE else str(value)


def quoted(text: str) -> str:
    """A text as a literal of ASCII characters, in double quotes where that can be."""
    return json.dumps(text) if text.isascii() else ascii(text)


def _bytes_by_name(given: Mapping[str, bytes]) -> list[str]:
    return [f'    "{name}": bytes.fromhex("{data.hex()}"),' for name, data in sorted(given.items())]


def _held(held: Held) -> str:
    storage = "".join(f"0x{slot:x}: 0x{value:x}, " for slot, value in sorted(held.storage.items())).removesuffix(", ")
    code = f'bytes.fromhex("{held.code.hex()}")'
    return f"Held(balance={held.balance}, nonce={held.nonce}, code={code}, storage={{{storage}}})"


def _authorizations(given: tuple[Any, ...]) -> str:
    return "(" + "".join(f"Authorization{tuple(each)}, " for each in given) + ")"


def _word(text: str) -> str:
    return "".join(each for each in text if each.isalnum() or each in "-_.")
