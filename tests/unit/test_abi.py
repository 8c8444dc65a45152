"""Encoding and decoding by an ABI, against eth_abi and against known selectors."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import eth_abi
import pytest
from eth_utils import keccak
from hypothesis import given
from hypothesis import strategies as st

from backbone_chain.abi import PANICS, Abi, ContractError, Event, EventType, builtin_error
from backbone_chain.codec import Arguments, canonical, checksum
from backbone_chain.errors import ArgumentError, UnknownNameError

ADDRESS = checksum("0x" + "ab" * 20)
OTHER = checksum("0x" + "cd" * 20)
HASH = keccak(text="a hash")
UINT256_MAX = 2**256 - 1
MINTER = [{"name": "minter", "type": "address"}, {"name": "allowance", "type": "uint256"}]


def parameters(*kinds: str, **more: Any) -> list[dict[str, Any]]:
    return [{"name": f"p{number}", "type": kind, **more} for number, kind in enumerate(kinds)]


def arguments(*kinds: str) -> Arguments:
    return Arguments("f()", parameters(*kinds))


def struct(*components: dict[str, Any], kind: str = "tuple", name: str = "s") -> dict[str, Any]:
    return {"name": name, "type": kind, "components": list(components)}


def function(name: str, inputs: list[dict[str, Any]], outputs: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {"type": "function", "name": name, "inputs": inputs, "outputs": outputs or []}


def event(name: str, *inputs: tuple[str, str, bool], **more: Any) -> dict[str, Any]:
    declared = [{"name": label, "type": kind, "indexed": indexed} for label, kind, indexed in inputs]
    return {"type": "event", "name": name, "inputs": declared, **more}


def word(value: int) -> bytes:
    return value.to_bytes(32, "big", signed=value < 0)


def padded(address: str) -> bytes:
    return bytes(12) + bytes.fromhex(address[2:])


# --- one word, at its edges


@pytest.mark.parametrize(
    ("kind", "value", "encoded"),
    [
        *[(f"uint{bits}", 0, word(0)) for bits in (8, 64, 128, 256)],
        *[(f"uint{bits}", 2**bits - 1, word(2**bits - 1)) for bits in (8, 16, 64, 128, 160, 248, 256)],
        *[(f"int{bits}", 2 ** (bits - 1) - 1, word(2 ** (bits - 1) - 1)) for bits in (8, 128, 256)],
        *[
            (f"int{bits}", -(2 ** (bits - 1)), b"\xff" * (32 - bits // 8) + b"\x80".ljust(bits // 8, b"\0"))
            for bits in (8, 128, 256)
        ],
        ("int8", -1, b"\xff" * 32),
        ("bool", True, word(1)),
        ("bool", False, word(0)),
        ("address", ADDRESS, padded(ADDRESS)),
        ("bytes1", b"\xaa", b"\xaa" + bytes(31)),
        ("bytes4", b"\0\0\0\0", bytes(32)),
        ("bytes32", HASH, HASH),
    ],
)
def test_static_value_is_one_word_there_and_back(kind: str, value: object, encoded: bytes) -> None:
    assert arguments(kind).encode([value]) == encoded
    assert arguments(kind).decode(encoded) == (value,)


@pytest.mark.parametrize(
    ("kind", "value", "encoded"),
    [
        ("address", ADDRESS.lower(), padded(ADDRESS)),
        ("address", SimpleNamespace(address=ADDRESS), padded(ADDRESS)),
        ("bytes4", "0xa9059cbb", b"\xa9\x05\x9c\xbb" + bytes(28)),
        ("bytes4", "a9059cbb", b"\xa9\x05\x9c\xbb" + bytes(28)),
        ("bytes32", "0x" + HASH.hex(), HASH),
    ],
)
def test_static_value_may_be_an_object_with_an_address_or_hex(kind: str, value: object, encoded: bytes) -> None:
    assert arguments(kind).encode([value]) == encoded


WRONG = [
    *[(f"uint{bits}", value) for bits in (8, 64, 256) for value in (-1, 2**bits)],
    *[(f"int{bits}", value) for bits in (8, 64, 256) for value in (-(2 ** (bits - 1)) - 1, 2 ** (bits - 1))],
    *[("uint256", value) for value in (True, 1.0, "1", b"\1", None)],
    *[("bool", value) for value in (1, 0, "true", None)],
    ("address", ADDRESS[2:]),
    ("address", ADDRESS[:-1]),
    ("address", "0x" + "aB" * 20),
    ("address", "minter.eth"),
    ("address", ""),
    ("address", bytes(20)),
    ("address", 7),
    ("address", None),
    ("address", SimpleNamespace(address=b"")),
    ("bytes4", b"\0" * 3),
    ("bytes4", b"\0" * 5),
    ("bytes4", "0xzz"),
    ("bytes4", "0xa9059c"),
    ("bytes4", 7),
]


@pytest.mark.parametrize(("kind", "value"), WRONG)
def test_value_of_another_type_or_range_is_refused(kind: str, value: object) -> None:
    with pytest.raises(ArgumentError) as refused:
        Arguments("f(address)", parameters(kind)).encode([value])
    assert refused.value.function == "f(address)"
    assert str(refused.value).startswith("f(address) can't be called with these arguments: ")
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(("kind", "value"), WRONG)
def test_value_inside_a_struct_or_an_array_is_refused_like_one_alone(kind: str, value: object) -> None:
    both = Arguments("f()", [struct(*parameters(kind)), *parameters(f"{kind}[]")])
    with pytest.raises(ArgumentError):
        both.encode([[value], []])
    with pytest.raises(ArgumentError):
        arguments(f"{kind}[]").encode([[value]])


def test_wrong_number_of_values_is_refused() -> None:
    with pytest.raises(ArgumentError, match=r"f\(\) can't be called with these arguments: it takes 2, not 1\."):
        arguments("uint256", "bool").encode([1])


@pytest.mark.parametrize(
    ("kind", "dirty"),
    [
        ("bool", word(2)),
        ("bool", word(1 << 8)),
        ("address", b"\1" + padded(ADDRESS)[1:]),
        ("address", b"\xff" * 32),
        ("uint8", word(256)),
        ("uint128", word(2**128)),
        ("int8", word(128)),
        ("int8", word(-129)),
        ("bytes4", b"\0" * 31 + b"\1"),
    ],
)
def test_dirty_bits_beside_a_value_are_an_error_alone_and_in_an_array(kind: str, dirty: bytes) -> None:
    with pytest.raises(ValueError, match=r"is not|are no"):
        arguments(kind).decode(dirty)
    with pytest.raises(ValueError, match="are no"):
        arguments(f"{kind}[1]").decode(dirty)


@pytest.mark.parametrize("size", [0, 31, 63])
def test_too_few_bytes_are_an_error(size: int) -> None:
    with pytest.raises(ValueError, match=f"answered {size} bytes, too few for uint256,bool"):
        arguments("uint256", "bool").decode(bytes(size))


def test_more_bytes_than_needed_are_taken() -> None:
    assert arguments("bool").decode(word(1) + b"rest") == (True,)


# --- structs, arrays, strings


@pytest.mark.parametrize(
    ("declared", "value", "decoded"),
    [
        (parameters("string"), "", ""),
        (parameters("string"), "Dollar €", "Dollar €"),
        (parameters("bytes"), b"", b""),
        (parameters("bytes"), "0x0102", b"\1\2"),
        (parameters("bytes"), b"\0" * 33, b"\0" * 33),
        (parameters("uint256[]"), [], ()),
        (parameters("uint256[]"), [1, UINT256_MAX], (1, UINT256_MAX)),
        (parameters("uint8[2][]"), [[1, 2], [3, 4]], ((1, 2), (3, 4))),
        (parameters("address[][]"), [[], [ADDRESS.lower(), SimpleNamespace(address=OTHER)]], ((), (ADDRESS, OTHER))),
        (parameters("bytes4[]"), ["0xa9059cbb"], (b"\xa9\x05\x9c\xbb",)),
        (parameters("string[2]"), ["a", "b"], ("a", "b")),
        ([struct(*MINTER)], [ADDRESS, 7], (ADDRESS, 7)),
        ([struct(*MINTER)], {"allowance": 7, "minter": SimpleNamespace(address=ADDRESS)}, (ADDRESS, 7)),
        (
            [struct(*MINTER, kind="tuple[]")],
            [{"minter": ADDRESS, "allowance": 7}, (OTHER, 8)],
            ((ADDRESS, 7), (OTHER, 8)),
        ),
        ([struct(*MINTER, kind="tuple[1][]")], [[[ADDRESS, 7]]], (((ADDRESS, 7),),)),
        (
            [struct(*parameters("string"), struct(*MINTER, kind="tuple[]", name="all"))],
            {"p0": "x", "all": [[ADDRESS, 1]]},
            ("x", ((ADDRESS, 1),)),
        ),
    ],
)
def test_value_behind_an_offset_goes_there_and_back(
    declared: list[dict[str, Any]], value: object, decoded: object
) -> None:
    whole = Arguments("f()", declared)
    assert whole.decode(whole.encode([value])) == (decoded,)


@pytest.mark.parametrize(
    ("declared", "value", "problem"),
    [
        ([struct(*MINTER)], {"minter": ADDRESS}, "the struct of minter, allowance lacks allowance"),
        (
            [struct(*MINTER)],
            {"minter": ADDRESS, "allowance": 1, "cap": 2},
            "the struct of minter, allowance has no cap",
        ),
        ([struct(*MINTER)], [ADDRESS], "is not a struct of minter, allowance"),
        ([struct(*MINTER)], [ADDRESS, 1, 2], "is not a struct of minter, allowance"),
        ([struct(*MINTER)], "ab", "is not a struct of minter, allowance"),
        ([struct(*MINTER)], None, "is not a struct of minter, allowance"),
        (parameters("uint256[2]"), [1], "[1]"),
        (parameters("uint256[]"), 1, "not iterable"),
        (parameters("string"), b"a", "bytes"),
        (parameters("bytes"), "0xz", "'0xz' is not hexadecimal"),
        (parameters("struct Lib.Roles storage", "string"), None, "Parse error"),
    ],
)
def test_value_of_another_shape_is_refused(declared: list[dict[str, Any]], value: object, problem: str) -> None:
    with pytest.raises(ArgumentError) as refused:
        Arguments("f()", declared).encode([value] * len(declared))
    assert problem in str(refused.value)


@pytest.mark.parametrize(
    "data",
    [b"", bytes(31), word(32), word(64) + word(1), word(UINT256_MAX), word(32) + word(UINT256_MAX), b"\xff" * 96],
    ids=lambda data: f"{len(data)} bytes {data[:2].hex()}",
)
@pytest.mark.parametrize("kind", ["string[]", "uint256[]", "address[][]"])
def test_garbage_behind_an_offset_is_an_error(kind: str, data: bytes) -> None:
    with pytest.raises(ValueError, match="bytes that are no"):
        arguments(kind).decode(data)


def test_text_that_is_not_utf_8_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"f\(\) answered 96 bytes that are no string"):
        arguments("string").decode(word(32) + word(1) + b"\xff".ljust(32, b"\0"))


def test_canonical_type_spells_tuples_out() -> None:
    inner = struct(*MINTER, kind="tuple[]")
    assert canonical(struct(inner, *parameters("bool"), kind="tuple[2]")) == "((address,uint256)[],bool)[2]"


# --- functions


TRANSFER = function("transfer", parameters("address", "uint256"), parameters("bool"))


@pytest.mark.parametrize(
    ("declared", "selector"),
    [
        (TRANSFER, "a9059cbb"),
        (function("transferFrom", parameters("address", "address", "uint256")), "23b872dd"),
        (function("totalSupply", []), "18160ddd"),
        (
            function("permit", parameters("address", "address", "uint256", "uint256", "uint8", "bytes32", "bytes32")),
            "d505accf",
        ),
    ],
)
def test_selector_is_the_known_one(declared: dict[str, Any], selector: str) -> None:
    assert Abi([declared]).functions[0].selector.hex() == selector


def test_calldata_is_selector_and_arguments() -> None:
    data = Abi([TRANSFER]).function("transfer").encode(ADDRESS, 7)
    assert data == bytes.fromhex("a9059cbb") + padded(ADDRESS) + word(7)


def test_refusal_names_the_function() -> None:
    with pytest.raises(ArgumentError) as refused:
        Abi([TRANSFER]).function("transfer").encode(ADDRESS, -1)
    assert str(refused.value) == "transfer(address,uint256) can't be called with these arguments: -1 is not a uint256."


@pytest.mark.parametrize(
    ("outputs", "data", "value"),
    [
        ([], b"", None),
        ([], b"\1", None),
        (parameters("uint256"), word(0), 0),
        (parameters("bool"), word(0), False),
        (parameters("uint256[]"), word(32) + word(0), ()),
        (parameters("uint256", "bool"), word(7) + word(1), (7, True)),
    ],
)
def test_result_is_nothing_one_value_or_a_tuple(outputs: list[dict[str, Any]], data: bytes, value: object) -> None:
    assert Abi([function("f", [], outputs)]).function("f").decode(data) == value


def test_function_that_answers_nothing_where_it_should_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"transfer\(address,uint256\) answered 0 bytes, too few for bool"):
        Abi([TRANSFER]).function("transfer").decode(b"")


OVERLOADED = Abi([function("mint", parameters("uint256")), function("mint", parameters("address", "uint256"))])


def test_overloaded_name_is_refused_with_its_signatures() -> None:
    with pytest.raises(ArgumentError, match=r"overloaded; name one of mint\(uint256\), mint\(address,uint256\)"):
        OVERLOADED.function("mint")


def test_overload_is_found_by_its_signature() -> None:
    assert OVERLOADED.function("mint(uint256)").encode(1)[4:] == word(1)
    assert OVERLOADED.has("mint")
    assert OVERLOADED.has("mint(uint256)")
    assert not OVERLOADED.has("mint(bool)")


def test_function_that_is_declared_twice_is_one() -> None:
    assert Abi([TRANSFER, TRANSFER]).function("transfer").name == "transfer"


def test_unknown_function_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match=r"no function called 'transfr'\. Did you mean 'transfer'"):
        Abi([TRANSFER]).function("transfr")


@pytest.mark.parametrize(
    ("entry", "changes"),
    [
        ({"stateMutability": "view"}, False),
        ({"stateMutability": "pure"}, False),
        ({"stateMutability": "payable"}, True),
        ({"constant": True}, False),
        ({"constant": False}, True),
        ({}, True),
    ],
)
def test_view_and_pure_change_nothing_in_old_abis_too(entry: dict[str, Any], changes: bool) -> None:
    assert Abi([{**TRANSFER, **entry}]).function("transfer").changes_state is changes


@pytest.mark.parametrize("entry", [{"inputs": parameters("uint256")}, {"inputs": []}, {}])
def test_constructor_has_what_it_declares(entry: dict[str, Any]) -> None:
    declared = Abi([{"type": "constructor", **entry}]).constructor
    assert declared.encode([1] * len(entry.get("inputs", ()))) == word(1) * len(entry.get("inputs", ()))
    with pytest.raises(ArgumentError, match="the constructor can't be called"):
        declared.encode([1, 2])


def test_undeclared_constructor_takes_nothing() -> None:
    assert Abi([]).constructor.encode([]) == b""


# --- events


TRANSFERRED = event("Transfer", ("from", "address", True), ("to", "address", True), ("value", "uint256", False))
TRANSFER_TOPIC = bytes.fromhex("ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")
PLACES = [TRANSFER_TOPIC, padded(ADDRESS), padded(OTHER)]


def test_topic_is_the_known_one() -> None:
    assert list(Abi([TRANSFERRED]).events) == [TRANSFER_TOPIC]


@pytest.mark.parametrize(
    ("declared", "topics", "data", "values"),
    [
        pytest.param(TRANSFERRED, PLACES[1:], word(7), {"from": ADDRESS, "to": OTHER, "value": 7}, id="indexed first"),
        pytest.param(
            event("E", ("a", "uint256", False), ("b", "address", True), ("c", "bool", False), ("d", "int8", True)),
            [padded(ADDRESS), word(-1)],
            word(7) + word(1),
            {"a": 7, "b": ADDRESS, "c": True, "d": -1},
            id="indexed between",
        ),
        pytest.param(
            event("E", ("a", "string", False), ("b", "address", True), ("c", "uint256", False)),
            [padded(ADDRESS)],
            eth_abi.encode(["string", "uint256"], ["text", 7]),
            {"a": "text", "b": ADDRESS, "c": 7},
            id="indexed between, behind an offset",
        ),
        pytest.param(
            event("E", ("a", "string", True), ("b", "uint256[]", True), ("c", "bytes32", False)),
            [HASH, HASH],
            HASH,
            {"a": HASH, "b": HASH, "c": HASH},
            id="of an indexed text or array only the hash is there",
        ),
        pytest.param(
            event("E", ("", "bool", True), ("", "bool", False)),
            [word(1)],
            word(0),
            {"0": True, "1": False},
            id="without names",
        ),
        pytest.param(event("E"), [], b"", {}, id="without arguments"),
    ],
)
def test_event_is_decoded_in_order_of_declaration(
    declared: dict[str, Any], topics: list[bytes], data: bytes, values: dict[str, Any]
) -> None:
    kind = EventType(declared)
    decoded = kind.decode([kind.topic, *topics], data)
    assert decoded == values
    assert list(decoded) == list(values)


@pytest.mark.parametrize(
    ("topics", "data"),
    [
        pytest.param(PLACES[:1], word(7), id="no indexed arguments"),
        pytest.param(PLACES[:2], padded(OTHER) + word(7), id="the second not indexed"),
        pytest.param([*PLACES, word(7)], b"", id="all indexed, as for an ERC-721"),
        pytest.param(PLACES, b"", id="no data"),
        pytest.param(PLACES, bytes(31), id="data a byte short"),
        pytest.param([TRANSFER_TOPIC, b"\1" * 32, PLACES[2]], word(7), id="no address in a topic"),
        pytest.param([TRANSFER_TOPIC, PLACES[1][12:], PLACES[2]], word(7), id="short topic"),
        pytest.param([], word(7), id="no topics"),
    ],
)
def test_log_that_does_not_fit_is_an_error(topics: list[bytes], data: bytes) -> None:
    with pytest.raises(ValueError, match=r"indexed arguments|topics|bytes|is not"):
        EventType(TRANSFERRED).decode(topics, data)


def test_dynamic_data_that_is_garbage_is_an_error() -> None:
    kind = EventType(event("E", ("a", "string", False)))
    for data in (b"", word(UINT256_MAX), word(32)):
        with pytest.raises(ValueError, match="bytes"):
            kind.decode([kind.topic], data)


def test_anonymous_event_is_not_found_by_a_topic() -> None:
    assert Abi([event("E", ("a", "bool", True), anonymous=True)]).events == {}


def test_event_shows_its_arguments() -> None:
    shown = Event("AddressFrozen", {"account": ADDRESS, "reason": b"\1\2"}, OTHER, 0)
    assert str(shown) == f"AddressFrozen(account={ADDRESS}, reason=0x0102)"


# --- errors


FROZEN = {"type": "error", "name": "AccountFrozen", "inputs": [{"name": "account", "type": "address"}]}
PLAIN = {"type": "error", "name": "ZeroAddress"}
ERRORS = Abi([FROZEN, PLAIN])
FROZEN_SELECTOR = keccak(text="AccountFrozen(address)")[:4]


def test_custom_error_is_decoded_with_its_arguments() -> None:
    assert ERRORS.error(FROZEN_SELECTOR + padded(ADDRESS)) == ContractError("AccountFrozen", {"account": ADDRESS})
    assert ERRORS.error(keccak(text="ZeroAddress()")[:4]) == ContractError("ZeroAddress")


@pytest.mark.parametrize(
    "data",
    [b"", b"\1", b"\1\2\3\4", FROZEN_SELECTOR, FROZEN_SELECTOR + bytes(31), FROZEN_SELECTOR + b"\xff" * 32],
    ids=["empty", "a byte", "unknown selector", "no arguments", "a byte short", "no address"],
)
def test_revert_data_that_no_declaration_explains_is_none(data: bytes) -> None:
    assert ERRORS.error(data) is None


MESSAGE, PANIC = keccak(text="Error(string)")[:4], keccak(text="Panic(uint256)")[:4]


@pytest.mark.parametrize(
    ("data", "halt", "error"),
    [
        (b"", "", ContractError("NoReason")),
        (b"", "out of gas", ContractError("Halt", {"reason": "out of gas"})),
        (b"\1\2\3\4", "out of gas", ContractError("Halt", {"reason": "out of gas"})),
        (MESSAGE + eth_abi.encode(["string"], ["too much"]), "", ContractError("Error", {"message": "too much"})),
        (MESSAGE + eth_abi.encode(["string"], [""]), "", ContractError("Error", {"message": ""})),
        (PANIC + word(0x11), "", ContractError("Panic", {"code": 0x11, "meaning": "arithmetic overflow or underflow"})),
        (PANIC + word(UINT256_MAX), "", ContractError("Panic", {"code": UINT256_MAX, "meaning": "unknown"})),
    ],
)
def test_what_solidity_or_the_evm_says_has_a_name(data: bytes, halt: str, error: ContractError) -> None:
    assert builtin_error(data, halt) == error


@pytest.mark.parametrize("code", PANICS)
def test_panic_is_said_by_its_meaning(code: int) -> None:
    error = builtin_error(PANIC + word(code))
    assert error == ContractError("Panic", {"code": code, "meaning": PANICS[code]})
    assert str(error) == f"Panic(code={code}, meaning={PANICS[code]})"


@pytest.mark.parametrize(
    "data",
    [
        b"\1",
        b"\1\2\3\4",
        MESSAGE,
        MESSAGE + word(UINT256_MAX),
        MESSAGE + word(32),
        PANIC,
        PANIC + bytes(31),
        MESSAGE + word(32) + word(1) + b"\xff" * 32,
    ],
    ids=lambda data: f"{len(data)} bytes {data[:4].hex()}",
)
def test_garbage_is_nothing_that_solidity_says(data: bytes) -> None:
    assert builtin_error(data) is None


# --- against eth_abi


def _static_values() -> dict[str, st.SearchStrategy[Any]]:
    sizes = range(8, 257, 8)
    unsigned = {f"uint{bits}": st.integers(0, 2**bits - 1) for bits in sizes}
    signed = {f"int{bits}": st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for bits in sizes}
    fixed = {f"bytes{size}": st.binary(min_size=size, max_size=size) for size in range(1, 33)}
    address = st.binary(min_size=20, max_size=20).map(lambda raw: checksum("0x" + raw.hex()))
    return {**unsigned, **signed, **fixed, "address": address, "bool": st.booleans()}


STATIC = _static_values()
TYPED = st.sampled_from(sorted(STATIC)).flatmap(lambda kind: st.tuples(st.just(kind), STATIC[kind]))


@given(st.lists(TYPED, max_size=6))
def test_static_values_are_encoded_as_eth_abi_does_and_come_back(typed: list[tuple[str, Any]]) -> None:
    kinds, values = [kind for kind, _ in typed], [value for _, value in typed]
    encoded = arguments(*kinds).encode(values)
    assert encoded == eth_abi.encode(kinds, values)
    assert arguments(*kinds).decode(encoded) == tuple(values)


@given(st.sampled_from(sorted(STATIC)), st.binary(min_size=32, max_size=32) | st.integers(0, 300).map(word))
def test_word_is_decoded_where_eth_abi_decodes_it_and_only_there(kind: str, data: bytes) -> None:
    try:
        (expected,) = eth_abi.decode([kind], data)
    except eth_abi.exceptions.DecodingError:
        with pytest.raises(ValueError, match="is not"):
            arguments(kind).decode(data)
    else:
        (decoded,) = arguments(kind).decode(data)
        assert decoded == (checksum(expected) if kind == "address" else expected)


MIXED = [
    struct(*MINTER, struct(*parameters("string", "bytes4"), name="tag")),
    *parameters("bytes[]", "int8[2]", "string"),
]
ADDRESSES = STATIC["address"]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(
    st.tuples(
        st.tuples(ADDRESSES, STATIC["uint256"], st.tuples(TEXT, STATIC["bytes4"])),
        st.lists(st.binary(max_size=70), max_size=4).map(tuple),
        st.tuples(STATIC["int8"], STATIC["int8"]),
        TEXT,
    )
)
def test_structs_and_arrays_are_encoded_as_eth_abi_does_and_come_back(values: tuple[Any, ...]) -> None:
    whole = Arguments("f()", MIXED)
    encoded = whole.encode(values)
    assert encoded == eth_abi.encode(whole.types, values)
    assert whole.decode(encoded) == values


KINDS = ["string", "bytes", "uint256[]", "address[2]", "string[]", "bool"]


@given(st.lists(st.sampled_from(KINDS), max_size=3), st.binary(max_size=200))
def test_garbage_is_decoded_or_a_value_error_and_nothing_else(kinds: list[str], data: bytes) -> None:
    kind = EventType(event("E", *[(f"p{number}", kind, False) for number, kind in enumerate(kinds)]))
    try:
        decoded = kind.decode([kind.topic], data)
    except ValueError:
        return
    assert list(decoded) == [f"p{number}" for number in range(len(kinds))]
