"""Attestations: k of n sign, the feed on chain takes them, the mint gate follows, and what is wrong is said."""

from __future__ import annotations

import json

import pytest

from backbone_chain import Chain, artifacts
from backbone_chain.desk.attestation import Attester, Snapshot, collect, is_signed, post, problems
from backbone_chain.desk.breaks import Comparison, Holding
from backbone_chain.desk.reserves import CASH, UNITS_PER_CENT, Book, Position
from backbone_chain.errors import RefusedError, UsageError
from backbone_chain.model import Severity
from backbone_chain.stage import Stage
from backbone_chain.tokens._control import ATTESTERS
from backbone_chain.tokens.reference_dollar import ReferenceDollar

NEEDED = 2


class Room:
    """A feed, three attesters, a book of two accounts."""

    def __init__(self) -> None:
        self.chain = Chain()
        self.attesters = [Attester(self.chain.account(name)) for name in ATTESTERS]
        deployer = self.chain.account("deployer")
        addresses = [each.account.address for each in self.attesters]
        self.feed = self.chain.deploy(
            artifacts.load("ReserveFeed"), deployer.address, addresses, NEEDED, sender=deployer
        )
        self.book = Book(
            [
                Position(place="first", kind=CASH, nominal=600, market=600),
                Position(place="second", kind=CASH, nominal=400, market=400),
            ]
        )

    def snapshot(self, first: int = 600, owed: int = 1_000) -> Snapshot:
        as_of = self.chain.timestamp
        said = [
            Holding(place="first", kind=CASH, cents=first, as_of=as_of),
            Holding(place="second", kind=CASH, cents=400, as_of=as_of),
        ]
        breaks = Comparison().compare(self.book, said, as_of)
        supply = {"home": owed * UNITS_PER_CENT}
        block = self.chain.block_number
        return Snapshot.take(self.book, statements=said, breaks=breaks, supply=supply, block=block, as_of=as_of)

    def post(self, attestation):
        return post(attestation, self.feed, self.attesters, sender=self.chain.account("poster"))


@pytest.fixture
def room() -> Room:
    return Room()


def test_signed_attestation_is_posted_to_the_feed(room):
    attestation = collect(room.snapshot(), room.attesters, NEEDED)
    room.post(attestation)
    assert room.feed.call("latestRoundData")[1] == 1_000
    assert problems(attestation, now=room.chain.timestamp) == []


def test_report_can_be_checked_from_its_json_alone_and_not_after_a_change(room):
    report = json.loads(json.dumps(collect(room.snapshot(), room.attesters, NEEDED).as_json()))
    assert all(is_signed(report, each.account.address) for each in room.attesters)
    assert not is_signed(report, room.chain.account("stranger").address)
    report["attested_cents"] += 1
    assert not any(is_signed(report, each.account.address) for each in room.attesters)


def test_report_names_what_was_not_looked_at(room):
    room.book.add(Position(place="third", kind=CASH, nominal=5, market=5))
    snapshot = room.snapshot()
    assert snapshot.cents == 1_000
    assert any("No statement came for cash at third" in each for each in snapshot.not_looked_at)


def test_lower_of_book_and_statement_is_attested_and_the_gap_is_critical(room):
    attestation = collect(room.snapshot(first=100), room.attesters, NEEDED)
    found = problems(attestation, now=room.chain.timestamp)
    assert attestation.snapshot.cents == 500
    assert [(each.subject, each.severity) for each in found] == [("under-reserved", Severity.CRITICAL)]
    assert [each.missing for each in attestation.snapshot.breaks] == [500]


@pytest.mark.parametrize(("age", "subjects"), [(26 * 3600, []), (27 * 3600, ["late"]), (53 * 3600, ["stale"])])
def test_age_of_an_attestation_is_judged(room, age, subjects):
    attestation = collect(room.snapshot(), room.attesters, NEEDED)
    found = problems(attestation, now=attestation.snapshot.as_of + age)
    assert [each.subject for each in found] == subjects


def test_missing_attestation_is_said():
    assert [each.subject for each in problems(None, now=1)] == ["missing"]


def test_attester_who_was_told_less_does_not_sign_and_the_disagreement_is_said(room):
    told = {("first", CASH): 600, ("second", CASH): 1}
    room.attesters[0] = Attester(room.attesters[0].account, told)
    attestation = collect(room.snapshot(), room.attesters, NEEDED)
    found = problems(attestation, now=room.chain.timestamp)
    assert room.attesters[0].account.address not in attestation.signatures
    assert [each.subject for each in found] == ["disagreeing"]
    room.post(attestation)  # two of three are still enough


def test_too_few_signatures_are_not_posted(room):
    room.attesters[:2] = [Attester(each.account, {}) for each in room.attesters[:2]]
    attestation = collect(room.snapshot(), room.attesters, NEEDED)
    with pytest.raises(UsageError, match="1 of 2 needed"):
        room.post(attestation)
    assert "unsigned" in [each.subject for each in problems(attestation, now=room.chain.timestamp)]


def test_feed_refuses_signatures_of_strangers(room):
    strangers = [Attester(room.chain.account(f"stranger {place}")) for place in range(2)]
    attestation = collect(room.snapshot(), strangers, NEEDED)
    with pytest.raises(RefusedError, match="NotAnAttester"):
        post(attestation, room.feed, strangers, sender=room.chain.account("poster"))


def test_mint_gate_follows_the_attestation():
    stage = Stage(next(iter(ReferenceDollar.controlled())))
    token, chain = stage.deploy(), stage.chain
    address = chain.at(token.contract.call("supplyController"), artifacts.load("SupplyController").interface).call(
        "reserveFeed"
    )[0]
    feed = chain.at(address, artifacts.load("ReserveFeed").interface)
    attesters = [Attester(chain.account(name)) for name in ATTESTERS]
    treasury, owed = chain.account("treasury"), token.total_supply()
    book = Book([Position(place="first", kind=CASH, nominal=500, market=500)])
    said = [Holding(place="first", kind=CASH, cents=500, as_of=chain.timestamp)]
    snapshot = Snapshot.take(
        book, statements=said, breaks=(), supply={"home": owed}, block=chain.block_number, as_of=chain.timestamp
    )
    token.configure_minter(chain.account("minter"), 10**12)
    token.mint(treasury, 400 * UNITS_PER_CENT)
    post(collect(snapshot, attesters, NEEDED), feed, attesters, sender=chain.account("poster"))
    token.mint(treasury, 100 * UNITS_PER_CENT)
    with pytest.raises(RefusedError, match="MintExceedsReserve"):
        token.mint(treasury, 1)
