"""The mutation score: what each operator makes, what is drawn, who survives, and claims that are false."""

from __future__ import annotations

import os
import re
import time
from collections import Counter
from dataclasses import replace

import pytest
from mutation import operators
from mutation.children import Children, TimedOut
from mutation.compiling import Compiler, same_code
from mutation.differential import compare
from mutation.draw import drawn
from mutation.errors import MutationError
from mutation.known import Known, find_known, read_known, require_alive
from mutation.model import Mutant
from mutation.order import Order
from mutation.reach import Reach
from mutation.recording import CallMap, Calls
from mutation.report import Run, Score, page
from mutation.results import Comparison, Result, Results
from mutation.settings import ROOT, read_settings
from mutation.tree import Project

from backbone_chain import artifacts

HEAD = """// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

abstract contract Base {
    error No(address who, uint256 needed);
    event Told(address indexed from, address indexed to, uint256 amount);
    bytes32 public constant A_ROLE = keccak256("A");
    bytes32 public constant B_ROLE = keccak256("B");
    bytes32 public constant C_ROLE = keccak256("C");
    uint256 internal x;
    mapping(address => uint256) internal allowances;
    modifier onlyRole(bytes32) { _; }
    modifier initializer() { _; }
    function _disableInitializers() internal {}
    function _requireOpen() internal view {}
    function _use(address, address, uint256) internal {}
}
"""

FRAGMENTS = {
    "drop-modifier": (
        "function f() external onlyRole(A_ROLE) {} function g() external initializer {}",
        ["onlyRole(A_ROLE) ->"],
    ),
    "swap-role": (
        "function f() external onlyRole(B_ROLE) {}",
        ["B_ROLE -> C_ROLE", "B_ROLE -> A_ROLE"],
    ),
    "open-initialiser": (
        "constructor() { _disableInitializers(); } function g() external initializer {}",
        ["_disableInitializers(); -> {}", "initializer ->", "initializer -> reinitializer(2)"],
    ),
    "negate-condition": (
        "function f(uint256 a) external { "
        "require(a <= x, No(msg.sender, a)); if (!(a == 1)) x = a; x = a != 2 ? 1 : 0; }",
        ["a <= x -> a > x", "!(a == 1) -> (a == 1)", "a != 2 -> a == 2"],
    ),
    "drop-condition": (
        "function f(uint256 a) external { require(a <= x && a != 3); _requireOpen(); if (a == 1) x = a; }",
        [
            "require(a <= x && a != 3); -> {}",
            "a <= x && a != 3 -> a <= x",
            "a <= x && a != 3 -> a != 3",
            "_requireOpen(); -> {}",
            "a == 1 -> true",
            "a == 1 -> false",
        ],
    ),
    "reorder-checks": (
        "function _seen() internal view returns (uint256) { return x; } "
        "function _add(uint256 a) internal returns (uint256) { x += a; return x; } "
        "function f(uint256 a) external { uint256 b = _add(a); require(b < 3); x = b; "
        "uint256 c = _seen(); require(a != 2); x = a + c; if (a == 1) return; uint256 d = _add(a); x = d; }",
        [
            "require(b < 3); x = b; -> x = b; require(b < 3);",
            "require(a != 2); x = a + c; -> x = a + c; require(a != 2);",
            "x = a + c; if (a == 1) return; -> if (a == 1) return; x = a + c;",
            "if (a == 1) return; uint256 d = _add(a); -> uint256 d = _add(a); if (a == 1) return;",
        ],
    ),
    "skip-change": (
        "function f(uint256 a) external { allowances[msg.sender] -= a; delete x; _requireOpen(); "
        "for (uint256 i = 0; i < a; ++i) _use(msg.sender, msg.sender, i); }",
        [
            "allowances[msg.sender] -= a; -> {}",
            "delete x; -> {}",
            "_use(msg.sender, msg.sender, i); -> {}",
        ],
    ),
    "forget-event": (
        "function f(uint256 a) external { emit Told(msg.sender, msg.sender, a); }",
        ["emit Told(msg.sender, msg.sender, a); -> {}"],
    ),
    "swap-arguments": (
        "function f(address to, uint256 a) external { "
        "_use(msg.sender, to, a); _use(to, to, a); emit Told(to, msg.sender, a); }",
        ["msg.sender, to -> to, msg.sender", "to, msg.sender -> msg.sender, to"],
    ),
    "replace-return": (
        "function f() external view returns (bool) { return x == 1; } "
        "function g() external view returns (uint256) { return x; } "
        "function h() external view returns (address) { return msg.sender; } "
        "function n() external pure returns (string memory) { return 'n'; } "
        "function z() external pure returns (uint256) { return 0; }",
        ["x == 1 -> x != 1", "x -> 0", "msg.sender -> address(0)", "'n' -> \"\""],
    ),
    "shift-storage": (
        "/// @custom:storage-location erc7201:backbone.storage.Test\n"
        "    struct Fields { uint256 a; } struct Other { uint256 b; } "
        'function f() external pure returns (uint256) { return erc7201("backbone.storage.Test"); }',
        ["-> uint256 shifted;", '"backbone.storage.Test" -> "backbone.storage.Test.moved"'],
    ),
    "swap-bits": (
        "function f(uint256 a) external { x |= a & ~x; x = a ^ 1; x = a << 2; }",
        ["|= -> &=", "& -> |", "~x -> x", "^ -> |", "<< -> >>"],
    ),
    "off-by-one": (
        "function f(uint256 a) external { if (a <= 7) x = a + x; x -= a; if (a > x) ++x; x = 0; }",
        ["<= -> <", "7 -> (7 + 1)", "7 -> (7 - 1)", "+ -> -", "-= -> +=", "> -> >=", "++x -> --x", "0 -> (0 + 1)"],
    ),
}


