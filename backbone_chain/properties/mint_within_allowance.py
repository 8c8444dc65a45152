"""mint-within-allowance."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import NotApplicableError, Property
from backbone_chain.properties._limits import Limit, full, limits
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Route


class MintWithinAllowance(Property):
    """A minter mints at most its allowance, by whatever function, and the allowance falls by what it minted."""

    severity = Severity.CRITICAL
    of_all_functions = True
    needs = (("mint", "bridge_mint"),)

    def check(self, t: Trial) -> str:
        """Each allowance that a key can set: more at once is refused, and so is more in two steps."""
        found = [each for each in limits(t) if _is_allowance(each)]
        if not found:
            raise NotApplicableError("The token has no allowances for minters: nothing was found that a key can set.")
        for limit in found:
            with t.undone():
                for call in (*limit.before, limit.setting(t, full(t))):
                    t.prepare(call)
                self._try(t, limit)
        return f"Allowances are set by {', '.join(sorted({each.name for each in found}))}."

    def _try(self, t: Trial, limit: Limit) -> None:
        routes = [route for route in t.powers.routes.get("mint", ()) if _works(t, limit, route)]
        ways = list(({limit.route.line.call: limit.route} | {each.line.call: each for each in routes}).values())
        allowed = f"a minter with an allowance of {full(t):,}"
        for route in ways:
            t.control(limit.mint(t, full(t), route))
            t.must_refuse(limit.mint(t, full(t) + 1, route), f"By {route.name} {allowed} mints {full(t) + 1:,}.")
        part = t.amount
        t.prepare(limit.mint(t, full(t) - part))
        t.control(limit.mint(t, part))
        for route in ways:
            more = limit.mint(t, part + 1, route)
            t.must_refuse(more, f"By {route.name} {allowed} mints {part + 1:,} after {full(t) - part:,}.")


def _is_allowance(limit: Limit) -> bool:
    """Whether it bounds a sum for good, or is called so."""
    is_checked_only = limit.kind == "each mint" and limit.sounds_like_allowance
    is_called_so = limit.kind == "nothing" or is_checked_only
    return limit.kind == "allowance" or (is_called_so and not limit.sounds_like_rate)


def _works(t: Trial, limit: Limit, route: Route) -> bool:
    return t.driver.would(limit.mint(t, t.amount, route))
