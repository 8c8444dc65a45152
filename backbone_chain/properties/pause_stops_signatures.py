"""pause-stops-signatures."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import NotApplicableError, Property
from backbone_chain.properties._signing import Authorizations, Permits
from backbone_chain.properties._stopping import pauses, set_up
from backbone_chain.properties._trial import Trial


class PauseStopsSignatures(Property):
    """While the token is paused no signature gives an allowance or moves tokens."""

    severity = Severity.HIGH
    needs = ("pause",)

    def check(self, t: Trial) -> None:
        """Every way to pause, against every function that takes a signature."""
        permits, authorizations = Permits(t), Authorizations(t)
        if not permits.declared and not authorizations.declared:
            raise NotApplicableError("The token takes no signatures: neither a permit nor a signed transfer.")
        set_up(t)
        if permits.declared:
            self._permits(t, permits)
        if authorizations.declared:
            self._transfers(t, authorizations)

    def _permits(self, t: Trial, permits: Permits) -> None:
        for form in permits.working():
            signed = permits.of(form, t.holder, t.bystander, t.amount)
            for pause in pauses(t):
                with t.undone():
                    t.prepare(pause)
                    said = f"After {t.driver.tell(pause)} a permit still gives an allowance: {form.function.signature}."
                    t.must_refuse(signed.call(t.outsider), said, effect=permits.allowed(t.holder, t.bystander))

    def _transfers(self, t: Trial, authorizations: Authorizations) -> None:
        for form in authorizations.working():
            signed = authorizations.of(form, t.holder, t.recipient, t.amount)
            for pause in pauses(t):
                with t.undone():
                    t.prepare(pause)
                    said = (
                        f"After {t.driver.tell(pause)} a signed transfer still goes through: {form.function.signature}."
                    )
                    t.must_refuse(signed.call(authorizations.submitter(form, t.recipient)), said)