def require_solc():
    if not (ROOT / "node_modules" / "solc").is_dir():
        reason = "npm's packages are not installed, so nothing can be compiled; run `npm ci`"
        assert os.environ.get("CI") != "true", reason
        pytest.skip(reason)


@pytest.fixture(scope="module")
def fragments(tmp_path_factory):
    """The syntax trees of all fragments, compiled together."""
    require_solc()
    folder = tmp_path_factory.mktemp("fragments")
    for name, (body, _) in FRAGMENTS.items():
        contract = name.replace("-", "").title()
        (folder / f"{name}.sol").write_text(f"{HEAD}contract {contract} is Base {{\n    {body}\n}}\n")
    return Compiler.of(sorted(folder.glob("*.sol")), folder).project()


@pytest.fixture(scope="module")
def compiler():
    require_solc()
    return Compiler.of_project(ROOT)


@pytest.fixture(scope="module")
def project(compiler):
    return compiler.project()


# --- operators


def test_every_operator_has_a_fragment_and_a_sentence():
    assert list(FRAGMENTS) == [name for name in FRAGMENTS if name in operators.names()]
    assert sorted(FRAGMENTS) == sorted(operators.names())
    for operator in operators.OPERATORS:
        assert re.fullmatch(r"[^.]+\.", operator.summary()), operator


@pytest.mark.parametrize("name", FRAGMENTS)
def test_an_operator_makes_exactly_these_mutants(fragments, name):
    # given
    unit = f"{name}.sol"
    source = fragments.sources[unit].content
    (operator,) = (each for each in operators.OPERATORS if each.name() == name)

    # when
    inside = [site for site in fragments.sites(unit) if site.home and site.contract != "Base"]
    edits = [edit for site in inside for edit in operator().edits(site)]

    # then
    texts = [(source[edit.start : edit.end].decode(), edit.text) for edit in edits]
    assert [" -> ".join(" ".join(each.split()) for each in text).strip() for text in texts] == FRAGMENTS[name][1]


def test_no_mutant_comes_twice_and_each_has_an_id_of_its_own(project):
    made = operators.mutants(project, ["contracts/token/Minting.sol", "contracts/token/Pausing.sol"])

    assert len({each.content for each in made}) == len(made) == len({each.id for each in made})
    assert all(each.content != project.sources[each.unit].content for each in made)


def test_a_mutant_keeps_its_id_when_lines_are_put_before_it(project):
    unit = "contracts/token/Redeeming.sol"
    source = project.sources[unit]
    moved = replace(source, content=source.content.replace(b"/// @title", b"// one more line\n\n/// @title"))
    shifted = Project(sources={unit: replace(moved, tree=_moved(source.tree, 18))}, declarations=project.declarations)

    before, after = (operators.mutants(each, [unit]) for each in (project, shifted))
    assert [each.id for each in before] == [each.id for each in after]
    assert [each.line + 2 for each in before] == [each.line for each in after]


