"""The trees of the contracts' functions: a test for each leaf, a leaf for each mark, a tree for each function."""

from __future__ import annotations

from pathlib import Path

import pytest
from _trees import TreeError, complaints, leaves, marked, marks, read

from backbone_chain import artifacts
from backbone_chain.artifacts import Artifact

TESTS = Path(__file__).parents[1]
TREES = TESTS / "token" / "trees"
CONTRACTS = ("ReferenceDollar", "SupplyController", "ReserveFeed")

REDEEM = """redeem
├── given redeeming is paused
│   └── it reverts with OperationPaused
├── when the amount is zero
│   └── it reverts with ZeroAmount
└── given everything is in order
    ├── it burns the caller's tokens
    └── it emits Transfer to zero and Redeemed
"""
LEAVES = [
    "redeem: given redeeming is paused: it reverts with OperationPaused",
    "redeem: when the amount is zero: it reverts with ZeroAmount",
    "redeem: given everything is in order: it burns the caller's tokens",
    "redeem: given everything is in order: it emits Transfer to zero and Redeemed",
]


def contracts() -> list[Artifact]:
    """Those of the contracts that there are."""
    folder = Path(artifacts.__file__).parent
    return [artifacts.load(name) for name in CONTRACTS if (folder / f"{name}.json").exists()]


def changing() -> set[str]:
    return {f.name for artifact in contracts() for f in artifact.interface.functions if f.changes_state}


# --- the trees that there are


def test_every_leaf_has_a_test_every_mark_a_leaf_and_every_changing_function_a_tree() -> None:
    assert complaints(leaves(TREES), marked([TESTS / "token", TESTS / "stateful"]), changing()) == []


def test_every_tree_is_of_a_function_that_there_is() -> None:
    declared = {function.name for artifact in contracts() for function in artifact.interface.functions}

    assert set(leaves(TREES)) - declared == set()


def test_the_reference_token_is_among_the_contracts_and_redeem_among_its_functions() -> None:
    assert "redeem" in changing()


# --- reading


def draw(folder: Path, text: str, name: str = "redeem") -> Path:
    path = folder / f"{name}.tree"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_leaves_of_a_tree_are_its_outcomes(tmp_path: Path) -> None:
    assert read(draw(tmp_path, REDEEM)) == LEAVES


def test_the_trees_of_a_folder_are_read_by_function(tmp_path: Path) -> None:
    draw(tmp_path, REDEEM)
    draw(tmp_path, "pause\n└── it pauses\n", "pause")

    assert leaves(tmp_path) == {"pause": ["pause: it pauses"], "redeem": LEAVES}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("burn\n└── it burns\n", "name of the file"),
        ("redeem\n", "there is nothing"),
        ("redeem\n└── given a pause\n", "there is nothing"),
        ("redeem\n├── it burns\n", "wrong corner"),
        ("redeem\n└── it burns\n└── it emits\n", "wrong corner"),
        ("redeem\n└── it burns\n└── it burns\n", "stands twice"),
        ("redeem\n└── it burns\n    └── it emits\n", "hangs on an outcome"),
        ("redeem\n└── given a pause\n│   └── it reverts\n", "hangs on nothing"),
        ("redeem\n├── given a pause\n    └── it reverts\n└── it burns\n", "hangs on nothing"),
        ("redeem\n└── given a pause\n        └── it reverts\n", "hangs on nothing"),
        ("redeem\n└── if it is paused\n    └── it reverts\n", "does not begin with"),
        ("redeem\n└── it  burns\n", "does not begin with"),
        ("redeem\n└── it burns: all\n", "does not begin with"),
        ("redeem\n└─ it burns\n", "drawn wrongly"),
        ("redeem\n\n└── it burns\n", "drawn wrongly"),
        ("redeem\n\t└── it burns\n", "drawn wrongly"),
        ("redeem\nit burns\n", "drawn wrongly"),
    ],
)
def test_a_tree_that_is_drawn_wrongly_is_an_error(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(TreeError, match=complaint) as caught:
        read(draw(tmp_path, text))
    assert str(caught.value).startswith("redeem.tree: ")


# --- marks


def test_marks_are_found_on_functions_and_parameters_alike() -> None:
    source = """
@pytest.mark.branch("a: it is")
@pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.branch("b: it is"))])
@pytest.mark.other("c: it is")
def test(): ...

ROW = {"yes": branch("d: " "it is")}
"""
    assert marks(source) == {"a: it is", "b: it is", "d: it is"}


@pytest.mark.parametrize("named", ["NAME", "f'{x}: it is'", "'a', 'b'", "", "1", "reason='a'"])
def test_a_mark_that_is_no_literal_is_an_error(named: str) -> None:
    with pytest.raises(TreeError, match=r"tests\.py, line 2: a branch is named by one literal string"):
        marks(f"\npytest.mark.branch({named})", "tests.py")


def test_marks_are_collected_from_every_module_of_the_folders(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "test_one.py").write_text('branch("a: it is")', encoding="utf-8")
    (tmp_path / "two.py").write_text('branch("b: it is")', encoding="utf-8")

    assert marked([tmp_path, tmp_path / "nowhere"]) == {"a: it is", "b: it is"}


# --- what is wrong


def test_all_is_well_where_leaves_and_marks_and_functions_agree() -> None:
    assert complaints({"redeem": LEAVES}, LEAVES, ["redeem"]) == []


def test_a_leaf_without_a_test_is_told() -> None:
    assert complaints({"redeem": LEAVES}, LEAVES[1:], ["redeem"]) == [f"No test is marked {LEAVES[0]!r}."]


def test_a_mark_without_a_leaf_is_told() -> None:
    assert complaints({"redeem": LEAVES}, [*LEAVES, "redeem: it sings"], ["redeem"]) == [
        "No leaf is 'redeem: it sings', which a test is marked with."
    ]


def test_a_function_without_a_tree_is_told() -> None:
    assert complaints({"redeem": LEAVES}, LEAVES, ["redeem", "burn"]) == ["The function burn has no tree."]
