"""Sliding windows against a model that adds up every step of the last day."""

from __future__ import annotations

from dataclasses import dataclass, field

from _control import DAY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

HIGHEST = 120  # of limits and amounts, so that they meet often
STEPS = {
    "mint": ("minter", "mint", "@recipient"),
    "burn": ("minter", "burn"),
    "bridge mint": ("bridge", "crosschainMint", "@recipient"),
    "bridge burn": ("bridge", "crosschainBurn", "@bridge"),
}

REFUSALS = ("MintExceedsWindow", "BurnExceedsWindow", "MintExceedsTransactionLimit")

amounts = st.integers(1, HIGHEST)
pauses = st.one_of(st.integers(0, 60), st.integers(0, DAY + 60), st.sampled_from([DAY - 1, DAY, DAY + 1]))
limits = st.tuples(st.integers(0, HIGHEST), st.integers(0, HIGHEST), st.integers(0, HIGHEST))
supply_steps = st.tuples(st.sampled_from(list(STEPS)), amounts, pauses)
limit_steps = st.tuples(st.just("limits"), st.tuples(st.sampled_from(["minter", "bridge"]), limits), pauses)
courses = st.lists(st.one_of(supply_steps, supply_steps, supply_steps, limit_steps), max_size=25)


@dataclass(kw_only=True)
class Model:
    """What one account may do, by the definition: all that it did within the last day counts."""

    limits: tuple[int, int, int] = (0, 0, 0)
    done: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: {"mint": [], "burn": []})

    def used(self, kind, now):
        return sum(amount for time, amount in self.done[kind] if now - DAY < time <= now)

    def takes(self, kind, amount, now):
        per_transaction, minting, burning = self.limits
        limit = minting if kind == "mint" else burning
        within = amount + self.used(kind, now) <= limit and (kind == "burn" or amount <= per_transaction)
        if within:
            self.done[kind].append((now, amount))
        return within

    def most_in_a_day(self, kind):
        """The most that went through in the day that begins with any step."""
        steps = self.done[kind]
        return max((sum(a for t, a in steps if begun <= t < begun + DAY) for begun, _ in steps), default=0)


def goes_through(control, by, function, *args):
    """Whether a step goes through; if not, then by one of the limits."""
    receipt = control.attempt(by, function, *args)
    assert receipt.success or receipt.error.name in REFUSALS
    return receipt.success


def play(control, course):
    """Each step goes through on the chain where it does in the model; answers the models and the highest limits."""
    models = {name: Model() for name in ("minter", "bridge")}
    highest = dict.fromkeys([(name, kind) for name in models for kind in ("mint", "burn")], 0)
    for word, argument, pause in course:
        control.chain.warp(pause)
        if word == "limits":
            name, models[argument[0]].limits = argument[0], argument[1]
            control.limit(name, *argument[1])
            highest[name, "mint"] = max(highest[name, "mint"], argument[1][1])
            highest[name, "burn"] = max(highest[name, "burn"], argument[1][2])
        else:
            by, kind = STEPS[word][0], word.split()[-1]
            expected = models[by].takes(kind, argument, control.now)
            assert goes_through(control, *STEPS[word], argument) == expected
        for name, model in models.items():
            assert control.call("mintWindowOf", f"@{name}")[0] == model.used("mint", control.now)
            assert control.call("burnWindowOf", f"@{name}")[0] == model.used("burn", control.now)
    return models, highest


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(limits, limits, courses)
def test_over_any_day_no_more_than_the_limit_goes_through(control, minter, bridge, course):
    opening = [("limits", ("minter", minter), 0), ("limits", ("bridge", bridge), 0)]
    with control.stage.isolated():
        for name in ("minter", "bridge"):
            control.send("holder", "transfer", f"@{name}", 100 * HIGHEST)
        control.send("reserve_admin", "setProposalTerms", (HIGHEST, 0, 0))

        models, highest = play(control, opening + course)

    for (name, kind), limit in highest.items():
        assert models[name].most_in_a_day(kind) <= limit
