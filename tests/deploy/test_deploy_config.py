"""One configuration, and one sentence for whatever is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from _issuer import EXAMPLE

from backbone_chain.deploy import config as configuration
from backbone_chain.deploy.config import Limits, from_json, read
from backbone_chain.errors import SettingsError

TEXT = EXAMPLE.read_text()
GUARDIAN = "0x2200000000000000000000000000000000000001"
MINTER = "0x5500000000000000000000000000000000000001"
BRIDGE = "0x7700000000000000000000000000000000000001"
OWNER = "0x1100000000000000000000000000000000000002"
ATTESTER = "0x4400000000000000000000000000000000000001"
LIMITS = 'per_transaction = "1.00"\nper_day_mint = "1.00"\nper_day_burn = "1.00"\n'


def test_example_is_read_exactly() -> None:
    config = read(EXAMPLE)
    assert (config.token.name, config.token.symbol, config.token.admin_delay) == ("Reference Dollar", "RUSD", 172_800)
    assert (len(config.safe.owners), config.safe.threshold) == (5, 3)
    assert config.guardian.address == GUARDIAN
    assert config.roles["pauser"] == "@guardian"
    assert config.supply.cap == 250_000_000 * 10**6
    assert config.reserve.max_age == 26 * 3600
    minter = config.minters[0]
    assert (minter.address, minter.allowance) == (MINTER, 100_000_000 * 10**6)
    assert minter.limits == Limits(per_transaction=25 * 10**12, per_day_mint=50 * 10**12, per_day_burn=50 * 10**12)
    assert config.bridges[0].address == BRIDGE


def test_configuration_survives_as_plain_data() -> None:
    config = read(EXAMPLE)
    assert from_json(config.as_json()) == config


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("1.00", 10**6),
        ("0.000001", 1),
        ("1_000", 10**9),
        ("250_000_000.00", 25 * 10**13),
        ("9007199254740993.1", 9007199254740993_100000),
    ],
)
def test_amounts_are_exact(tmp_path: Path, text: str, units: int) -> None:
    (tmp_path / "c.toml").write_text(TEXT.replace('cap = "250_000_000.00"', f'cap = "{text}"'))
    assert read(tmp_path / "c.toml").supply.cap == units


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("5m", 300), ("4h", 14_400), ("2d", 172_800)])
def test_times_have_their_unit(tmp_path: Path, text: str, seconds: int) -> None:
    (tmp_path / "c.toml").write_text(TEXT.replace('delay = "48h"\nexecutor', f'delay = "{text}"\nexecutor'))
    assert read(tmp_path / "c.toml").timelock.delay == seconds


def test_same_meaning_has_the_same_hash(tmp_path: Path) -> None:
    other = tmp_path / "c.toml"
    other.write_text(TEXT.replace("250_000_000.00", "250000000").replace('"48h"', '"2d"').replace("# ", "#  "))
    ours = configuration.config_hash(read(EXAMPLE).as_json())
    assert configuration.config_hash(read(other).as_json()) == ours
    other.write_text(TEXT.replace("250_000_000.00", "250_000_000.01"))
    assert configuration.config_hash(read(other).as_json()) != ours


MISTAKES = {
    "no TOML": ("[token]", "[token", "is not valid TOML: "),
    "unknown section": ("[supply]", "[suply]", "has an unknown section [suply]. Did you mean 'supply'?"),
    "missing section": (
        TEXT[TEXT.index("[token]") : TEXT.index("[safe]")],
        "",
        "needs the section [token], with: name, ",
    ),
    "unknown key": (
        "threshold = 3 ",
        "treshold = 3 ",
        "has an unknown key 'treshold' in [safe]. Did you mean 'threshold'?",
    ),
    "missing key": ('cap = "250_000_000.00"', "", 'needs cap in [supply]: cap = "250_000_000.00".'),
    "no text": ('symbol = "RUSD"', "symbol = 5", "has symbol = 5 in [token], which must be text in quotes."),
    "short address": (f'"{OWNER}"', '"0x1234"', "has owners = '0x1234' in [safe], which is not an address"),
    "wrong checksum": (
        f'"{OWNER}"',
        '"0xd8DA6BF26964aF9D7eEd9e03E53415D37aA96045"',
        "which has a wrong checksum; it is 0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045, or mistyped.",
    ),
    "zero address": (f'"{OWNER}"', '"0x' + "00" * 20 + '"', "which is the zero address, which nobody holds."),
    "duplicate owner": (
        f'"{OWNER}"',
        '"0x1100000000000000000000000000000000000001"',
        "names 0x1100000000000000000000000000000000000001 twice in owners of [safe]; each counts once.",
    ),
    "threshold above owners": (
        "threshold = 3 ",
        "threshold = 6 ",
        "asks for 6 of 5 owners in [safe]; that can never be signed.",
    ),
    "threshold of zero": (
        "threshold = 3 ",
        "threshold = 0 ",
        "has threshold = 0 in [safe], which must be a whole number above 0.",
    ),
    "threshold is no number": ("threshold = 3 ", "threshold = true ", "which must be a whole number above 0."),
    "address and owners": (
        "threshold = 3 ",
        f'threshold = 3\naddress = "{GUARDIAN}" ',
        "gives an address and owners in [safe]; a Safe that is there has its own owners.",
    ),
    "guardian without address": (
        f'address = "{GUARDIAN}"',
        "",
        "needs in [guardian] either owners and threshold for a new Safe, or an address.",
    ),
    "amount as a number": (
        '"250_000_000.00"',
        "250000000.0",
        "has cap = 250000000.0 in [supply], which must be dollars as text",
    ),
    "amount with commas": (
        '"250_000_000.00"',
        '"250,000,000.00"',
        "which must be dollars as text with at most six decimals",
    ),
    "amount too fine": ('"250_000_000.00"', '"0.0000001"', "which must be dollars as text with at most six decimals"),
    "negative amount": ('"250_000_000.00"', '"-1.00"', "which must be dollars as text with at most six decimals"),
    "delay without unit": (
        '"48h"\nexecutor',
        "48\nexecutor",
        "has delay = 48 in [timelock], which must be a whole number with its unit",
    ),
    "delay of zero": ('"48h"\nexecutor', '"0h"\nexecutor', "has delay = '0h' in [timelock], which protects nobody"),
    "admin delay of zero": (
        'admin_delay = "48h"',
        'admin_delay = "0d"',
        "has admin_delay = '0d' in [token], which protects nobody",
    ),
    "unknown executor": (
        '"@safe"  ',
        '"@saef"  ',
        "has executor = '@saef' in [timelock], which is neither of @safe and anyone.",
    ),
    "role left out": ('seizer = "0x33', '# seizer = "0x33', "leaves out the role seizer in [roles]; name its holder: "),
    "unknown role": (
        'seizer = "0x33',
        'seiser = "0x33',
        "has an unknown key 'seiser' in [roles]. Did you mean 'seizer'?",
    ),
    "unknown party": (
        'unpauser = "@timelock"',
        'unpauser = "@timelok"',
        "has unpauser = '@timelok' in [roles], which is nobody. Did you mean '@timelock'?",
    ),
    "guardian restarts": (
        'unpauser = "@timelock"',
        'unpauser = "@guardian"',
        "gives unpauser to the guardian in [roles]; a guardian only stops: pauser, freezer, canceller.",
    ),
    "guardian restarts by its address": (
        'unpauser = "@timelock"',
        f'unpauser = "{GUARDIAN}"',
        "gives unpauser to the guardian in [roles]; a guardian only stops",
    ),
    "guardian seizes": (
        'seizer = "0x3300000000000000000000000000000000000002"',
        'seizer = "@guardian"',
        "gives seizer to the guardian",
    ),
    "admin without delay": (
        'admin = "@timelock"\nupgrader',
        'admin = "@safe"\nupgrader',
        "gives admin to @safe in [roles]; it must be @timelock, with its delay.",
    ),
    "upgrader without delay": ('upgrader = "@timelock"', 'upgrader = "@safe"', "gives upgrader to @safe in [roles]"),
    "stops and restarts": (
        'freezer = "0x3300000000000000000000000000000000000001"',
        'freezer = "@timelock"',
        "gives freezer and unfreezer to the same holder in [roles]; one account would stop and restart a holder.",
    ),
    "freezes and seizes": (
        "0x3300000000000000000000000000000000000002",
        "0x3300000000000000000000000000000000000001",
        "gives freezer and seizer to the same holder in [roles]; one account could take anybody's tokens",
    ),
    "guardian proposes": (
        GUARDIAN,
        OWNER,
        "has the guardian among the owners of [safe]; who proposes must not be who cancels.",
    ),
    "minter and bridge": (BRIDGE, MINTER, "as a minter and as a bridge; the token refuses an account that is both."),
    "minter is an officer": (
        MINTER,
        "0x3300000000000000000000000000000000000002",
        "also as seizer in [roles]; keys in daily use hold nothing else.",
    ),
    "minter is an owner": (MINTER, OWNER, "also as an owner of [safe]; keys in daily use hold nothing else."),
    "minter attests": (MINTER, ATTESTER, "also among minters and bridges; who mints must not state the reserve."),
    "minter twice": (
        "[[bridges]]",
        f'[[minters]]\naddress = "{MINTER}"\nallowance = "1.00"\ndestinations = ["{GUARDIAN}"]\n{LIMITS}[[bridges]]',
        f"has the minter {MINTER} twice.",
    ),
    "single brackets": ("[[bridges]]", "[bridges]", "needs double brackets for each of its bridges: [[bridges]]."),
    "minter to nobody": (
        'destinations = ["0x6600000000000000000000000000000000000001"]',
        "destinations = []",
        "has destinations = [] in [[minters]] 1, which must be a list of addresses, at least 1.",
    ),
    "too much at once": (
        'per_transaction = "25_000_000.00"',
        'per_transaction = "51_000_000.00"',
        "has a per_transaction above per_day_mint in [[minters]] 1; the daily limit comes first.",
    ),
    "attesters too few": (
        "threshold = 2",
        "threshold = 4",
        "asks for 4 of 3 attesters in [reserve]; that can never be reached.",
    ),
}


@pytest.mark.parametrize(("old", "new", "sentence"), list(MISTAKES.values()), ids=list(MISTAKES))
def test_mistake_gets_one_sentence(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    path = tmp_path / "deploy.toml"
    assert old in TEXT
    path.write_text(TEXT.replace(old, new, 1))
    with pytest.raises(SettingsError) as caught:
        read(path)
    assert sentence in caught.value.problem
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"The settings file {path} ")


def test_missing_file_gets_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.toml can't be read: No such file or directory\.$"):
        read(tmp_path / "nowhere.toml")
