"""Signed messages that tokens take: EIP-2612 permits, DAI's, and the authorizations of EIP-3009, in all their forms."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import coincurve
from eth_utils import keccak

from backbone_chain.abi import Function
from backbone_chain.accounts import Account, Sender
from backbone_chain.properties._base import UnknownError
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call

CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
FOREVER = 2**255
WORD = 32
PARTS, WHOLE = ("uint8", "bytes32", "bytes32"), ("bytes",)
SEPARATOR = re.compile(r"domain_?separator", re.IGNORECASE)
NONCE = re.compile(r"nonce", re.IGNORECASE)
DOMAIN = ("name", "version", "chainId", "verifyingContract", "salt")
DOMAIN_TYPES = {
    "name": "string",
    "version": "string",
    "chainId": "uint256",
    "verifyingContract": "address",
    "salt": "bytes32",
}
LIKELY_DOMAINS = (
    ("name", "version", "chainId", "verifyingContract"),
    ("name", "chainId", "verifyingContract"),
    ("name", "version", "verifyingContract", "salt"),
    ("name", "version", "verifyingContract"),
    ("name", "version", "chainId", "verifyingContract", "salt"),
    ("chainId", "verifyingContract"),
    ("name", "verifyingContract"),
)
_TRANSFER = (
    "from address",
    "to address",
    "value uint256",
    "validAfter uint256",
    "validBefore uint256",
    "nonce bytes32",
)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A message: the struct's name and members, the function that takes it, and which of the members it is given."""

    struct: str
    members: tuple[tuple[str, str], ...]
    function: str
    given: tuple[str, ...]

    @property
    def type_hash(self) -> bytes:
        """As EIP-712 has it."""
        return keccak(text=f"{self.struct}({','.join(f'{word} {name}' for name, word in self.members)})")

    def signature(self, form: Sequence[str]) -> str:
        """The function's signature, with the message's signature in that form."""
        types = dict(self.members)
        return f"{self.function}({','.join([*(types[name] for name in self.given), *form])})"


def _kind(struct: str, function: str, members: Sequence[str], *, without: str = "") -> Kind:
    pairs = tuple((name, word) for name, _, word in (member.partition(" ") for member in members))
    return Kind(struct=struct, members=pairs, function=function, given=tuple(n for n, _ in pairs if n != without))


PERMIT = _kind(
    "Permit",
    "permit",
    ("owner address", "spender address", "value uint256", "nonce uint256", "deadline uint256"),
    without="nonce",
)
DAI_PERMIT = _kind(
    "Permit", "permit", ("holder address", "spender address", "nonce uint256", "expiry uint256", "allowed bool")
)
TRANSFER = _kind("TransferWithAuthorization", "transferWithAuthorization", _TRANSFER)
RECEIVE = _kind("ReceiveWithAuthorization", "receiveWithAuthorization", _TRANSFER)
CANCEL = _kind("CancelAuthorization", "cancelAuthorization", ("authorizer address", "nonce bytes32"))


@dataclass(frozen=True)
class Form:
    """A function that takes a signed message, with the signature in parts or as a whole."""

    kind: Kind
    function: Function
    is_whole: bool


@dataclass(frozen=True, kw_only=True)
class Domain:
    """What signatures are bound to. fields: empty where only the separator is known."""

    separator: bytes
    fields: Mapping[str, Any]

    def but(self, **changed: Any) -> Domain | None:
        """The domain with other fields; None where its fields aren't known or it lacks one of these."""
        if not changed.keys() <= self.fields.keys():
            return None
        return domain_of({**self.fields, **changed})


@dataclass(frozen=True, kw_only=True)
class Slip:
    """A signed message in the hands of whoever may submit it."""

    t: Trial
    form: Form
    message: Mapping[str, Any]
    signature: bytes

    def call(self, sender: Sender) -> Call:
        """The call that submits it."""
        function = self.form.function
        r, s, v = self.signature[:WORD], self.signature[WORD : 2 * WORD], self.signature[-1]
        args = [
            *(self.message[name] for name in self.form.kind.given),
            *([self.signature] if self.form.is_whole else [v, r, s]),
        ]
        answers_bool = function.answers == ("bool",)
        return Call(sender, self.t.driver.token.address, function.encode(*args), function.name, args, answers_bool)

    def but(self, **changed: Any) -> Slip:
        """The same signature under another message."""
        return replace(self, message={**self.message, **changed})

    def signed(self, signature: bytes) -> Slip:
        """The same message under another signature."""
        return replace(self, signature=signature)

    def through(self, form: Form) -> Slip:
        """The same, for another function."""
        return replace(self, form=form)

    @property
    def high(self) -> Slip:
        """With the other signature that is as good by the curve: s on the upper half."""
        r, s, v = self.signature[:WORD], int.from_bytes(self.signature[WORD : 2 * WORD]), self.signature[-1]
        return self.signed(r + (CURVE_ORDER - s).to_bytes(WORD) + bytes([55 - v]))


