"""Deployed code read without running it: what its functions can come to."""

from __future__ import annotations

from eth_utils import keccak

from backbone_chain import artifacts
from backbone_chain.artifacts import Artifact
from backbone_chain.bytecode import UnsafeOpcode, unsafe_opcodes, without_metadata

GO = int.from_bytes(keccak(text="go()")[:4])
LIBRARY = "11" * 20
DISPATCH = "5f3560e01c80" + f"63{GO:08x}" + "14"  # selector of the call; is it go()?
ZEROS = "5f5f5f5f"  # size and place of output and input


def contract(code: str, **details: object) -> Artifact:
    """A contract with the function go() and this code, to which `DISPATCH` and a jump to byte `at` come first."""
    abi = ({"type": "function", "name": "go", "inputs": [], "outputs": [], "stateMutability": "nonpayable"},)
    return Artifact(name="Made", abi=abi, bytecode=b"\1", deployed_bytecode=bytes.fromhex(code), **details)  # type: ignore[arg-type]


def dispatched(body: str, otherwise: str = "00") -> str:
    """go() runs the body, any other call runs `otherwise`."""
    at = len(bytes.fromhex(DISPATCH)) + 3 + len(bytes.fromhex(otherwise))
    return f"{DISPATCH}60{at:02x}57{otherwise}5b{body}"


def found(code: str, **details: object) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.opcode, each.functions) for each in unsafe_opcodes(contract(code, **details))]


def test_a_delegatecall_to_an_argument_is_found_in_its_function_only() -> None:
    assert found(dispatched(f"{ZEROS}6004355af400")) == [("DELEGATECALL", ("go()",))]


def test_one_that_any_other_call_comes_to_is_found_too() -> None:
    assert found(dispatched("00", otherwise=f"{ZEROS}6004355af400")) == [("DELEGATECALL", ("any other call",))]


def test_a_delegatecall_to_an_address_in_the_code_is_a_library() -> None:
    assert found(dispatched(f"{ZEROS}73{LIBRARY}5af400")) == []


def test_a_library_that_is_not_linked_yet_is_one() -> None:
    code = dispatched(f"{ZEROS}73{'00' * 20}5af400")
    place = bytes.fromhex(code).index(b"\x73") + 1
    links = {"L.sol": {"Library": [{"start": place, "length": 20}]}}
    assert found(code) == [("DELEGATECALL", ("go()",))]
    assert found(code, deployed_link_references=links) == []


def test_selfdestruct_and_callcode_are_found_even_with_a_constant() -> None:
    assert found(dispatched(f"73{LIBRARY}ff")) == [("SELFDESTRUCT", ("go()",))]
    assert found(dispatched(f"{ZEROS}5f73{LIBRARY}5af200")) == [("CALLCODE", ("go()",))]


def test_data_of_a_push_and_what_no_call_comes_to_is_no_instruction() -> None:
    assert found(dispatched("62f4fff25000")) == []
    assert found(dispatched("00") + "5af4ff") == []


def test_it_is_found_behind_an_inner_function_that_returns() -> None:
    # go() pushes where to return to, and jumps to an inner function, which jumps back by the stack; then the end comes
    start = len(bytes.fromhex(DISPATCH)) + 3 + 1 + 1  # of the body
    back, inner = start + 5, start + 5 + 3
    assert found(dispatched(f"60{back:02x}60{inner:02x}56" + "5b33ff" + "5b56")) == [("SELFDESTRUCT", ("go()",))]


def test_a_jump_to_an_unknown_place_is_undecided_where_something_is_there_to_come_to() -> None:
    assert found(dispatched("60043556") + "5b33ff") == [("UNDECIDED", ("go()",))]
    assert found(dispatched("60043556") + "5b3300") == []


def test_a_loop_comes_to_an_end() -> None:
    start = len(bytes.fromhex(DISPATCH)) + 3 + 1
    assert found(dispatched(f"5f5b600101806004351060{start + 2:02x}57" + "33ff")) == [("SELFDESTRUCT", ("go()",))]


def test_the_tokens_own_upgrade_is_what_upgrades_are_for() -> None:
    assert unsafe_opcodes(artifacts.load("ReferenceDollar")) == []
    assert unsafe_opcodes(artifacts.load("ReferenceDollarV2")) == []


def test_a_forwarding_implementation_is_found() -> None:
    functions = {name for each in unsafe_opcodes(artifacts.load("ShadowImplementation")) for name in each.functions}
    assert {"hiddenMint(address,uint256)", "any other call"} <= functions


def test_a_finding_says_what_where_and_why() -> None:
    told = UnsafeOpcode(opcode="SELFDESTRUCT", functions=("end(address)",), place=0x20, source="Token.sol:7").summary
    assert told == (
        "end(address) comes to a SELFDESTRUCT, which can end the contract, or send its ether away "
        "(byte 0x20, Token.sol:7)."
    )


def test_metadata_is_taken_off_the_end_and_nothing_else() -> None:
    metadata = bytes.fromhex("a164736f6c6343000825") + b"\x00\x0a"
    assert without_metadata(b"\x5f" * 20 + metadata) == b"\x5f" * 20
    assert without_metadata(b"\x5f" * 20) == b"\x5f" * 20
    assert without_metadata(b"") == b""
