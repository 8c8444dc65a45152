"""The stories, told to every token and, on the reference token, on every engine."""

from __future__ import annotations

import pytest

from backbone_chain import BenignTwin, Chain, Outcome, Stage, engines, play_one, scenarios, tokens, watchers
from backbone_chain.proxies import IMPLEMENTATION_SLOT

STORIES = scenarios.catalogue()
ATTACKS = [name for name, story in STORIES.items() if story.kind == "attack"]
TWINS = [name for name, story in STORIES.items() if story.kind == "twin"]
TOKENS = list(tokens.catalogue())
OTHER_ENGINES = [name for name in engines.engines() if name != engines.DEFAULT]
SEEDS = range(4)
DRAWN = [(token, seed) for number, token in enumerate(TOKENS) for seed in (SEEDS if not number else [number % 4])]
"""The reference token with every seed, each quirk with one of them."""

# Where a quirk's outcome differs from the reference token's: story, outcome there, the rule that notices.
CAUGHT = {
    "authorization-reusable": {"replayed-signature": "signature-replayed"},
    "freeze-skips-mint-recipient": {"mint-to-frozen": "freeze-latency"},
    "freeze-skips-transfer-from": {"frozen-spender": "freeze-latency"},
    "freeze-takes-effect-later": {"frozen-spender": "freeze-latency", "mint-to-frozen": "freeze-latency"},
    "mint-open-to-all": {"fat-finger": "limit-breach", "outsider": "unknown-minter"},
    "mint-skips-allowance": {"fat-finger": "limit-breach"},
    "minter-allowance-unbounded": {"limit-switched-off": "control-weakened"},
    "proxy-initialized-later": {"hidden-proxy": "implementation-changed"},
    "reinitializer-open-to-all": {"outsider": "implementation-changed"},
    "upgrade-open-to-all": {"outsider": "implementation-changed"},
}
REFUSED_BY_REFERENCE = {
    "fat-finger": "MintExceedsAllowance",
    "frozen-spender": "AccountFrozen",
    "hidden-proxy": "InvalidInitialization",
    "limit-switched-off": "MinterAllowanceTooHigh",
    "mint-to-frozen": "AccountFrozen",
    "outsider": "AccessControlUnauthorizedAccount",
    "replayed-signature": "AuthorizationUsedOrCanceled",
}
"""The error with which the reference token refuses a story; a watcher has to notice every other."""


def told(story: str, token: str, **options: object) -> object:
    return play_one(story, STORIES[story], tokens.blueprint(token), **options)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("story", ATTACKS)
def test_reference_token_refuses_or_a_watcher_notices(story: str, seed: int) -> None:
    cell = told(story, "reference", seed=seed)
    error = REFUSED_BY_REFERENCE.get(story, "")
    outcome = Outcome.REFUSED if error else Outcome.NOTICED
    assert (cell.outcome, cell.error.partition("(")[0]) == (outcome, error), cell.error
    assert (cell.loss > 0) == (outcome is Outcome.NOTICED)


@pytest.mark.parametrize(("token", "seed"), DRAWN)
@pytest.mark.parametrize("story", TWINS)
def test_benign_twin_stays_quiet(story: str, token: str, seed: int) -> None:
    cell = told(story, token, seed=seed)
    assert cell.outcome is Outcome.QUIET, cell.error or cell.findings
    assert cell.loss == 0


@pytest.mark.parametrize(("token", "seed"), DRAWN[len(SEEDS) :])
@pytest.mark.parametrize("story", ATTACKS)
def test_quirk_fares_as_the_reference_token_does_but_for_what_it_lets_through(
    story: str, token: str, seed: int
) -> None:
    refused = story in REFUSED_BY_REFERENCE and story not in CAUGHT.get(token, ())
    cell = told(story, token, seed=seed)
    assert cell.outcome is (Outcome.REFUSED if refused else Outcome.NOTICED), cell.error


@pytest.mark.parametrize(
    ("token", "story", "rule"), [(t, s, r) for t, caught in CAUGHT.items() for s, r in caught.items()]
)
def test_quirk_lets_the_story_through_and_the_rule_notices(token: str, story: str, rule: str) -> None:
    cell = told(story, token)
    assert cell.outcome is Outcome.NOTICED
    assert cell.loss > 0
    assert rule in {finding.rule for finding in cell.findings}
    assert cell.latency_blocks <= 0


@pytest.mark.parametrize("engine", OTHER_ENGINES)
@pytest.mark.parametrize("story", list(STORIES))
def test_reference_token_fares_the_same_on_every_engine(story: str, engine: str) -> None:
    expected, cell = told(story, "reference"), told(story, "reference", engine=engine)
    if cell.outcome is Outcome.NOT_APPLICABLE:
        assert engine == "web3", "an engine in this process can do all that the stories need"
        pytest.skip(cell.error)
    # A node has blocks and hashes of its own.
    fields = ("outcome", "loss") if engine == "web3" else ("outcome", "loss", "error", "harm_block", "findings")
    assert cell.engine == engine
    assert [getattr(cell, field) for field in fields] == [getattr(expected, field) for field in fields]


@pytest.mark.parametrize("story", ATTACKS)
def test_an_attack_goes_silent_when_its_rules_are_taken_away(story: str, monkeypatch: pytest.MonkeyPatch) -> None:
    harmed = next((token for token in TOKENS if told(story, token).outcome is Outcome.NOTICED), None)
    assert harmed is not None
    expected = STORIES[story].expects.rules
    rest = [name for name in watchers.rules() if name not in expected]
    create = watchers.create
    monkeypatch.setattr(watchers, "create", lambda settings=None: create(rest))
    assert told(story, harmed).outcome is Outcome.SILENT


@pytest.mark.parametrize("twin", TWINS)
def test_twin_has_the_attacks_parameters_and_preparation(twin: str) -> None:
    story = STORIES[twin]
    assert issubclass(story, BenignTwin)
    told_twin, attack = story(3, 1), story.twin_of(3, 1)
    parameters = {name: value for name, value in vars(attack).items() if name != "random"}
    assert {name: getattr(told_twin.original, name) for name in parameters} == parameters
    assert story.prepare is BenignTwin.prepare
    assert story.deploys == story.twin_of.deploys


def test_same_seed_tells_the_same_story_and_variants_differ() -> None:
    def parameters(seed: int, variant: int) -> list[object]:
        return [{k: v for k, v in vars(STORIES[s](seed, variant)).items() if k != "random"} for s in ATTACKS]

    assert parameters(5, 0) == parameters(5, 0)
    assert parameters(5, 0) != parameters(5, 1)
    assert told("role-mint-cover-up", "reference", seed=5) == told("role-mint-cover-up", "reference", seed=5)


def test_same_business_gives_the_same_digest_on_every_deterministic_engine() -> None:
    def digest(engine: str, amount: int = 5) -> str:
        stage = Stage(tokens.blueprint("reference"), Chain(engine, seed=3), rules=())
        token = stage.deploy()
        scenarios.open_for_business(stage)
        token.transfer(stage.actor("customer"), amount, sender=stage.actor("victim"))
        stage.attempt(lambda: token.mint(stage.actor("thief"), 1, sender=stage.actor("thief")))
        return stage.chain.digest({token.address: [IMPLEMENTATION_SLOT]})

    deterministic = [name for name, engine in engines.engines().items() if name != "web3"]
    digests = {digest(engine) for engine in deterministic}
    assert len(digests) == 1
    assert digest(engines.DEFAULT, amount=6) not in digests