def _moved(node, by):
    """A syntax tree whose text begins later."""
    if isinstance(node, list):
        return [_moved(each, by) for each in node]
    if not isinstance(node, dict):
        return node
    moved = {key: _moved(value, by) for key, value in node.items()}
    if "src" in moved:
        start, rest = moved["src"].split(":", 1)
        moved["src"] = f"{int(start) + by}:{rest}"
    return moved


# --- drawing


def made(operator: str, unit: str, number: int) -> Mutant:
    content = f"{operator} {unit} {number}"
    return Mutant(
        operator=operator,
        unit=unit,
        contract="C",
        home="f",
        line=number,
        before="x;",
        after=f"y{number};",
        content=content.encode(),
    )


POPULATION = [
    *(made("common", unit, number) for unit in ("a.sol", "b.sol") for number in range(50)),
    *(made("rare", "a.sol", number) for number in range(5)),
]


def test_the_same_seed_draws_the_same_mutants_and_another_one_others():
    assert drawn(POPULATION, 1) == drawn(POPULATION, 1) != drawn(POPULATION, 2)
    assert sorted(each.id for each in drawn(POPULATION, 1)) == sorted(each.id for each in POPULATION)


@pytest.mark.parametrize("seed", range(5))
def test_each_operator_and_each_source_has_its_share(seed):
    first = drawn(POPULATION, seed)[:10]

    assert Counter(each.operator for each in first) == {"common": 5, "rare": 5}
    common = Counter(each.unit for each in first if each.operator == "common")
    assert max(common.values()) - min(common.values()) == 1


# --- the order of tests

REACH = Reach(
    mentions={"mint": frozenset({"_spend"}), "balanceOf": frozenset({"_balance"}), "_spend": frozenset({"allowance"})},
    selectors={bytes.fromhex("40c10f19"): "mint"},
)


def test_a_selector_is_found_in_calldata_that_is_passed_on():
    assert "mint" in REACH.names_in(b"\0" * 7 + bytes.fromhex("40c10f19") + b"\0" * 3)
    assert "mint" not in REACH.names_in(bytes.fromhex("40c10f18"))


def test_tests_that_reach_the_function_come_first_and_one_that_noticed_before_all():
    tests = {
        "t/test_x.py::neither": Calls(),
        "t/test_x.py::reads": Calls(read={"mint"}),
        "t/test_x.py::sends[a]": Calls(sent={"mint"}, seconds=2),
        "t/test_x.py::sends[b]": Calls(sent={"mint"}, seconds=1),
        "t/test_x.py::sends_too": Calls(sent={"mint"}, seconds=3),
        "t/test_minting.py::own": Calls(sent={"mint"}, seconds=9),
    }
    order = Order(calls=CallMap(key="", tests=tests), reach=REACH)
    place = replace(made("any", "contracts/token/Minting.sol", 1), home="allowance")
    names = [test.rpartition("::")[2] for test in order.tests(place)]
    assert names == ["own", "sends[b]", "sends_too", "sends[a]", "reads", "neither"]

    order.learn(place, "t/test_x.py::neither")
    assert order.tests(place)[0].endswith("neither")


# --- results


def test_what_a_killed_run_wrote_is_known_to_the_next_one(tmp_path):
    # given
    mutant = made("any", "a.sol", 1)
    result = Result(id=mutant.id, digest=mutant.digest, ground="g", verdict="killed", test="t", tests=3, seconds=0.5)
    comparison = Comparison(id=mutant.id, digest=mutant.digest, ground="g", calls=10, succeeded=3)
    results = Results.at(tmp_path / "results.jsonl")
    for line in (result, comparison):
        results.add(line)

    # when
    with results.path.open("a") as file:
        file.write('{"kind": "Result", "id": "cut o')
    again = Results.at(results.path)

    # then
    assert again.result(mutant, "g") == result
    assert again.comparison(mutant, "g") == comparison
    assert again.result(mutant, "another ground") is None
    assert again.result(replace(mutant, content=b"another"), "g") is None


def judged(*verdicts, known=(), comparisons=None):
    mutants = [made("any", "a.sol", number) for number, _ in enumerate(verdicts)]
    pairs = [
        (each, Result(id=each.id, digest=each.digest, ground="", verdict=verdict))
        for each, verdict in zip(mutants, verdicts, strict=True)
    ]
    return mutants, Score.of(pairs, known, comparisons or {})


def entry(mutant: Mutant, kind: str) -> Known:
    return Known(
        file=mutant.unit,
        function=mutant.home,
        before=mutant.before,
        after=mutant.after,
        kind=kind,
        reason="Nobody reads it.",
    )