class Signed:
    """The functions of one token that take signed messages of some kinds, and how to sign for them."""

    kinds: Sequence[Kind] = ()

    def __init__(self, t: Trial) -> None:
        self.t = t
        self.declared = self._forms(self.kinds)
        self._domain: Domain | None = None

    def _forms(self, kinds: Sequence[Kind]) -> tuple[Form, ...]:
        abi = self.t.driver.token.abi
        wanted = itertools.product(kinds, ((PARTS, False), (WHOLE, True)))
        found = ((kind, kind.signature(form), is_whole) for kind, (form, is_whole) in wanted)
        return tuple(
            Form(kind, abi.function(signature), is_whole) for kind, signature, is_whole in found if abi.has(signature)
        )

    @property
    def domain(self) -> Domain:
        """The domain under which the token takes a signature, found by trying. Raises: UnknownError."""
        if self._domain is None:
            self._domain = self._find_domain()
        return self._domain

    def _find_domain(self) -> Domain:
        for domain in domains(self.t):
            if any(self.works(form, domain) for form in self.declared):
                return domain
        names = ", ".join(sorted({form.function.name for form in self.declared}))
        raise UnknownError(
            f"No signature that was made for {names} is accepted; its domain or type may be an unusual one."
        )

    def working(self, forms: Sequence[Form] | None = None) -> Iterator[Form]:
        """The functions, each shown to take a plain signature; nothing where there are none.

        Raises: UnknownError at the end for one that takes none.
        """
        chosen = self.declared if forms is None else tuple(forms)
        works = [form for form in chosen if self.works(form, self.domain)]
        yield from works
        for form in chosen:
            if form not in works:
                raise UnknownError(
                    f"A plain signature for {form.function.signature} is refused, so it couldn't be tried."
                )

    def works(self, form: Form, domain: Domain) -> bool:
        """Whether a plain message that is signed for this domain has its effect."""
        raise NotImplementedError

    def sign(self, form: Form, message: Mapping[str, Any], by: Account, domain: Domain | None = None) -> Slip:
        """The message under this account's signature."""
        words = b"".join(word(message[name]) for name, _ in form.kind.members)
        struct = keccak(form.kind.type_hash + words)
        digest = keccak(b"\x19\x01" + (domain or self.domain).separator + struct)
        raw = coincurve.PrivateKey(by.key).sign_recoverable(digest, hasher=None)
        return Slip(t=self.t, form=form, message=message, signature=raw[:-1] + bytes([raw[-1] + 27]))


class Permits(Signed):
    """Allowances that are signed."""

    kinds = (PERMIT, DAI_PERMIT)

    def of(
        self,
        form: Form,
        owner: Account,
        spender: Account,
        value: int,
        *,
        by: Account | None = None,
        until: int = FOREVER,
        domain: Domain | None = None,
    ) -> Slip:
        """A permit with the owner's next nonce. by: who signs, the owner by default. until: Unix seconds."""
        message = {
            "owner": owner.address,
            "holder": owner.address,
            "spender": spender.address,
            "value": value,
            "nonce": next_nonce(self.t, owner.address),
            "deadline": until,
            "expiry": until,
            "allowed": True,
        }
        return self.sign(form, message, by or owner, domain)

    def allowed(self, owner: Account, spender: Account) -> Callable[[], int]:
        """What reads the allowance."""
        return lambda: self.t.driver.allowance(owner.address, spender.address)

    def works(self, form: Form, domain: Domain) -> bool:
        """Whether a plain permit gives an allowance."""
        t = self.t
        call = self.of(form, t.holder, t.bystander, t.amount + 1, domain=domain).call(t.outsider)
        with t.undone():
            return t.driver.would(call) and t.driver.does(call) and self.allowed(t.holder, t.bystander)() > t.amount


