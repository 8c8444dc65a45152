"""Finding out what a token can be asked, and by whom: every function is tried, and counts as what it does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from backbone_chain.abi import Function
from backbone_chain.accounts import Sender
from backbone_chain.artifacts import Artifact
from backbone_chain.errors import ArgumentError, BackboneError
from backbone_chain.subjects._driver import ZERO, Call, Driver, UnreadableError, addresses_in
from backbone_chain.subjects._model import VerbLine
from backbone_chain.subjects._scene import Change, Scene
from backbone_chain.subjects._templates import lines, mentions, replaced
from backbone_chain.subjects._words import ABOUT_SUPPLY, BRIDGES, REDEEMS, sounds_like

ERC20_CALLS = frozenset({"transfer", "approve", "transferFrom", "permit", "increaseAllowance", "decreaseAllowance"})
SELF = "$holder"
LATER = "by its name; it stops something, but only some blocks later"
LATER_BLOCKS = 50
RETURNS_WHAT_FOLLOWS = bytes.fromhex("8060ff5f395ff3")  # DUP1, PUSH1 start, PUSH0, CODECOPY, PUSH0, RETURN
"""Creation code after the PUSH2 of a length: what follows it is the code that will run."""


@dataclass(frozen=True, kw_only=True)
class Route:
    """One way to use a power. line: with its sender. holders: everybody known who can. how: how that was found."""

    verb: str
    line: VerbLine
    holders: tuple[str, ...]
    how: str

    @property
    def name(self) -> str:
        """The function's name."""
        return self.line.call.partition("(")[0]


@dataclass(frozen=True, kw_only=True)
class Powers:
    """What a token can be asked: for each verb the ways to do it, the best first.

    partial: the ways to freeze a part of a balance. preparation: what had to be done first, so that anything could be
    minted or moved. words: ids of its roles.
    keys: every address that may hold a power. problems: verbs of the subject file that don't do what they say.
    """

    routes: Mapping[str, tuple[Route, ...]]
    partial: tuple[Route, ...] = ()
    preparation: tuple[str, ...] = ()
    words: tuple[bytes, ...] = ()
    keys: tuple[str, ...] = ()
    problems: Mapping[str, str]

    def has(self, verb: str) -> bool:
        """Whether the token has this power."""
        return verb in self.routes

    def line(self, verb: str) -> VerbLine:
        """The best way to use it."""
        return self.routes[verb][0].line


class Tried(NamedTuple):
    """A call that was accepted, and what it did."""

    line: VerbLine
    call: Call
    change: Change

    @property
    def name(self) -> str:
        """The function's name."""
        return self.line.call.partition("(")[0]


Sees = Callable[[Tried], bool]