RUN = Run(seed=7, population=9, command="mutate", versions="Python", time="1:02", suite="3 tests")


def test_a_survivor_is_reported_and_counts_as_a_gap():
    (_, survivor, *_), score = judged("killed", "survived", "timeout", "uncompilable", "unchanged")

    assert (len(score.judged), score.killed, score.equivalent) == (3, 2, 0)
    assert [each.mutant for each in score.gaps] == [survivor]
    assert score.problems(strict=False) == []
    assert score.problems(strict=True) == [f"{survivor.id} survived, and isn't listed as equivalent."]
    text = page(score, RUN)
    assert "**66.7 %**" in text
    assert "### a.sol:1, `f`: any, gap\n\n```diff\n- x;\n+ y1;\n```" in text
    assert "1 that solc refuses, 1 that give the same bytecode" in text


def test_a_verified_claim_leaves_the_mutant_out_of_the_score():
    survivor = made("any", "a.sol", 0)
    same = Comparison(id=survivor.id, digest="", ground="", calls=10_000, succeeded=3_000)
    verdicts = ["survived", *["killed"] * 19]
    _, score = judged(*verdicts, known=[entry(survivor, "equivalent")], comparisons={survivor.id: same})

    assert (score.killed, score.equivalent, score.gaps) == (19, 1, [])
    assert score.problems(strict=True) == []
    text = page(score, RUN)
    assert "**100.0 %**" in text
    assert "Nobody reads it. 10,000 random calls went the same." in text


def test_a_claim_that_is_false_fails_the_run_and_the_mutant_is_a_gap():
    survivor = made("any", "a.sol", 0)
    differs = Comparison(id=survivor.id, digest="", ground="", calls=7, succeeded=3, difference="Call 7 is refused.")
    _, score = judged("survived", known=[entry(survivor, "equivalent")], comparisons={survivor.id: differs})

    assert (score.equivalent, len(score.gaps)) == (0, 1)
    assert score.problems(strict=False) == [f"{survivor.id} is called equivalent and isn't. Call 7 is refused."]


def test_no_more_than_a_twentieth_may_be_called_equivalent():
    survivor = made("any", "a.sol", 0)
    same = Comparison(id=survivor.id, digest="", ground="", calls=1, succeeded=1)
    _, score = judged("survived", *["killed"] * 18, comparisons={survivor.id: same})

    assert score.problems(strict=False) == ["1 of 19 mutants are called equivalent, more than 5%; test some of them."]


def test_an_entry_speaks_of_a_mutant_by_its_lines(tmp_path):
    mutant = made("any", "a.sol", 3)
    path = tmp_path / "equivalent.toml"
    text = '[[survivor]]\nfile="a.sol"\nfunction="f"\nbefore="  x;"\nafter="""\n  y3;\n"""\n'
    path.write_text(text + 'class="gap"\nreason="a test\\nis missing"')

    (known,) = read_known(path)
    assert find_known([known], mutant) == known
    assert (known.kind, known.reason) == ("gap", "a test is missing")
    assert find_known([known], made("any", "a.sol", 4)) is None
    require_alive([known], [mutant])
    with pytest.raises(MutationError, match="isn't any more"):
        require_alive([known], [made("any", "a.sol", 4)])


@pytest.mark.parametrize("wrong", ['class="gap"', 'class="maybe"\nreason="r"'])
def test_an_entry_without_a_reason_or_of_no_class_is_refused(tmp_path, wrong):
    path = tmp_path / "equivalent.toml"
    path.write_text(f'[[survivor]]\nfile="a.sol"\nfunction="f"\nbefore="x;"\nafter="y;"\n{wrong}')
    with pytest.raises(MutationError, match="it needs file, function, before, after, class, reason"):
        read_known(path)


def test_what_is_left_out_is_there_and_has_its_reason():
    settings = read_settings()
    assert settings.files
    for test, reason in settings.left_out.items():
        assert (ROOT / test).exists()
        assert reason


# --- children


def test_as_many_children_as_there_may_be_answer_by_their_keys(tmp_path):
    children = Children(workers=2, log=tmp_path / "log")
    children.start("six", lambda: 6, seconds=60)
    assert not children.is_full
    children.start("seven", lambda: 7, seconds=60)
    assert children.is_full

    assert sorted(children.next() for _ in range(2)) == [("seven", 7), ("six", 6)]
    assert children.running == 0