class Authorizations(Signed):
    """Transfers that are signed, and their cancellation. The holder has to have something before one is tried."""

    kinds = (TRANSFER, RECEIVE)

    def __init__(self, t: Trial) -> None:
        super().__init__(t)
        self.cancels = self._forms((CANCEL,))
        self._count = itertools.count(1)

    @property
    def by_anybody(self) -> tuple[Form, ...]:
        """Those that anybody may submit."""
        return tuple(form for form in self.declared if form.kind is TRANSFER)

    def of(
        self,
        form: Form,
        source: Account,
        to: Account,
        value: int,
        *,
        by: Account | None = None,
        after: int = 0,
        before: int = FOREVER,
        domain: Domain | None = None,
        nonce: bytes | None = None,
    ) -> Slip:
        """A transfer with a nonce of its own. by: who signs, the source by default. after, before: Unix seconds."""
        message = {
            "from": source.address,
            "to": to.address,
            "value": value,
            "validAfter": after,
            "validBefore": before,
            "nonce": nonce or self.fresh(),
        }
        return self.sign(form, message, by or source, domain)

    def cancel(self, form: Form, source: Account, nonce: bytes, *, by: Account | None = None) -> Slip:
        """The end of an authorization."""
        return self.sign(form, {"authorizer": source.address, "nonce": nonce}, by or source)

    def fresh(self) -> bytes:
        """A nonce that wasn't used yet."""
        return keccak(text=f"authorization {next(self._count)}")

    def submitter(self, form: Form, payee: Account) -> Account:
        """Who may submit it: the payee alone, or somebody who has nothing to do with it."""
        return payee if form.kind is RECEIVE else self.t.outsider

    def works(self, form: Form, domain: Domain) -> bool:
        """Whether a plain signed transfer moves tokens."""
        t = self.t
        slip = self.of(form, t.holder, t.recipient, t.amount, domain=domain)
        call, before = slip.call(self.submitter(form, t.recipient)), t.balance(t.recipient)
        with t.undone():
            return t.driver.would(call) and t.driver.does(call) and t.balance(t.recipient) > before


# --- domains


def domains(t: Trial) -> Iterator[Domain]:
    """What the token may bind signatures to, likeliest first: what it says itself, then what is usual."""
    guesses = list(_guesses(t))
    told = _separators(t)
    for separator in told:
        fields = next((each.fields for each in guesses if each.separator == separator), {})
        yield Domain(separator=separator, fields=fields)
    yield from (each for each in guesses if each.separator not in told)


def domain_of(fields: Mapping[str, Any]) -> Domain:
    """By the formula of EIP-712."""
    names = [name for name in DOMAIN if name in fields]
    typed = ",".join(f"{DOMAIN_TYPES[name]} {name}" for name in names)
    words = b"".join(
        keccak(text=fields[name]) if DOMAIN_TYPES[name] == "string" else word(fields[name]) for name in names
    )
    return Domain(separator=keccak(keccak(text=f"EIP712Domain({typed})") + words), fields=dict(fields))


def _guesses(t: Trial) -> Iterator[Domain]:
    told = _ask(t, "eip712Domain")
    if isinstance(told, tuple) and len(told) > len(DOMAIN) and isinstance(told[0], bytes):
        yield domain_of(
            {
                name: value
                for at, (name, value) in enumerate(zip(DOMAIN, told[1:], strict=False))
                if told[0][0] >> at & 1
            }
        )
    chain_id, token = t.chain.engine.chain_id(), t.driver.token.address
    names = [each for each in dict.fromkeys((_ask(t, "name"), "")) if isinstance(each, str)]
    versions = [
        each for each in dict.fromkeys((_ask(t, "version"), _ask(t, "VERSION"), "1", "2", "")) if isinstance(each, str)
    ]
    for parts, number, name, version in itertools.product(
        LIKELY_DOMAINS, dict.fromkeys((chain_id, 1)), names, versions
    ):
        known = {
            "name": name,
            "version": version,
            "chainId": number,
            "verifyingContract": token,
            "salt": number.to_bytes(WORD),
        }
        yield domain_of({part: known[part] for part in parts})


def _separators(t: Trial) -> list[bytes]:
    found = []
    for function in t.driver.token.abi.functions:
        if not function.inputs and function.answers == ("bytes32",) and SEPARATOR.search(function.name):
            found.append(t.driver.ask(t.driver.token, function))
    return [each for each in found if isinstance(each, bytes)]


def _ask(t: Trial, name: str) -> Any:
    abi = t.driver.token.abi
    return t.driver.ask(t.driver.token, abi.function(f"{name}()")) if abi.has(f"{name}()") else None


def next_nonce(t: Trial, owner: str) -> int:
    """What the token says is the owner's next nonce; zero where it doesn't say."""
    for function in t.driver.token.abi.functions:
        kinds = [str(each["type"]) for each in function.inputs]
        if NONCE.search(function.name) and kinds == ["address"] and function.answers == ("uint256",):
            answer = t.driver.ask(t.driver.token, function, [owner])
            if isinstance(answer, int):
                return answer
    return 0


def word(value: Any) -> bytes:
    """A member of a message in its 32 bytes."""
    if isinstance(value, int):
        return value.to_bytes(WORD)
    return value if isinstance(value, bytes) else bytes.fromhex(value[2:]).rjust(WORD, b"\0")
