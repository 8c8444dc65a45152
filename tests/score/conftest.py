"""Projects and folders of rules for the score."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

CRIES_WOLF = '''
"""cries-wolf: a rule that fires on everything."""
from backbone_chain.model import Severity, Transfer
from backbone_chain.watchers import Watcher

class CriesWolf(Watcher):
    """Every transfer."""
    needs = (Transfer,)

    def observe(self, observation):
        for fact in observation.facts:
            if isinstance(fact, Transfer):
                yield self.finding(observation, fact, Severity.CRITICAL, fact.to, "a transfer")
'''

HUGE_MINT = '''
"""limit-breach: a user's own rule, of a name that one of ours has."""
from backbone_chain.model import Mint, Severity
from backbone_chain.watchers import Watcher

class LimitBreach(Watcher):
    """A mint above two billion."""
    needs = (Mint,)

    def observe(self, observation):
        for fact in observation.facts:
            if isinstance(fact, Mint) and fact.amount > 2 * 10**15:
                yield self.finding(observation, fact, Severity.HIGH, fact.minter, "a huge mint")
'''

QUICK_THEFT = '''
"""quick-theft: a minter mints over its allowance, on a token that lets it."""
from backbone_chain.scenarios import BenignTwin, Expects, Scenario, open_for_business

class QuickTheft(Scenario):
    """A minter mints more than it may."""
    needs = frozenset({"mint", "configure_minter"})
    expects = Expects(errors=frozenset({"over-limit"}), rules=frozenset({"limit-breach"}))

    def choose(self):
        self.whole = self.random.randint(10**9, 2 * 10**9)

    def prepare(self, stage):
        open_for_business(stage)

    def attack(self, stage):
        stage.token.mint(stage.actor("thief"), self.whole * stage.token.unit)

    def loss(self, stage):
        return stage.token.balance_of(stage.actor("thief"))
'''

UNSEEN = '''
"""unseen: a story that no rule knows."""
from backbone_chain.scenarios import Expects, Scenario, open_for_business

class Unseen(Scenario):
    """The exchange's tokens go to a thief."""
    needs = frozenset({"mint"})
    expects = Expects(rules=frozenset({"limit-breach"}))

    def prepare(self, stage):
        open_for_business(stage)

    def attack(self, stage):
        stage.token.transfer(stage.actor("thief"), 5, sender=stage.actor("exchange"))

    def loss(self, stage):
        return stage.token.balance_of(stage.actor("thief"))
'''


@pytest.fixture(autouse=True)
def at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.fixture
def wolf(tmp_path: Path) -> Path:
    return folder(tmp_path / "wolf", cries_wolf=CRIES_WOLF)


@pytest.fixture
def huge(tmp_path: Path) -> Path:
    return folder(tmp_path / "huge", limit_breach=HUGE_MINT)


@pytest.fixture
def own_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pyproject.toml").write_text('[tool.backbone]\nscenarios = "stories"\n')
    folder(tmp_path / "stories", quick_theft=QUICK_THEFT, unseen=UNSEEN)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def folder(path: Path, **modules: str) -> Path:
    path.mkdir()
    for name, text in modules.items():
        (path / f"{name}.py").write_text(text)
    return path
