"""Who can create tokens, and who makes and unmakes minters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from backbone_chain.abi import Function
from backbone_chain.subjects._driver import Call, UnreadableError
from backbone_chain.subjects._model import VerbLine
from backbone_chain.subjects._powers import SELF, Route
from backbone_chain.subjects._templates import mentions, replaced
from backbone_chain.subjects._tries import Tried, Tries
from backbone_chain.subjects._words import BRIDGES, sounds_like


class Minting:
    """Mints, what has to be done so that anybody can mint, and the keys that give an account the right to."""

    def __init__(self, tries: Tries) -> None:
        self.t = tries
        self.driver, self.scene, self.routes = tries.driver, tries.scene, tries.routes
        self.preparation: list[str] = []

    def find(self) -> None:
        """Every way to mint; where there is none yet, one call is looked for that makes one."""
        verbs = self.driver.subject.verbs
        given = verbs.get("mint")
        if given:
            self.t.lines.insert(0, (given, self.driver.contract(given.to).abi.function(given.call)))
        self._find_mints()
        if not self.routes["mint"] and not ("mint" in verbs and given is None):
            self._prepare_minting()
        self.scene.mints = [(route.line, self.driver.sender(route.line.sender)) for route in self.routes["mint"]]

    def _find_mints(self) -> None:
        def creates(tried: Tried) -> bool:
            to = self.scene.holder if mentions(tried.line, SELF) else tried.call.sender
            is_new = tried.change.supply > 0 and tried.change.of(to.address) > 0
            return is_new and mentions(tried.line, "$amount")

        found = self.t.found("mint", creates, self.t.survey(self.t.senders()), "tried: supply and a balance rose")
        self.routes["mint"] = [each for each in found if not BRIDGES.search(each.name)]
        self.routes["bridge_mint"] = [
            replace(each, verb="bridge_mint") for each in found if each not in self.routes["mint"]
        ]

    def _prepare_minting(self) -> None:
        """One call by a key after which a new minter, or a known key, can mint."""
        wanted = [(line, function) for line, function in self.t.lines if sounds_like("mint", function.name)]
        for line, _ in self.t.likely("configure_minter"):
            for sender in self.t.senders():
                call = self.t.call(replaced(line, {"$holder": "$minter"}), sender)
                if call is None or not self.driver.would(call):
                    continue
                with self.scene.after(call) as done:
                    works = done and self._mints_now(wanted)
                if works:
                    self.driver.send(call)
                    self.preparation.append(f"{self.driver.tell(call)}, so that somebody can mint")
                    self.t.keys.append(self.scene.minter.address)
                    self._find_mints()
                    return

    def _mints_now(self, wanted: list[tuple[VerbLine, Function]]) -> bool:
        holder = self.scene.holder.address
        for line, _ in wanted:
            for sender in (self.scene.minter, *self.t.senders()):
                call = self.t.call(line, sender)
                change = self.scene.effect(call) if call else None
                if call and change and change.supply > 0 and max(change.of(holder), change.of(sender.address)) > 0:
                    return True
        return False

    def fund(self) -> bool:
        """Give the holder and the bystander something; whether that worked."""
        return all(self.give(each.address, 10 * self.scene.amount) for each in (self.scene.holder, self.scene.other))

    def give(self, to: str, amount: int) -> bool:
        """Tokens for somebody, minted or from a key that has some."""
        try:
            before = self.driver.balance(to)
            return any(self.driver.does(call) and self.driver.balance(to) > before for call in self.gifts(to, amount))
        except UnreadableError:
            return False

    def gifts(self, to: str, amount: int) -> Iterator[Call]:
        """The calls that may give somebody tokens; what is minted to a key can be paid on."""
        for line, sender in self.scene.mints:
            call = self.t.call(line, sender, holder=to, amount=amount if mentions(line, SELF) else 2 * amount)
            if call:
                yield call
        for sender in self.t.senders():  # some of them may just have minted to themselves
            if self.driver.balance(sender.address) >= amount:
                yield self.driver.erc20("transfer", to, amount, sender=sender)

    def find_minters(self) -> None:
        """Who makes and unmakes minters: after it a new account can mint, or can no more."""
        if not self.scene.mints:
            return
        line, _ = self.scene.mints[0]
        mint = self.t.call(line, self.scene.minter)
        if mint is None or self.driver.would(mint):
            return
        self._minter_verb("configure_minter", mint, opens=True)
        if not self.routes.get("configure_minter"):
            return
        with self.scene.after(self.t.known("configure_minter")):
            if self.driver.would(mint):
                self._minter_verb("remove_minter", mint, opens=False)

    def _minter_verb(self, verb: str, mint: Call, *, opens: bool) -> None:
        others = [self.t.call(line, sender, holder=self.scene.other.address) for line, sender in self.scene.mints[:1]]
        found: dict[str, tuple[VerbLine, list[str]]] = {}
        taken = {each.line.call for other in ("freeze", "pause") for each in self.routes.get(other, ())}
        for line, function in self.t.likely(verb):
            if line.call in taken or not (sounds_like(verb, function.name) or mentions(line, "$amount")):
                continue
            about = replaced(line, {"$holder": "$minter"} if opens else {"$holder": "$minter", "$amount": 0})
            for sender in self.t.senders():
                call = self.t.call(about, sender) if mentions(about, "$minter") else None
                if (
                    call is None
                    or (line.call in found and found[line.call][0].args != line.args)
                    or not self.driver.would(call)
                ):
                    continue
                with self.scene.after(call) as done:
                    works = done and self.driver.would(mint) == opens
                    works = works and (opens or all(self.driver.would(each) for each in others if each))
                if works:
                    found.setdefault(line.call, (line, []))[1].append(sender.address)
        how = "tried: a new account can mint" if opens else "tried: that account can mint no more"
        self.routes[verb] = sorted(
            (
                Route(verb=verb, line=replace(line, sender=who[0]), holders=tuple(who), how=how)
                for line, who in found.values()
            ),
            key=lambda route: not mentions(route.line, "$amount"),
        )
