"""permit-respects-freeze."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import NotApplicableError, Property, UnknownError
from backbone_chain.properties._signing import Permits
from backbone_chain.properties._stopping import freeze, freezes, set_up
from backbone_chain.properties._trial import Trial


class PermitRespectsFreeze(Property):
    """No signature gives an allowance from a frozen owner or for a frozen spender."""

    severity = Severity.MEDIUM
    needs = ("freeze",)

    def check(self, t: Trial) -> None:
        """Every form of a permit, under every way to freeze."""
        permits = require_permit(t)
        set_up(t)
        for form in permits.working():
            call = permits.of(form, t.holder, t.bystander, t.amount).call(t.outsider)
            for way in freezes(t):
                for word, frozen in (("from a frozen owner", t.holder), ("for a frozen spender", t.bystander)):
                    with t.undone():
                        freeze(t, way, frozen)
                        said = f"A permit {word} gives an allowance: {form.function.signature} after {way[0].name}."
                        t.must_refuse(call, said, effect=permits.allowed(t.holder, t.bystander))


def require_permit(t: Trial) -> Permits:
    """The token's permits. Raises: NotApplicableError, UnknownError for a form of them that isn't known."""
    permits = Permits(t)
    if not permits.declared:
        odd = [each.signature for each in t.driver.token.abi.functions if each.changes_state and each.name == "permit"]
        if odd:
            raise UnknownError(f"How to sign for {odd[0]} isn't known.")
        raise NotApplicableError("The token takes no permits.")
    return permits
