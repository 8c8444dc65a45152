"""pause-griefing: the brake is pulled so that nobody can pay, and pulled again when it is let go."""

from __future__ import annotations

from backbone_chain.accounts import Account
from backbone_chain.errors import RefusedError
from backbone_chain.model import PlannedChange
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._world import CUSTOMERS, DAY, open_for_business, planned
from backbone_chain.stage import Stage

HANDS = ("the pauser's own key", "a key that was never taken back", "a key that made itself a pauser")
PULLS = (2, 5, 16)
WAITS = (60, 3_600, 6 * 3_600)  # seconds from letting go to the next pull
IDLE_DAYS = 120


class PauseGriefing(Scenario):
    """Somebody with a pauser's key stops all payments, and again each time that the issuer lets them go on.

    1. The pauser's key is stolen; or a former pauser still has the role; or a stolen admin's key gives it to itself.
    2. The token is paused. 3. The issuer lets it go, and after a minute to six hours it is paused again, up to 16
    times.

    Built on bridges whose brakes their attackers held, and on what a pauser's key can do in every token that has one.
    """

    needs = frozenset({"mint", "configure_minter", "pause", "unpause", "grant"})
    expects = Expects(
        errors=frozenset({"not-authorised"}),
        rules=frozenset({"pause-state", "dormant-privilege-wakes", "privilege-closure-changed"}),
    )
    blind_spots = "A single pause by a stolen key, which is its holder's to explain."

    def choose(self) -> None:
        """Whose hand, how often, how soon again."""
        self.hand, self.pulls, self.wait = self.pick(HANDS), self.pick(PULLS), self.pick(WAITS)
        self.idle_days = self.random.randint(IDLE_DAYS, 2 * IDLE_DAYS)
        self.pulled = False

    @property
    def is_evasive(self) -> bool:
        """Whether the key may pause, and is known to."""
        return self.hand == HANDS[0]

    def prepare(self, stage: Stage) -> None:
        """A second pauser, who leaves; months later a drill of the brake."""
        open_for_business(stage)
        former = stage.actor("former_pauser")
        stage.tell(planned("role:pauser", former.address, "deployment"))
        stage.token.grant("pause", former)
        stage.chain.warp(self.idle_days * DAY)
        now = stage.chain.block_number
        for act, role in (("pause", "pauser"), ("unpause", "unpauser")):
            for what in (act, "key"):
                hand = stage.actor(role).address
                stage.tell(PlannedChange(what=what, new=hand, from_block=now, to_block=now + 1, ticket="drill"))
        stage.token.pause()
        stage.token.unpause()
        stage.chain.warp(2 * DAY)

    def attack(self, stage: Stage) -> None:
        """Pull, and pull again."""
        by = stage.actor(("pauser", "former_pauser", "attacker")[HANDS.index(self.hand)])
        if self.hand == HANDS[2]:
            stage.token.grant("pause", by)
        for _ in range(self.pulls):
            self._pull(stage, by)
            stage.chain.warp(self.wait)
            stage.token.unpause()
            stage.chain.warp(self.wait)

    def _pull(self, stage: Stage, by: Account) -> None:
        before, self.pulled = self.pulled, True
        try:
            stage.token.pause(sender=by)
        except RefusedError:
            self.pulled = before
            raise

    def loss(self, stage: Stage) -> int:
        """What customers could not pay with."""
        return sum(stage.token.balance_of(stage.actor(name)) for name in CUSTOMERS) if self.pulled else 0
