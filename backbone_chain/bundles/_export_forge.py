"""A bundle as a Foundry test that needs no library: it fails while the token breaks, and passes once it is mended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from backbone_chain.bundles._export_script import title
from backbone_chain.bundles._making import created_by
from backbone_chain.bundles._model import AT_MOST, DIFFERS, EMITS, EQUALS, READS, REFUSED, Bundle, Claim
from backbone_chain.bundles._python import LARGEST, READABLE
from backbone_chain.bundles._story import Act, Check, Moment, Story, Told, addresses_used, identifier
from backbone_chain.chain import BLOCK_SECONDS, randao
from backbone_chain.codec import WORD
from backbone_chain.engines._base import MAX_TRANSACTION_GAS
from backbone_chain.errors import UsageError

FORKS = ("cancun", "prague", "osaka")
MOST_ARGUMENTS = 8  # more of them in one expression are too much for the compiler's stack
ELEMENTARY = re.compile(r"address|bool|string|bytes\d*|u?int\d*")
BASIC_PLANE = 0x10000
HOW = (
    "Made by `backbone export`. In the folder `test` of a Foundry project, `forge test` fails while the token breaks,",
    "and passes once it is mended: put the creation code of the mended contract into the library Code at the end.",
)
HEAD = """\
/// Foundry's cheatcodes, those that are used.
interface Vm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    function chainId(uint256 id) external;
    function deal(address account, uint256 balance) external;
    function etch(address account, bytes calldata code) external;
    function getRecordedLogs() external returns (Log[] memory);
    function prank(address sender, address origin) external;
    function prevrandao(bytes32 value) external;
    function recordLogs() external;
    function roll(uint256 number) external;
    function setNonceUnsafe(address account, uint64 nonce) external;
    function store(address account, bytes32 slot, bytes32 value) external;
    function warp(uint256 timestamp) external;
}
"""
HELPERS = """\
    // What became of a step.
    struct Ran {
        bool success;
        bytes output;
    }

    // Blocks are counted here, since a compiler may take the block's own number and time for constants.
    uint256 private number;
    uint256 private time;

    // Go on in this block.
    function goTo(uint256 number_, uint256 time_) private {
        (number, time) = (number_, time_);
        vm.roll(number_);
        vm.warp(time_);
        vm.prevrandao(bytes32(RANDAO + number_));
    }

    // Create a contract, with the nonce that gives it the address which it had.
    function create(address sender, uint64 nonce, bytes memory code, uint256 value) private returns (Ran memory ran) {
        afford(sender, value);
        vm.setNonceUnsafe(sender, nonce);
        vm.prank(sender, sender);
        address made;
        assembly {
            made := create(value, add(code, 32), mload(code))
        }
        ran.success = made != address(0);
        goTo(number + 1, time + BLOCK_SECONDS);
    }

    // Call a contract.
    function act(
        address sender,
        address to,
        bytes memory data,
        uint256 value,
        uint256 gas_
    ) private returns (Ran memory ran) {
        afford(sender, value);
        vm.recordLogs();
        uint256 sending = sendingCosts(data);
        if (gas_ >= sending) {
            vm.prank(sender, sender);
            (ran.success, ran.output) = to.call{value: value, gas: gas_ - sending}(data);
        }
        goTo(number + 1, time + BLOCK_SECONDS);
    }

    // The gas that a transaction takes before it runs.
    function sendingCosts(bytes memory data) private pure returns (uint256 gas_) {
        gas_ = 21_000;
        for (uint256 i = 0; i < data.length; ++i) gas_ += data[i] == 0 ? 4 : 16;
    }

    // Whoever sent ether had it.
    function afford(address sender, uint256 value) private {
        if (sender.balance < value) vm.deal(sender, value);
    }

    // Whether a step was accepted: a token that returns false has refused.
    function accepted(Ran memory ran) private pure returns (bool) {
        return ran.success && (ran.output.length < 32 || bytes32(ran.output) != 0);
    }

    // Whether the step before emitted an event whose words begin so: topics first, then data.
    function emitted(Ran memory ran, address emitter, bytes memory beginning) private returns (bool found) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            bytes memory words = bytes.concat(abi.encodePacked(logs[i].topics), logs[i].data);
            if (logs[i].emitter == emitter && begins(words, beginning)) found = true;
        }
        found = found && ran.success;
    }

    // Whether bytes begin with others.
    function begins(bytes memory all, bytes memory first) private pure returns (bool) {
        if (all.length < first.length) return false;
        for (uint256 i = 0; i < first.length; ++i) if (all[i] != first[i]) return false;
        return true;
    }

    // What a contract answers just now; a refusal fails with the sentence.
    function read(address to, bytes memory data, string memory sentence) private returns (bytes memory output) {
        (bool success, bytes memory seen) = address(this).call(abi.encodeCall(this.peek, (to, data)));
        require(!success, sentence);
        (success, output) = abi.decode(seen, (bool, bytes));
        require(success, sentence);
    }

    // Call and undo: the answer comes back as a revert.
    function peek(address to, bytes calldata data) external {
        vm.prank(address(0), address(0));
        (bool success, bytes memory output) = to.call(data);
        bytes memory seen = abi.encode(success, output);
        assembly {
            revert(add(seen, 32), mload(seen))
        }
    }

    // The first word of an answer, or all of a shorter one, as a number.
    function word(bytes memory answer) private pure returns (uint256) {
        return answer.length < 32 ? uint256(bytes32(answer)) >> (8 * (32 - answer.length)) : uint256(bytes32(answer));
    }
