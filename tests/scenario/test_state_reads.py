"""What the stage reads of a token's state beside its events, and what the rules make of it."""

from eth_abi.abi import encode
from eth_utils import keccak

from backbone_chain import tokens
from backbone_chain.model import Severity, SlotRead
from backbone_chain.stage import Stage
from backbone_chain.tokens._base import INITIALIZABLE_SLOT, PROXY_SLOTS

MINTED = 5_000_000


def opened(name: str) -> Stage:
    stage = Stage(tokens.catalogue()[name])
    stage.deploy()
    return stage


def said(stage: Stage, rule: str) -> list[str]:
    return [finding.summary for finding in stage.findings if finding.rule == rule]


def controls(stage: Stage, *names: str) -> dict[str, int]:
    reads = stage.token.control_facts(names)
    return {read.slot: int(read.value, 16) for read in reads if isinstance(read, SlotRead)}


def test_controls_are_read_by_the_names_that_the_ledger_gives_them() -> None:
    stage = opened("reference")
    token, minter, outlaw = stage.token, stage.actor("minter"), stage.actor("outlaw")
    names = ["paused transfer", "paused mint", f"frozen {outlaw.address}", f"minter-allowance {minter.address}"]
    names += [f"role:minter {minter.address}", f"role:admin {stage.actor('admin').address}"]
    assert list(controls(stage, *names).values()) == [0, 0, 0, 0, 0, 1]

    token.configure_minter(minter, 7)
    token.freeze(outlaw)
    token.pause()

    assert list(controls(stage, *names).values()) == [1, 0, 1, 7, 1, 1]


def test_a_control_that_the_token_does_not_know_is_left_out() -> None:
    stage = opened("reference")

    assert controls(stage, "paused everything", "capacity 0x01", "role:king 0x02", "weather") == {}


def test_an_allowance_that_a_mint_did_not_use_up_is_told() -> None:
    sound, faulty = opened("reference"), opened("mint-skips-allowance")
    for stage in (sound, faulty):
        minter = stage.actor("minter")
        stage.token.configure_minter(minter, MINTED)
        stage.token.mint(stage.actor("customer"), MINTED, sender=minter)

    assert said(sound, "supply-mismatch") == []
    (told,) = [finding for finding in faulty.findings if finding.rule == "supply-mismatch"]
    assert told.severity is Severity.INFO
    assert told.summary.startswith("minter-allowance")
    assert f"is {MINTED}, but the events say 0" in told.summary


def test_what_a_backdoor_changes_is_seen_when_everything_is_read_again() -> None:
    stage = opened("reference")
    minter = stage.actor("minter")
    stage.token.configure_minter(minter, MINTED)
    place = _slot_of(stage, f"minter-allowance {minter.address}")
    stage.chain.mine(60)
    assert said(stage, "supply-mismatch") == []

    stage.chain.engine.set_storage(stage.token.address, place, 2 * MINTED)
    stage.chain.mine(60)

    (told,) = [finding for finding in stage.findings if finding.rule == "supply-mismatch"]
    assert told.severity is Severity.CRITICAL
    assert f"is {2 * MINTED}, but the events say {MINTED}" in told.summary


def _slot_of(stage: Stage, name: str) -> int:
    """Where a minter's allowance stands, the mapping being within the first slots of its namespace."""
    account, before = name.rsplit(maxsplit=1)[-1], controls(stage, name)[name]
    namespace = (int.from_bytes(keccak(text="backbone.storage.Minting")) - 1).to_bytes(32)
    base = int.from_bytes(keccak(namespace)) & ~0xFF  # ERC-7201
    slots = (int.from_bytes(keccak(encode(["address", "uint256"], [account, base + offset]))) for offset in range(16))
    return next(slot for slot in slots if stage.chain.engine.get_storage(stage.token.address, slot) == before)


def test_an_initialiser_that_is_opened_again_is_read() -> None:
    stage = opened("reference")
    stage.chain.mine(1)
    assert said(stage, "initializer-called") == []

    stage.chain.engine.set_storage(stage.token.address, INITIALIZABLE_SLOT, 0)
    stage.chain.mine(1)

    (told,) = said(stage, "initializer-called")
    assert "went back from initialisation 1 to 0" in told


def test_an_admin_slot_that_was_empty_is_seen_to_fill() -> None:
    stage = opened("reference")
    stage.chain.mine(1)
    assert said(stage, "implementation-changed") == []

    stage.chain.engine.set_storage(stage.token.address, PROXY_SLOTS["admin"], int(stage.actor("thief").address, 16))
    stage.chain.mine(1)

    (told,) = said(stage, "implementation-changed")
    assert "The admin of" in told
