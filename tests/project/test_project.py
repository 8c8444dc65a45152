"""The project about itself."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import runpy
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import backbone_chain
from backbone_chain import Outcome, artifacts, compiler, engines, play_matrix, scenarios, tokens, watchers
from backbone_chain.registry import kebab

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "backbone_chain"
README = (ROOT / "README.md").read_text(encoding="utf-8")
FAMILIES = tokens.families()


@pytest.fixture(scope="module")
def cells() -> list[backbone_chain.Cell]:
    return list(play_matrix(scenarios.catalogue(), [tokens.blueprint("reference")]))


def test_every_scenario_is_played_on_the_reference_token(cells: list[backbone_chain.Cell]) -> None:
    played = {cell.scenario for cell in cells if cell.outcome not in (None, Outcome.NOT_APPLICABLE)}
    assert played == set(scenarios.catalogue())


LATER_VARIANTS = {"bridge-phantom": 16, "fat-finger": 0, "retained-insider": 1}
"""Attacks, and a variant of each that brings out rules that only weigh, on its victim: no story expects those."""


@pytest.fixture(scope="module")
def later_cells() -> list[backbone_chain.Cell]:
    catalogue = scenarios.catalogue()
    found = []
    for attack, variant in LATER_VARIANTS.items():
        for name in (each for each, story in catalogue.items() if story.story() == attack):
            victim = tokens.blueprint(catalogue[name](0, variant).victim)
            found.append(backbone_chain.play_one(name, catalogue[name], victim, variant=variant))
    return found


def fires_in_a_variant(rule: str) -> bool:
    """Whether a story that expects the rule makes it fire in one of its variants, on the token that this one harms."""
    expecting = {name: story for name, story in scenarios.catalogue().items() if rule in story.expects.rules}
    cells = (
        backbone_chain.play_one(name, story, tokens.blueprint(story(0, variant).victim), variant=variant)
        for name, story in expecting.items()
        for variant in range(story.variants)
    )
    return any(finding.rule == rule for cell in cells for finding in cell.findings)


@pytest.mark.parametrize("rule", list(watchers.rules()))
def test_every_rule_fires_in_some_scenario_and_on_no_twin(
    rule: str, cells: list[backbone_chain.Cell], later_cells: list[backbone_chain.Cell]
) -> None:
    fires = {cell.kind for cell in (*cells, *later_cells) for finding in cell.findings if finding.rule == rule}
    assert "twin" not in fires
    assert fires or fires_in_a_variant(rule)


@pytest.mark.parametrize("quirk", artifacts.quirks())
def test_every_quirk_is_caught_by_a_story_or_by_name(quirk: str, cells: list[backbone_chain.Cell]) -> None:
    if runpy.run_path(str(ROOT / "tests/token/_quirk_table.py"))["DIFFER"][kebab(quirk)]:
        return
    played = play_matrix(scenarios.catalogue(), [tokens.blueprint(kebab(quirk))])
    assert [cell.outcome for cell in played] != [cell.outcome for cell in cells]


def test_every_quirk_stands_under_its_lesson() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "quirk_docs.py"))
    assert {quirk.name for quirk in script["quirks"]()} == {*artifacts.quirks(), *artifacts.control_quirks()}
    assert script["page"]() == script["PAGE"].read_text(encoding="utf-8"), "run `python scripts/quirk_docs.py`"


def test_every_rule_stands_on_its_page() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "watcher_docs.py"))
    assert script["page"]() == script["PAGE"].read_text(encoding="utf-8"), "run `python scripts/watcher_docs.py`"


def test_every_story_stands_on_its_page_and_says_what_it_leaves_out() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "scenario_docs.py"))
    assert script["page"]() == script["PAGE"].read_text(encoding="utf-8"), "run `python scripts/scenario_docs.py`"
    attacks = {name: story for name, story in scenarios.catalogue().items() if story.kind == "attack"}
    assert [name for name, story in attacks.items() if not story.blind_spots] == []


def test_no_attack_on_the_reference_token_is_silent(cells: list[backbone_chain.Cell]) -> None:
    assert not [cell for cell in cells if cell.token == "reference" and cell.failed]


@pytest.mark.parametrize(
    "kind", [scenarios.catalogue(), watchers.rules(), FAMILIES, engines.engines()], ids=lambda k: next(iter(k))
)
def test_every_plug_in_has_a_docstring_and_its_files_name(kind: dict[str, type]) -> None:
    for word, plugin in kind.items():
        module = sys.modules[plugin.__module__]
        assert kebab(Path(str(module.__file__)).stem) == word == kebab(plugin.__name__)
        assert inspect.getdoc(module)
        assert plugin.__doc__


def test_every_rule_of_the_table_says_its_number() -> None:
    for name, rule in watchers.rules().items():
        assert re.search(r"\(W\d+\)", rule.summary()), name


def test_all_is_complete() -> None:
    public = {name for name in vars(backbone_chain) if name[0].isalpha()}
    modules = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert set(backbone_chain.__all__) == (public - modules) | {"artifacts", "scenarios", "tokens", "watchers"}
    assert list(backbone_chain.__all__) == sorted(backbone_chain.__all__)


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_public_names_have_docstrings_and_nothing_catches_everything(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), f"{path} has no docstring"
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None
            assert getattr(node.type, "id", "") not in ("Exception", "BaseException"), node.lineno


def test_artifacts_are_not_older_than_their_sources() -> None:
    assert compiler.changed_sources(ROOT) == []


def test_no_project_file_names_a_registry_host() -> None:
    hosts = re.compile(r"registry\.npmjs|pypi\.org/simple|files\.pythonhosted|registry\.yarnpkg", re.IGNORECASE)
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    for name in names:
        text = (ROOT / name).read_text(encoding="utf-8", errors="replace") if (ROOT / name).is_file() else ""
        assert name == "tests/project/test_project.py" or not hosts.search(text), name


def readme_commands() -> list[tuple[str, list[str]]]:
    """Each `$ backbone …` line of the README with the lines that it is said to print."""
    found = []
    for block in re.findall(r"```text\n\$ (backbone .*?)```", README, re.DOTALL):
        command, *printed = block.rstrip().split("\n")
        found.append((command, printed))
    return found


def _steady(line: str) -> str:
    """A printed line without what changes from run to run: seconds, spaces at its end, how long a rule is drawn."""
    return re.sub("─+", "─", re.sub(r"\d+\.\d s", "_ s", line)).rstrip()


@pytest.mark.parametrize(
    ("command", "printed"), readme_commands(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_readme_command_prints_what_it_claims(
    command: str, printed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    from backbone_chain.cli import main

    main(shlex.split(command)[1:])
    lines = [_steady(line) for line in capsys.readouterr().out.split("\n")]
    assert [line for line in map(_steady, printed) if line and line != "…" and line not in lines] == []


def test_readme_has_commands_to_check() -> None:
    assert len(readme_commands()) >= 2


def test_readme_python_is_run() -> None:
    for block in re.findall(r"```python\n(.*?)```", README, re.DOTALL):
        exec(compile(block, "README.md", "exec"), {"__name__": "readme"})


def test_contents_of_the_readme_exist() -> None:
    tree = re.search(r"```text\ncontracts/(.*?)```", README, re.DOTALL)
    assert tree is not None
    for name in re.findall(r"^(\w[\w./]*)\s{2,}", "contracts/" + tree[1], re.MULTILINE):
        assert (ROOT / name).exists(), name


def test_every_module_can_be_imported() -> None:
    for path in PACKAGE.rglob("*.py"):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if not name.endswith("__main__"):
            importlib.import_module(name)


def test_docs_vocabulary_has_every_verb_and_outcome() -> None:
    from backbone_chain.tokens._base import VERBS

    vocabulary = (ROOT / "docs" / "vocabulary.md").read_text(encoding="utf-8")
    for word in (*[verb.replace("_", " ") for verb in VERBS], *[outcome.value for outcome in Outcome]):
        assert f"**{word}**" in vocabulary, word
