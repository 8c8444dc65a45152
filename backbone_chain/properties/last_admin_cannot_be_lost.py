"""last-admin-cannot-be-lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backbone_chain.accounts import Sender
from backbone_chain.errors import BackboneError
from backbone_chain.model import Severity
from backbone_chain.properties._base import NotApplicableError, Property
from backbone_chain.properties._keys import admins
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call, Grant, lines

ZERO = "0x" + "00" * 20
MAY_BE_A_FAREWELL = frozenset({"configure_minter", "remove_minter"})


class LastAdminCannotBeLost(Property):
    """The last admin can't renounce its power, or hand it over to the zero address, in one step."""

    severity = Severity.MEDIUM
    scwe = "SCWE-017"

    def check(self, t: Trial) -> None:
        """Each key that can give powers gives itself up in every way there is; then nobody can give them any more."""
        t.fund(t.holder)
        t.fund(t.bystander)
        grants = t.grants()
        if not grants:
            raise NotApplicableError("Nobody was found who can give powers to others, so there is no admin to lose.")
        every = admins(grants)
        for key, mine in every.items():
            with t.undone():
                for other in every:
                    if other != key:
                        _leave(t, t.driver.sender(other), mine)
                self._try(t, t.driver.sender(key), mine)

    def _try(self, t: Trial, admin: Sender, grants: list[Grant]) -> None:
        for call in _farewells(t, admin):
            if t.driver.would(call):
                sentence = f"{t.driver.tell(call)} leaves nobody who can give what that admin could."
                t.must_refuse(call, sentence, effect=lambda: _nobody_grants(t, grants))


def _leave(t: Trial, admin: Sender, grants: list[Grant]) -> None:
    """Another admin goes first, where it can: the last one is who is left."""
    for call in _farewells(t, admin):
        if t.driver.would(call):
            with t.undone():
                goes = t.driver.does(call) and not _gives(t, grants, [admin])
            if goes:
                t.prepare(call)
                return


def _farewells(t: Trial, admin: Sender) -> Iterator[Call]:
    """Every call that is no use of a power, with the zero address or the admin itself for each account."""
    used = [routes for verb, routes in t.powers.routes.items() if verb not in MAY_BE_A_FAREWELL]
    mine = {route.line.call for routes in used for route in routes}
    for to, function in t.driver.functions():
        if function.signature in mine:
            continue
        for line in lines(to, function, t.powers.words):
            for who in (ZERO, admin.address):
                try:
                    values = t.values(holder=who, recipient=who, spender=who)
                    yield t.driver.fill(line, values, admin)
                except BackboneError:
                    continue


def _nobody_grants(t: Trial, grants: list[Grant]) -> bool:
    """Whether nothing that this admin could give can be given by any known key."""
    return not _gives(t, grants, t.keys.all())


def _gives(t: Trial, grants: list[Grant], keys: Iterable[Sender]) -> bool:
    """Whether one of these keys can give what the grants give."""
    values = t.values(holder=t.outsider.address)
    calls = [t.driver.fill(grant.line, values, t.outsider) for grant in grants]
    return any(t.driver.would(call._replace(sender=key)) for key in keys for call in calls)
