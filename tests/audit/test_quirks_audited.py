"""Audits of the reference token and of its quirks: each breaks what its source breaks, and nothing else."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from backbone_chain import tokens
from backbone_chain.audit._campaign import campaign
from backbone_chain.bundles import Recorder
from backbone_chain.chain import Chain
from backbone_chain.invariants import invariants
from backbone_chain.properties import Judgement, Verdict, properties
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Detector, Driver, open_subject

TABLE = tomllib.loads((Path(__file__).parent / "quirks.toml").read_text(encoding="utf-8"))
LACKED = {"mint-gated-by-reserve", "mint-rate-limited", "storage-layout-compatible", "supply-cap-respected"}
"""What the reference token has not, as it stands alone."""

DEAR = {
    "last-admin-cannot-be-lost",
    "mint-gated-by-reserve",
    "mint-rate-limited",
    "minter-has-a-cap",
    "no-fee-on-transfer",
    "nobody-burns-others",
    "nobody-moves-others",
    "permit-works-for-delegated-accounts",
    "powers-are-separated",
    "privileged-calls-emit",
    "role-is-needed",
}
"""What takes long."""
SHARE, SHARE_OF_DEAR = 3, 11


def tried(token: str) -> set[str]:
    """Every property on the reference token; on a quirk those of the table, and a share of the others by turns."""
    if token == "reference":
        return {*properties(), *invariants()}
    asked, turn = {*TABLE[token]["broken"]}, sorted(TABLE).index(token)
    shares = ((word, SHARE_OF_DEAR if word in DEAR else SHARE) for word in sorted(properties()))
    drawn = {word for number, (word, share) in enumerate(shares) if not (number + turn) % share}
    return asked | drawn | ({*invariants()} if asked & {*invariants()} else set())


def verdicts(token: str) -> list[Verdict]:
    """What an audit says on one engine; that others see the same is tested elsewhere."""
    chain = Chain("revm", seed=0)
    recorder = Recorder(chain)
    driver = Driver(open_subject(token, chain))
    trial = Trial(driver, Detector(driver).run(), recorder)
    wanted = tried(token)
    found = [kind().judge(trial) for word, kind in properties().items() if word in wanted]
    if wanted & {*invariants()}:
        found += campaign(trial, invariants().values(), chain.seed)
    return found


@pytest.mark.parametrize("token", sorted(TABLE))
def test_a_quirk_breaks_what_is_wrong_with_it_and_nothing_else(token):
    found = verdicts(token)
    told = {judgement: {each.property for each in found if each.judgement is judgement} for judgement in Judgement}
    assert told[Judgement.BROKEN] == {*TABLE[token]["broken"]}
    assert told[Judgement.NOT_APPLICABLE] == (LACKED & tried(token)) | {*TABLE[token].get("absent", [])}
    assert told[Judgement.UNKNOWN] == set()
    assert all(each.reason for each in found if each.judgement is not Judgement.HOLDS)


def test_every_token_that_is_there_is_in_the_table():
    assert {*tokens.catalogue()} == {*TABLE}


def test_the_table_speaks_of_properties_that_exist():
    known = {*properties(), *invariants()}
    assert {word for row in TABLE.values() for word in (*row["broken"], *row.get("absent", []))} <= known


def test_a_row_without_a_break_says_why():
    assert not [token for token, row in TABLE.items() if not row["broken"] and not row.get("why")]
