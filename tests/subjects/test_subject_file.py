"""The subject file: what is read from it, and one sentence for whatever is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from backbone_chain.errors import SettingsError
from backbone_chain.subjects._file import CodeFile, HelperPlan, SetupStep, read_plan
from backbone_chain.subjects._model import VerbLine

CODE = 'artifact = "Token.json"\n'
WHOLE = """
name = "a dollar"
source = "Token.sol"
contract = "Dollar"

[deploy]
proxy = "Proxy.json"
init = ["initialize(address)", ["@admin"]]
constructor = [1, true, "text", [["0x01", -2]], 0xffffffffffffffffffffffffffffffffffffffff]
libraries = { Maths = "Maths.json" }

[[setup]]
call = "open(uint256)"
args = [3]
sender = "@admin"
value = 10
to = "@registry"

[[setup]]
call = "close()"

[verbs]
freeze = { call = "ban(address)", args = ["$holder"], sender = "@freezer", to = "registry" }
pause = { call = "stop()" }
burn = { call = "burn(uint256)", args = ["$amount"], sender = "$holder" }
mint = { call = "mint(uint256)", args = ["$amount"], sender = "0x00000000000000000000000000000000000000aa" }
wipe = false

[helpers.registry]
artifact = "Registry.json"
contract = "Registry"
constructor = ["@admin"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with all files that are named in this module; nobody looks into them here."""
    for name in ("Token.json", "Token.sol", "Proxy.json", "Maths.json", "Registry.json"):
        (tmp_path / name).touch()
    return tmp_path


@pytest.fixture
def file(folder: Path) -> Path:
    return folder / "subject.toml"


def refusal(file: Path, text: str) -> str:
    """What is said of the file after its name."""
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        read_plan(file)
    told = str(refused.value)
    assert refused.value.path == str(file)
    assert told.startswith(f"The settings file {file} ")
    assert "\n" not in told.rstrip("\n")
    return told.removeprefix(f"The settings file {file} ")


def test_smallest_file_is_one_contract_without_anything_else(file: Path, folder: Path) -> None:
    file.write_text(CODE)
    plan = read_plan(file)
    assert (plan.name, plan.code, plan.proxy) == ("subject", CodeFile(path=folder / "Token.json"), "none")
    assert (plan.init, plan.constructor, plan.libraries) == (None, (), {})
    assert (plan.setup, plan.verbs, plan.helpers) == ((), {}, ())


def test_everything_in_the_file_is_read(file: Path, folder: Path) -> None:
    file.write_text(WHOLE)
    plan = read_plan(file)
    assert plan.name == "a dollar"
    assert plan.code == CodeFile(path=folder / "Token.sol", contract="Dollar")
    assert plan.proxy == CodeFile(path=folder / "Proxy.json")
    assert plan.init == SetupStep(call="initialize(address)", args=("@admin",))
    assert plan.constructor == (1, True, "text", [["0x01", -2]], 2**160 - 1)
    assert plan.libraries == {"Maths": CodeFile(path=folder / "Maths.json")}
    assert plan.setup == (
        SetupStep(call="open(uint256)", args=(3,), sender="@admin", value=10, to="@registry"),
        SetupStep(call="close()", sender="@deployer"),
    )
    somebody = "0x00000000000000000000000000000000000000aa"
    assert plan.verbs == {
        "freeze": VerbLine(call="ban(address)", args=("$holder",), sender="@freezer", to="@registry"),
        "pause": VerbLine(call="stop()"),
        "burn": VerbLine(call="burn(uint256)", args=("$amount",), sender="$holder"),
        "mint": VerbLine(call="mint(uint256)", args=("$amount",), sender=somebody),
        "wipe": None,
    }
    registry = CodeFile(path=folder / "Registry.json", contract="Registry")
    assert plan.helpers == (HelperPlan(name="registry", code=registry, constructor=("@admin",)),)


@pytest.mark.parametrize("proxy", ["none", "erc1967", "transparent"])
def test_known_proxies_are_taken(file: Path, proxy: str) -> None:
    file.write_text(f'{CODE}[deploy]\nproxy = "{proxy}"\ninit = []\n')
    assert (read_plan(file).proxy, read_plan(file).init) == (proxy, None)


def test_paths_are_relative_to_the_file(file: Path, folder: Path) -> None:
    (folder / "deep").mkdir()
    deep = folder / "deep" / "subject.toml"
    deep.write_text('artifact = "../Token.json"\n')
    assert read_plan(deep).code.path == folder / "Token.json"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("x = [", "is not valid TOML: "),
        ("", "needs artifact or source in the file, one of the two: "),
        (f'{CODE}source = "Token.sol"\n', "needs artifact or source in the file, one of the two: "),
        ('contract = "Token"\n', "needs artifact or source in the file, one of the two: "),
        ("artifact = 3\n", "has artifact = 3 in the file, which must be text in quotes."),
        ('artifact = " "\n', "has artifact = ' ' in the file, which must be text in quotes."),
        ('artifact = "No.json"\n', "names the file 'No.json' in the file, which doesn't exist beside it."),
        ('artifact = "."\n', "names the file '.' in the file, which doesn't exist beside it."),
        ('artifact = "a\\u0000"\n', "names the file 'a\\x00' in the file, which doesn't exist beside it."),
        (f'artifact = "{"x" * 5000}"\n', "names the file 'xxxx"),
        (f"{CODE}name = 3\n", "has name = 3 in the file, which must be text in quotes."),
        (f'{CODE}contract = ""\n', "has contract = '' in the file, which must be text in quotes."),
        (f"{CODE}helper = 3\n", "has an unknown key 'helper' in the file. Did you mean 'helpers'?"),
        (f"{CODE}[zzz]\n", "has an unknown key 'zzz' in the file. There are: artifact, contract, deploy, "),
    ],
)
def test_file_that_names_no_contract_is_refused(file: Path, text: str, problem: str) -> None:
    assert refusal(file, text).startswith(problem)


@pytest.mark.parametrize(
    ("deploy", "problem"),
    [
        ("proxi = 'none'", "has an unknown key 'proxi' in [deploy]. Did you mean 'proxy'?"),
        ("proxy = 3", "has proxy = 3 in [deploy], which must be text in quotes."),
        (
            "proxy = 'transparant'",
            "has proxy = 'transparant' in [deploy], which is none of none, erc1967, transparent, nor the file of a "
            "proxy. Did you mean 'transparent'?",
        ),
        ("proxy = 'No.json'", "names the file 'No.json' in [deploy], which doesn't exist beside it."),
        ("init = 'initialize()'", "has init = 'initialize()' in [deploy], which must be a list in brackets."),
        ("init = ['initialize']", "has an init in [deploy] that is not a signature and a list: "),
        ("init = [3]", "has an init in [deploy] that is not a signature and a list: "),
        ("init = ['initialize(uint8)', 3]", "has an init in [deploy] that is not a signature and a list: "),
        ("init = ['initialize(uint8)', [3], 3]", "has an init in [deploy] that is not a signature and a list: "),
        ("init = ['initialize(uint8)', [0.5]]", "has the argument 0.5 in [deploy]; give whole numbers, text, "),
        (
            "init = ['initialize(address)', ['$holder']]",
            "has '$holder' in [deploy], which is filled in for [verbs] only",
        ),
        ("constructor = 3", "has constructor = 3 in [deploy], which must be a list in brackets."),
        ("constructor = [1.0]", "has the argument 1.0 in [deploy]; give whole numbers, text, true, false or lists."),
        ("constructor = [[[1e3]]]", "has the argument 1000.0 in [deploy]; "),
        ("constructor = [2026-01-01]", "has the argument datetime.date(2026, 1, 1) in [deploy]; "),
        ("constructor = [{ a = 1 }]", "has the argument {'a': 1} in [deploy]; "),
        (
            "constructor = ['$amount']",
            "has '$amount' in [deploy], which is filled in for [verbs] only; name an @actor.",
        ),
        ("constructor = [['$amount']]", "has '$amount' in [deploy], which is filled in for [verbs] only; "),
        (
            "constructor = ['$hodler']",
            "has '$hodler' in [deploy], which nothing fills in. There are: $holder, $amount, ",
        ),
        ("libraries = 3", "has libraries that is not a table."),
        (
            "libraries = { Maths = 3 }",
            "has Maths = 3 in the libraries of [deploy], which must be the file of the library.",
        ),
        ("libraries = { Maths = 'No.json' }", "names the file 'No.json' in [deploy], which doesn't exist beside it."),
    ],
)
def test_deployment_that_cant_be_understood_is_refused(file: Path, deploy: str, problem: str) -> None:
    assert refusal(file, f"{CODE}[deploy]\n{deploy}\n").startswith(problem)


def test_section_that_is_no_table_is_refused(file: Path) -> None:
    needs = "needs the section [deploy], with: proxy, init, constructor, libraries."
    assert refusal(file, f"{CODE}deploy = 3\n") == needs
    assert refusal(file, f"{CODE}helpers = 3\n") == "has [helpers] that is not a table."
    assert refusal(file, f"{CODE}verbs = 3\n") == "has [verbs] that is not a table."
    assert refusal(file, f"{CODE}[setup]\n") == "has setup that is not a list of tables; write each step as [[setup]]."


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        ("", 'needs call in [[setup]] number 1: call = "text".'),
        ("call = 'open'", "has call = 'open' in [[setup]] number 1, which must be a signature: \"pause()\"."),
        ("call = '()'", "has call = '()' in [[setup]] number 1, which must be a signature: "),
        ("call = 'open()'\nfrom = '@x'", "has an unknown key 'from' in [[setup]] number 1."),
        ("call = 'open()'\nargs = 3", "has args = 3 in [[setup]] number 1, which must be a list in brackets."),
        ("call = 'open(uint8)'\nargs = [0.1]", "has the argument 0.1 in [[setup]] number 1; "),
        ("call = 'open(address)'\nargs = ['$holder']", "has '$holder' in [[setup]] number 1, which is filled in for "),
        (
            "call = 'open()'\nsender = 'deployer'",
            "has sender = 'deployer' in [[setup]] number 1, which must be an actor: ",
        ),
        ("call = 'open()'\nsender = '@'", "has sender = '@' in [[setup]] number 1, which must be an "),
        (
            "call = 'open()'\nsender = '$holder'",
            "has sender = '$holder' in [[setup]] number 1, which must be an actor: ",
        ),
        (f"call = 'open()'\nsender = '0x{'11' * 20}'", "has sender = '0x11111"),
        ("call = 'open()'\nsender = 3", "has sender = 3 in [[setup]] number 1, which must be text in quotes."),
        ("call = 'open()'\nvalue = -1", "has value = -1 in [[setup]] number 1, which must be wei, a whole number."),
        ("call = 'open()'\nvalue = true", "has value = True in [[setup]] number 1, which must be wei, a whole number."),
        ("call = 'open()'\nvalue = '1'", "has value = '1' in [[setup]] number 1, which must be wei, a whole number."),
        ("call = 'open()'\nto = '@registri'", "has to = '@registri' in [[setup]] number 1, which is no helper of this"),
    ],
)
def test_step_that_cant_be_understood_is_refused(file: Path, step: str, problem: str) -> None:
    assert refusal(file, f"{CODE}[[setup]]\n{step}\n").startswith(problem)


def test_steps_are_counted_from_one(file: Path) -> None:
    told = refusal(file, f"{CODE}[[setup]]\ncall = 'open()'\n[[setup]]\ncall = 'open'\n")
    assert "in [[setup]] number 2," in told


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("freze = false", "has an unknown verb 'freze' in [verbs]. Did you mean 'freeze'?"),
        ("transfer = false", "has an unknown verb 'transfer' in [verbs]."),
        ("freeze = true", "has freeze = True in [verbs], which must be false or a table with call, args and sender."),
        ("freeze = 'ban(address)'", "has freeze = 'ban(address)' in [verbs], which must be false or a table "),
        ("freeze = {}", 'needs call in [verbs] freeze: call = "text".'),
        ("freeze = { call = 'ban' }", "has call = 'ban' in [verbs] freeze, which must be a signature: "),
        ("freeze = { call = 'b(int8)', arg = [] }", "has an unknown key 'arg' in [verbs] freeze. Did you mean 'args'?"),
        ("freeze = { call = 'b(int8)', args = [0.5] }", "has the argument 0.5 in [verbs] freeze; "),
        (
            "freeze = { call = 'b(address)', args = ['$victim'] }",
            "has '$victim' in [verbs] freeze, which nothing fills in. There are: $holder, $amount, $recipient, "
            "$spender, $minter, $implementation.",
        ),
        ("freeze = { call = 'b()', sender = 'x' }", "has sender = 'x' in [verbs] freeze, which must be \"@name\", "),
        ("freeze = { call = 'b()', sender = '0x12' }", "has sender = '0x12' in [verbs] freeze, which must be "),
        ("freeze = { call = 'b()', sender = '$who' }", "has '$who' in [verbs] freeze, which nothing fills in. "),
        ("freeze = { call = 'b()', to = '@x' }", "has to = '@x' in [verbs] freeze, which is no helper of this file."),
    ],
)
def test_verb_that_cant_be_understood_is_refused(file: Path, line: str, problem: str) -> None:
    assert refusal(file, f"{CODE}[verbs]\n{line}\n").startswith(problem)


@pytest.mark.parametrize(
    ("helper", "problem"),
    [
        ("registry = 3", "needs the section [helpers.registry], with: artifact, source, contract, constructor."),
        ("registry = {}", "needs artifact or source in [helpers.registry], one of the two: "),
        ("registry = { artifact = 'No.json' }", "names the file 'No.json' in [helpers.registry], which doesn't exist "),
        ("registry = { artifact = 'Registry.json', init = [] }", "has an unknown key 'init' in [helpers.registry]."),
        ("registry = { artifact = 'Registry.json', constructor = 1 }", "has constructor = 1 in [helpers.registry], "),
        (
            "registry = { artifact = 'Registry.json', constructor = ['$holder'] }",
            "has '$holder' in [helpers.registry], ",
        ),
    ],
)
def test_helper_that_cant_be_understood_is_refused(file: Path, helper: str, problem: str) -> None:
    assert refusal(file, f"{CODE}[helpers]\n{helper}\n").startswith(problem)


def test_name_of_a_helper_is_proposed(file: Path) -> None:
    helpers = "[helpers.registry]\nartifact = 'Registry.json'\n"
    told = refusal(file, f"{CODE}[[setup]]\ncall = 'open()'\nto = '@registri'\n{helpers}")
    assert told.endswith("which is no helper of this file. Did you mean 'registry'?")


def test_file_that_cant_be_read_is_refused(tmp_path: Path) -> None:
    for path, problem in ((tmp_path / "none.toml", "No such file or directory"), (tmp_path, "Is a directory")):
        with pytest.raises(SettingsError, match=f"can't be read: {problem}"):
            read_plan(path)
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"name = '\xff'")
    with pytest.raises(SettingsError, match="is not valid TOML"):
        read_plan(binary)
