"""admin-handover-is-two-step."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import NotApplicableError, Property
from backbone_chain.properties._keys import admins
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call, Grant


class AdminHandoverIsTwoStep(Property):
    """Nobody becomes admin in one call, without accepting.

    The admin is whoever can give the most powers to others; a mistyped successor would be the admin for good.
    """

    severity = Severity.MEDIUM
    scwe = "SCWE-139"

    def check(self, t: Trial) -> None:
        """Every call of the admin that names an outsider, and whether that one can then do what the admin could."""
        t.fund(t.holder)
        t.fund(t.bystander)
        found = admins(t.grants())
        if not found:
            raise NotApplicableError("Nobody was found who can give powers to others, so there is no admin.")
        for key, grants in found.items():
            for _, call in list(t.keys.acts([t.driver.sender(key)], t.outsider.address)):
                sentence = f"{t.driver.tell(call)} makes that account admin at once, without its consent."
                t.must_refuse(call, sentence, effect=lambda grants=grants: _gives_all(t, grants))  # type: ignore[misc]


def _gives_all(t: Trial, grants: list[Grant]) -> bool:
    """Whether the outsider could give to a bystander all that these grants give."""
    values = t.values(holder=t.bystander.address)
    calls: list[Call] = [t.driver.fill(grant.line, values, t.outsider) for grant in grants]
    return all(t.driver.would(call) for call in calls)