class Detector:
    """Tries every function with every account that may hold a key, on a token where somebody holds something."""

    def __init__(self, driver: Driver) -> None:
        self.driver, self.scene = driver, Scene(driver)
        self.words = _role_ids(driver)
        self.keys = _keys(driver, self.words)
        self.routes: defaultdict[str, list[Route]] = defaultdict(list)
        self.partial: list[Route] = []
        self.preparation: list[str] = []
        self.problems: dict[str, str] = {}
        self.lines = [
            (line, function)
            for to, function in driver.functions()
            if function.name not in ERC20_CALLS
            for line in lines(to, function, self.words)
        ]

    def run(self) -> Powers:
        """All powers. What the tries do is undone, but for a preparation without which nothing could be minted."""
        self._denied = {verb for verb, line in self.driver.subject.verbs.items() if line is None}
        self._minting()
        with self.driver.chain.isolated():
            if self._fund():
                self.scene.approve()
                self._stopping()
                self._taking()
                self._burning()
            self._minters()
        with self.driver.chain.isolated():
            self._upgrading()
        self._corrections()
        routes = {
            verb: tuple(found) for verb, found in sorted(self.routes.items()) if found and verb not in self._denied
        }
        return Powers(
            routes=routes,
            partial=tuple(self.partial),
            preparation=tuple(self.preparation),
            words=tuple(self.words),
            keys=tuple(self.keys),
            problems=self.problems,
        )

    # --- trying

    def _call(self, line: VerbLine, sender: Sender, **values: Any) -> Call | None:
        """The call, None for a line that can't be filled in."""
        try:
            return self.driver.fill(line, self.scene.values(**values), sender)
        except (ArgumentError, BackboneError):
            return None

    def _senders(self) -> list[Sender]:
        return [self.driver.sender(address) for address in self.keys]

    def _survey(self, senders: Sequence[Sender]) -> list[Tried]:
        """Every line that is accepted just now from one of these senders, and what it does."""
        found = []
        for line in self._without_roles():
            drawn = self._call(line, self.scene.other)
            if drawn is None:
                continue
            for sender in senders:
                call = drawn._replace(sender=sender) if SELF not in line.sender else drawn
                change = self.scene.effect(call)
                if change:
                    found.append(Tried(line, call, change))
        return found

    def _without_roles(self) -> Iterator[VerbLine]:
        """The lines that may do something by themselves, so none that gives or takes a role."""
        words = set(self.words)
        return (
            line for line, _ in self.lines if words.isdisjoint(each for each in line.args if isinstance(each, bytes))
        )

    def _found(self, verb: str, sees: Sees, tried: Iterable[Tried], how: str) -> list[Route]:
        """The lines that had the wanted effect, those that sound like the verb first; each function once."""
        by_call: dict[tuple[str, str], tuple[VerbLine, list[str]]] = {}
        for each in tried:
            if sees(each):
                line, holders = by_call.setdefault((each.line.to, each.line.call), (each.line, []))
                if line.args == each.line.args and each.call.sender.address not in holders:
                    holders.append(each.call.sender.address)
        found = [
            Route(verb=verb, line=replace(line, sender=holders[0]), holders=tuple(holders), how=how)
            for line, holders in by_call.values()
        ]
        return sorted(found, key=lambda route: not sounds_like(verb, route.name))

    # --- the verbs

    def _minting(self) -> None:
        given = self.driver.subject.verbs.get("mint")
        if given:
            self.lines.insert(0, (given, self._declared(given)))
        self._find_mints()
        if not self.routes["mint"] and "mint" not in self._denied:
            self._prepare_minting()
        self.scene.mints = [(route.line, self.driver.sender(route.line.sender)) for route in self.routes["mint"]]

    def _find_mints(self) -> None:
        def creates(tried: Tried) -> bool:
            to = self.scene.holder if mentions(tried.line, SELF) else tried.call.sender
            is_new = tried.change.supply > 0 and tried.change.of(to.address) > 0
            return is_new and mentions(tried.line, "$amount")

        found = self._found("mint", creates, self._survey(self._senders()), "tried: supply and a balance rose")
        self.routes["mint"] = [each for each in found if not BRIDGES.search(each.name)]
        self.routes["bridge_mint"] = [
            replace(each, verb="bridge_mint") for each in found if each not in self.routes["mint"]
        ]

    def _prepare_minting(self) -> None:
        """One call by a key after which a new minter, or a known key, can mint."""
        wanted = [(line, function) for line, function in self.lines if sounds_like("mint", function.name)]
        for line, _ in self._likely("configure_minter"):
            for sender in self._senders():
                call = self._call(replaced(line, {"$holder": "$minter"}), sender)
                if call is None or not self.driver.would(call):
                    continue
                with self.scene.after(call) as done:
                    works = done and self._mints_now(wanted)
                if works:
                    self.driver.send(call)
                    self.preparation.append(f"{self.driver.tell(call)}, so that somebody can mint")
                    self.keys.append(self.scene.minter.address)
                    self._find_mints()
                    return

    def _mints_now(self, wanted: list[tuple[VerbLine, Function]]) -> bool:
        holder = self.scene.holder.address
        for line, _ in wanted:
            for sender in (self.scene.minter, *self._senders()):
                call = self._call(line, sender)
                change = self.scene.effect(call) if call else None
                if call and change and change.supply > 0 and max(change.of(holder), change.of(sender.address)) > 0:
                    return True
        return False

    def _fund(self) -> bool:
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
            call = self._call(line, sender, holder=to, amount=amount if mentions(line, SELF) else 2 * amount)
            if call:
                yield call
        for sender in self._senders():  # some of them may just have minted to themselves
            if self.driver.balance(sender.address) >= amount:
                yield self.driver.erc20("transfer", to, amount, sender=sender)

    def _stopping(self) -> None:
        def pauses(tried: Tried) -> bool:
            is_switch = sounds_like("pause", tried.name) or not mentions(tried.line, "$amount")
            return is_switch and "send by others" in tried.change.stopped and tried.change.is_still

        def freezes(tried: Tried) -> bool:
            stops = tried.change.stopped and not tried.change.stopped & {"send by others", "mint to others"}
            moved = tried.change.of(self.scene.holder.address)
            return bool(stops) and mentions(tried.line, SELF) and tried.change.is_still and not moved

        tried = self._survey(self._senders())
        self.routes["pause"] = self._found("pause", pauses, tried, "tried: nobody can transfer afterwards")
        self.routes["freeze"] = self._found("freeze", freezes, tried, "tried: the account is stopped afterwards")
        for verb, inverse in (("pause", "unpause"), ("freeze", "unfreeze")):
            named = [each for each in self.routes[verb] if sounds_like(verb, each.name)]
            found = named or self.routes[verb] or self._by_name(verb, tried)
            self.routes[verb] = found or self._found(verb, self._stops_later(verb), tried, LATER)
            if self.routes[verb]:
                self.routes[inverse] = self._undone(verb, inverse)

        self.partial = self._found("freeze", self._holds_a_part, tried, "tried: a part of the balance stays afterwards")

    def _holds_a_part(self, tried: Tried) -> bool:
        """Whether the whole balance can't be sent afterwards, although a little still can."""
        change, holder = tried.change, self.scene.holder
        is_quiet = change.is_still and not change.stopped and not change.of(holder.address)
        if not (is_quiet and mentions(tried.line, SELF) and mentions(tried.line, "$amount")):
            return False
        all_of_it = self.driver.balance(holder.address)
        send = self.driver.erc20("transfer", self.scene.recipient.address, all_of_it, sender=holder)
        with self.scene.after(tried.call) as done:
            return done and not self.driver.would(send)

    def _stops_later(self, verb: str) -> Sees:
        """A function of that name after which, some blocks later, an act of everybody or of the holder alone stops."""
        act = "send" if verb == "freeze" else "send by others"

        def stops(tried: Tried) -> bool:
            is_right = mentions(tried.line, SELF) == (verb == "freeze") and sounds_like(verb, tried.name)
            if not (is_right and tried.change.is_still) or act not in self.scene.works():
                return False
            with self.scene.after(tried.call) as done:
                self.driver.chain.mine(LATER_BLOCKS)
                return done and act not in self.scene.works()

        return stops

    def _undone(self, verb: str, inverse: str) -> list[Route]:
        """What undoes the verb; for one that stops nothing, what turns its getter back."""

        def restores(tried: Tried) -> bool:
            return bool(tried.change.restored) and tried.change.is_still

        def turns_back(tried: Tried) -> bool:
            return self._turns(tried.call, flags, to=False)

        with self.scene.after(self._known(verb)):
            flags = self._flags()
            sees = restores if self.routes[verb][0].how.startswith("tried") else turns_back
            how = f"tried: it undoes {self.routes[verb][0].name}"
            return self._found(inverse, sees, self._survey(self._senders()), how)

    def _by_name(self, verb: str, tried: Iterable[Tried]) -> list[Route]:
        """A function of that name that stops nothing, but whose getter says that it did: a power that is broken."""
        flags = self._flags()

        def turns(tried: Tried) -> bool:
            is_right = mentions(tried.line, SELF) == (verb == "freeze") and not ABOUT_SUPPLY.search(tried.name)
            return is_right and sounds_like(verb, tried.name) and self._turns(tried.call, flags, to=True)

        return self._found(verb, turns, tried, "by its name, and a getter that says so; it stops nothing")

    def _flags(self) -> dict[tuple[str, str], Any]:
        """What every getter of one bool says of the holder."""
        flags = {}
        for to, contract in self.driver.contracts():
            for function in contract.abi.functions:
                kinds = [each["type"] for each in function.inputs]
                if not function.changes_state and function.answers == ("bool",) and kinds in ([], ["address"]):
                    args = [self.scene.holder.address] * len(kinds)
                    flags[to, function.signature] = self.driver.ask(contract, function, args)
        return flags

    def _turns(self, call: Call, flags: Mapping[tuple[str, str], Any], *, to: bool) -> bool:
        with self.scene.after(call) as done:
            now = self._flags() if done else {}
        return any(flags.get(key) is (not to) and value is to for key, value in now.items())

    def _known(self, verb: str, **values: Any) -> Call:
        route = self.routes[verb][0]
        return self.driver.fill(route.line, self.scene.values(**values), self.driver.sender(route.line.sender))

    def _taking(self) -> None:
        """Wipe and seize, from an account that is frozen where there is a freeze."""
        holder = self.scene.holder.address

        def wipes(tried: Tried) -> bool:
            return tried.change.supply < 0 and tried.change.of(holder) < 0

        def seizes(tried: Tried) -> bool:
            return not tried.change.supply and tried.change.of(holder) < 0

        tried = []
        for first in self._states():
            with self.scene.after(*first) as done:
                found = self._survey(self._senders()) if done else []
                tried += [each for each in found if not BRIDGES.search(each.name)]
        self.routes["wipe"] = self._found("wipe", wipes, tried, "tried: a balance was destroyed")
        self.routes["seize"] = self._found("seize", seizes, tried, "tried: a balance was taken")

    def _states(self) -> Iterator[list[Call]]:
        """What may have to be done before something can be taken: a freeze, the freeze of a part, nothing."""
        if self.routes["freeze"]:
            yield [self._known("freeze")]
        if self.partial:
            line = self.partial[0].line
            yield [self.driver.fill(line, self.scene.values(), self.driver.sender(line.sender))]
        yield []

    def _burning(self) -> None:
        def burns(tried: Tried) -> bool:
            names_nobody = not any(mentions(tried.line, each) for each in (SELF, "$recipient", "$spender"))
            return tried.change.supply < 0 and (names_nobody or tried.change.of(tried.call.sender.address) < 0)

        own = self._found("burn", burns, self._survey([self.scene.holder]), "tried: a holder's balance and supply fell")
        own = [replace(each, line=replace(each.line, sender=SELF)) for each in own]
        known = {(each.line.to, each.line.call) for each in own}
        with self.driver.chain.isolated():
            rich = [each for each in self._senders() if self.give(each.address, 2 * self.scene.amount)]
            by_keys = self._found("burn", burns, self._survey(rich), "tried: the key's balance and supply fell")
        found = [*own, *(each for each in by_keys if (each.line.to, each.line.call) not in known)]
        for verb, pattern in (("redeem", REDEEMS), ("bridge_burn", BRIDGES)):
            self.routes[verb] = [replace(each, verb=verb) for each in found if pattern.search(each.name)]
        named = {each.line for verb in ("redeem", "bridge_burn") for each in self.routes[verb]}
        self.routes["burn"] = [each for each in found if each.line not in named]

    def _minters(self) -> None:
        """Who makes and unmakes minters: after it a new account can mint, or can no more."""
        if not self.scene.mints:
            return
        line, _ = self.scene.mints[0]
        mint = self._call(line, self.scene.minter)
        if mint is None or self.driver.would(mint):
            return
        self._minter_verb("configure_minter", mint, opens=True)
        if not self.routes.get("configure_minter"):
            return
        with self.scene.after(self._known("configure_minter")):
            if self.driver.would(mint):
                self._minter_verb("remove_minter", mint, opens=False)

    def _minter_verb(self, verb: str, mint: Call, *, opens: bool) -> None:
        others = [self._call(line, sender, holder=self.scene.other.address) for line, sender in self.scene.mints[:1]]
        found: dict[str, tuple[VerbLine, list[str]]] = {}
        taken = {each.line.call for other in ("freeze", "pause") for each in self.routes.get(other, ())}
        for line, function in self._likely(verb):
            if line.call in taken or not (sounds_like(verb, function.name) or mentions(line, "$amount")):
                continue
            about = replaced(line, {"$holder": "$minter"} if opens else {"$holder": "$minter", "$amount": 0})
            for sender in self._senders():
                call = self._call(about, sender) if mentions(about, "$minter") else None
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

    def _likely(self, verb: str) -> list[tuple[VerbLine, Function]]:
        return sorted(self.lines, key=lambda each: not sounds_like(verb, each[1].name))

    def _upgrading(self) -> None:
        new = copied_implementation(self.driver)
        if not new:
            return
        names = {"$holder": new, "$recipient": new}
        found = []
        for line, function in self._likely("upgrade"):
            if not mentions(line, SELF) and not mentions(line, "$recipient"):
                continue
            if not sounds_like("upgrade", function.name):
                break
            proxied = replaced(line, {**names, SELF: self.driver.token.address} if line.to else names)
            holders = [each.address for each in self._senders() if self._upgrades(proxied, each)]
            if holders:
                upgrade = replaced(proxied, {new: "$implementation"})
                found.append(
                    Route(
                        verb="upgrade",
                        line=replace(upgrade, sender=holders[0]),
                        holders=tuple(holders),
                        how="tried: the proxy runs another implementation",
                    )
                )
        self.routes["upgrade"] = found

    def _upgrades(self, line: VerbLine, sender: Sender) -> bool:
        call = self._call(line, sender)
        change = self.scene.effect(call) if call else None
        return bool(change and change.implementation)

    # --- what the subject file says

    def _corrections(self) -> None:
        for verb, line in self.driver.subject.verbs.items():
            if line is None:
                continue
            known = next((each for each in self.routes.get(verb, ()) if each.line.call == line.call), None)
            sender = line.sender if line.sender.startswith("$") else self._named(line.sender)
            sender = sender or (known.line.sender if known else "")
            if not sender:
                self.problems[verb] = f"nobody was found who may call {line.call}"
                continue
            holders = known.holders if known else (sender,)
            route = Route(verb=verb, line=replace(line, sender=sender), holders=holders, how="the subject file")
            self.routes[verb] = [route, *(each for each in self.routes.get(verb, ()) if each is not known)]

    def _named(self, sender: str) -> str:
        if not sender.startswith("@"):
            return sender
        known = self.driver.subject.actors.get(sender[1:])
        return known.address if known else self.driver.chain.account(sender[1:]).address

    def _declared(self, line: VerbLine) -> Function:
        contract = dict(self.driver.contracts())[line.to]
        return contract.abi.function(line.call)