def test_a_child_that_takes_too_long_is_ended(tmp_path):
    children = Children(workers=1, log=tmp_path / "log")
    children.start("slow", lambda: time.sleep(60), seconds=0.2)

    name, answer = children.next()
    assert (name, type(answer), children.running) == ("slow", TimedOut, 0)


def test_a_child_that_dies_stops_the_run_and_the_log_says_why(tmp_path):
    children = Children(workers=1, log=tmp_path / "log")
    children.start("broken", lambda: 1 // 0, seconds=60)

    with pytest.raises(MutationError, match="The process for broken died"):
        children.next()
    assert "ZeroDivisionError" in children.log.read_text()


# --- code


def test_the_hash_of_the_sources_is_no_difference_and_a_number_is(tmp_path):
    require_solc()
    path = tmp_path / "Small.sol"
    path.write_text("pragma solidity 0.8.37; contract Small { uint256 public constant UNIT = 6; }")
    small = Compiler.of([path], tmp_path)
    text = small.sources.contents["Small.sol"]

    original, commented, changed = (
        small.compile({"Small": "Small.sol"}, {"Small.sol": each})["Small"]
        for each in (text, f"{text} // one more word", text.replace("= 6", "= 8"))
    )

    assert commented.bytecode != original.bytecode
    assert same_code(commented, original)
    assert not same_code(changed, original)


# --- a mutant beside the original


def test_the_original_is_equivalent_to_itself_and_the_calls_reach_almost_every_function():
    original = artifacts.load("ReferenceDollar")

    compared = compare(original, original, seed=1)

    assert compared.difference == ""
    assert compared.calls == 10_000
    assert compared.succeeded > 2_000
    to_reach = {each.signature for each in original.interface.functions if each.changes_state}
    assert len(compared.reached) >= 0.9 * len(to_reach), to_reach - compared.reached


@pytest.mark.parametrize("name", ["FreezeSkipsTransferFrom", "MinterAllowanceUnbounded"])
def test_a_claim_of_equivalence_that_is_false_is_caught(name):
    compared = compare(artifacts.load("ReferenceDollar"), artifacts.load(name))

    assert compared.difference


CONTROLLER = """// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;
import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";

contract Controller is AccessControl {
    bytes32 public constant LIMITER_ROLE = keccak256("LIMITER_ROLE");
    address public immutable TOKEN;
    uint256 public limit;
    uint256 public minted;
    error OverLimit(uint256 limit, uint256 amount);
    constructor(address admin, address token_) { TOKEN = token_; _grantRole(DEFAULT_ADMIN_ROLE, admin); }
    function setLimit(uint256 newLimit) external onlyRole(LIMITER_ROLE) { limit = newLimit; }
    function beforeMint(address, address, uint256 amount) external {
        require(msg.sender == TOKEN);
        minted += amount;
        require(minted <= limit, OverLimit(limit, amount));
    }
    function beforeBurn(address, address, uint256 amount) external { if (minted >= amount) minted -= amount; }
}
"""


def test_a_controller_beside_the_token_is_held_against_its_mutant_too(tmp_path):
    # given
    require_solc()
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    path = tmp_path / "Controller.sol"
    path.write_text(CONTROLLER)
    controllers, unit = Compiler.of([path], tmp_path), {"Controller": "Controller.sol"}
    original = controllers.compile(unit)["Controller"]
    late = CONTROLLER.replace("minted <= limit", "minted < limit")
    mutant = controllers.compile(unit, {"Controller.sol": late})["Controller"]

    # when
    same = compare(original, original, calls=2_000)
    different = compare(original, mutant, calls=10_000)

    # then
    assert same.difference == ""
    assert {"setLimit(uint256)", "mint(address,uint256)"} <= same.reached
    assert "OverLimit" in different.difference


def test_storage_that_lies_elsewhere_is_caught_though_no_call_can_tell(compiler):
    unit = "contracts/token/Freezing.sol"
    moved = compiler.sources.contents[unit].replace('erc7201("backbone.storage.Freezing")', 'erc7201("elsewhere")')
    wanted = {"ReferenceDollar": "contracts/token/ReferenceDollar.sol"}
    mutant = compiler.compile(wanted, {unit: moved})["ReferenceDollar"]

    assert "an upgrade to the original" in compare(artifacts.load("ReferenceDollar"), mutant, calls=1_000).difference