"""


def to_forge(bundle: Bundle) -> str:
    """The text of a test in Solidity. Raises: UsageError for what a Foundry test can't do; as a replay."""
    if any(step.authorizations for step in bundle.steps):
        raise UsageError(
            "The bundle delegates accounts (EIP-7702), which is not exported to forge; use pytest or script."
        )
    return "\n".join(Forge(Story(bundle)).lines()) + "\n"


class Forge:
    """Renders a story as Solidity."""

    def __init__(self, story: Story) -> None:
        self.story, self.bundle = story, story.bundle

    def lines(self) -> Iterator[str]:
        """The whole file."""
        bundle, body = self.bundle, [*self._body()]
        name = identifier(bundle.property).strip("_")
        camel = "".join(part.capitalize() for part in name.split("_"))
        yield "// SPDX-License-Identifier: MIT"
        yield from ("pragma solidity >=0.8.12 <0.9.0;", "")
        yield from (f"// {line}".rstrip() for line in self._says())
        yield from ("", HEAD, f"contract {camel}Test {{")
        yield '    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));'
        yield f"    uint256 private constant RANDAO = {randao(bundle.seed)}; // plus the block's number"
        yield f"    uint256 private constant BLOCK_SECONDS = {BLOCK_SECONDS};"
        yield f"    uint256 private constant GAS = {_number(MAX_TRANSACTION_GAS)};"
        used = addresses_used(self.story, body)
        for address, known in sorted(used.items(), key=lambda each: each[1]):
            yield f"    address private constant {known.upper()} = {address};"
        yield ""
        yield "    // Every step is a transaction of its own, so that nothing transient is left from the step before."
        yield "    /// forge-config: default.isolate = true"
        if bundle.fork in FORKS:
            yield f'    /// forge-config: default.evm_version = "{bundle.fork}"'
        yield f"    function test_{name}() public {{"
        yield from (f"        {line}" if line else "" for line in body)
        yield from ("    }", "", HELPERS.rstrip(), "}", "")
        yield from self._code()

    def _says(self) -> Iterator[str]:
        bundle = self.bundle
        what = f"{bundle.property} ({bundle.severity.value}) on {bundle.subject}"
        yield commented(bundle.statement or what)
        yield ""
        yield commented(f"{what}: {bundle.reason}" if bundle.reason else what)
        yield from ("", *HOW)

    def _code(self) -> Iterator[str]:
        yield "library Code {"
        for kind, given in ((CODE, self.story.code), (ARGUMENTS, self.story.arguments)):
            for name, data in sorted(given.items()):
                yield f"    function {kind}{name}() internal pure returns (bytes memory) {{"
                yield from (f"        return {_bytes(data)};", "    }", "")
        yield "}"

    # --- the test

    def _body(self) -> Iterator[str]:
        bundle = self.bundle
        yield f"vm.chainId({bundle.chain_id});"
        yield from self._genesis()
        yield f"goTo({bundle.genesis.block + 1}, {bundle.genesis.timestamp + BLOCK_SECONDS});"
        if any(act.checks for act in self.story.acts):
            yield "Ran memory ran;"
        yield from self._checks(self.story.first)
        yield ""
        for act in self.story.acts:
            yield from self._moment(act.moment)
            yield from self._act(act)
            yield from self._checks(act.checks)

    def _genesis(self) -> Iterator[str]:
        for address, held in sorted(self.bundle.genesis.accounts.items()):
            name = self._name(address)
            yield f"vm.deal({name}, {held.balance});"
            if held.code:
                yield f"vm.etch({name}, {_bytes(held.code)});"
            if held.nonce:
                yield f"vm.setNonceUnsafe({name}, {held.nonce});"
            for slot, value in sorted(held.storage.items()):
                yield f"vm.store({name}, bytes32(0x{slot:064x}), bytes32(0x{value:064x}));"

    def _moment(self, moment: Moment | None) -> Iterator[str]:
        if moment:
            comment = f" // {moment.words}" if moment.words else ""
            yield f"goTo({moment.block}, {moment.timestamp});{comment}"

    def _act(self, act: Act) -> Iterator[str]:
        sent, result = act.sent, "ran = " if act.checks else ""
        sender, value = self._name(sent.sender), _number(sent.value)
        if sent.to is None:
            code = f"Code.{CODE}{act.code}()"
            if act.tail:
                code = f"bytes.concat({code}, Code.{ARGUMENTS}{act.tail}())"
            yield f"{result}create({sender}, {self._nonce(act)}, {code}, {value});"
            return
        data = self._data(act.call)
        if data is None:
            yield f"// {commented(title(self.story, act))}"
        data = data or _bytes(sent.data)
        gas = "GAS" if sent.gas == MAX_TRANSACTION_GAS else _number(sent.gas)
        yield f"{result}act({sender}, {self._name(sent.to)}, {data}, {value}, {gas});"

    def _nonce(self, act: Act) -> int:
        """The one that gave the contract its address; for a creation that was refused, as many as were sent."""
        sender = act.sent.sender
        held = self.bundle.genesis.accounts.get(sender)
        first = held.nonce if held else 0
        before = [each for each in self.story.acts[: act.number] if each.sent.sender == sender and each.ran.receipt]
        candidates = range(first, first + len(self.story.acts) + 1)
        found = (nonce for nonce in candidates if created_by(sender, nonce) == act.ran.created)
        return next(found, first + len(before))

    # --- claims

    def _checks(self, checks: tuple[Check, ...]) -> Iterator[str]:
        for check in checks:
            yield from self._moment(check.moment)
            yield f"require({self._condition(check)}, {_text(check.claim.sentence)});"

    def _condition(self, check: Check) -> str:
        claim = check.claim
        if claim.kind in READS:
            return self._comparison(claim, check.call)
        if claim.kind == EMITS:
            return f'emitted(ran, {self._name(claim.to)}, hex"{claim.value.hex()}")'
        went = "accepted(ran)" if check.zero_is_no else "ran.success"
        return f"!{went}" if claim.kind == REFUSED else went

    def _comparison(self, claim: Claim, told: Told) -> str:
        data = self._data(told) or _bytes(told.data)
        answer = f"read({self._name(claim.to)}, {data}, {_text(claim.sentence)})"
        sign = {EQUALS: "==", DIFFERS: "!=", AT_MOST: "<="}[claim.kind]
        if len(claim.value) == WORD or claim.kind == AT_MOST:
            return f"word({answer}) {sign} {_number(int.from_bytes(claim.value))}"
        return f"keccak256({answer}) {sign} keccak256({_bytes(claim.value)})"

    # --- values

    def _name(self, address: str) -> str:
        known = self.story.names.get(address)
        return known.upper() if known else address

    def _data(self, told: Told) -> str | None:
        """The call by its signature, where every argument can be written simply."""
        function = told.function
        if function is None or len(told.args) > MOST_ARGUMENTS:
            return None
        kinds = [str(parameter["type"]) for parameter in function.inputs]
        if not all(ELEMENTARY.fullmatch(kind) for kind in kinds):
            return None
        args = (self._value(kind, value) for kind, value in zip(kinds, told.args, strict=True))
        return f"abi.encodeWithSignature({', '.join([_text(function.signature), *args])})"

    def _value(self, kind: str, value: Any) -> str:
        if kind == "address":
            return self._name(value)
        if kind == "bool":
            return "true" if value else "false"
        if kind == "string":
            return f"string({_text(value)})"
        if kind == "bytes":
            return f"bytes({_bytes(value)})"
        if kind.startswith("bytes"):
            return f'bytes32(hex"{value.hex().ljust(2 * WORD, "0")}")'
        return f"{'u' if kind.startswith('u') else ''}int256({_number(value)})"


CODE, ARGUMENTS = "code_of_", "arguments_of_"


def commented(text: str) -> str:
    """A text that may stand in a comment: whatever isn't plain is escaped."""
    return "".join(each if " " <= each <= "~" else f"\\u{ord(each):04x}" for each in text)


def _text(text: str) -> str:
    """A string literal of ASCII characters."""
    return '"' + "".join(map(_character, text)) + '"'


def _character(each: str) -> str:
    if each in '"\\':
        return f"\\{each}"
    if " " <= each <= "~":
        return each
    return f"\\u{ord(each):04x}" if ord(each) < BASIC_PLANE and not "\ud800" <= each <= "\udfff" else "?"


def _bytes(data: bytes) -> str:
    return f'hex"{data.hex()}"'


def _number(value: int) -> str:
    if value == LARGEST:
        return "type(uint256).max"
    return f"{value:_}" if abs(value) >= READABLE else str(value)