def copied_implementation(driver: Driver) -> str:
    """A second contract that runs what the proxy runs, its own address in the place of the first one's.

    Code that knows where it stands, as UUPS does, would refuse to run anywhere else. Empty where there is no proxy.
    """
    chain, old = driver.chain, driver.subject.implementation
    if not old:
        return ""
    code = chain.engine.get_code(old)
    with chain.isolated():
        place = placed(driver, code)
    return placed(driver, code.replace(bytes.fromhex(old[2:]), bytes.fromhex(place[2:])))


def placed(driver: Driver, code: bytes) -> str:
    """The address of a new contract that runs this code, deployed by a stranger."""
    start = len(RETURNS_WHAT_FOLLOWS) + 3
    creation = b"\x61" + len(code).to_bytes(2) + RETURNS_WHAT_FOLLOWS.replace(b"\xff", bytes([start])) + code
    artifact = Artifact(name="code", abi=(), bytecode=creation, deployed_bytecode=code)
    return driver.chain.deploy(artifact, sender=driver.stranger("deployer of code")).address


def _role_ids(driver: Driver) -> list[bytes]:
    """What the constants that are called roles answer, in order of declaration."""
    found: dict[bytes, None] = {}
    for _, contract in driver.contracts():
        for function in contract.abi.functions:
            if not function.inputs and function.answers == ("bytes32",) and "ROLE" in function.name.upper():
                word = driver.ask(contract, function)
                if isinstance(word, bytes):
                    found[word] = None
    return list(found)


def _keys(driver: Driver, words: Iterable[bytes]) -> list[str]:
    """Every address that may hold a power: the actors, whatever a getter names, whoever a role lists."""
    found: dict[str, None] = dict.fromkeys(driver.senders)
    for _, contract in driver.contracts():
        for function in contract.abi.functions:
            if function.changes_state or function.inputs:
                continue
            answer = driver.ask(contract, function)
            found |= dict.fromkeys(addresses_in(answer if isinstance(answer, tuple | list) else [answer]))
        found |= dict.fromkeys(_members(driver, contract, words))
    own = {ZERO, driver.token.address, driver.subject.implementation}
    return [address for address in found if address not in own]


def _members(driver: Driver, contract: Any, words: Iterable[bytes]) -> Iterator[str]:
    if contract.abi.has("getRoleMember(bytes32,uint256)"):
        function = contract.abi.function("getRoleMember(bytes32,uint256)")
        for word in words:
            for index in range(5):
                member = driver.ask(contract, function, (word, index))
                if not member:
                    break
                yield member
