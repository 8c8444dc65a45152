"""Finding a solc, collecting sources, compiling them, and what is shipped of the result."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from backbone_chain import artifacts, compiler
from backbone_chain.artifacts import Artifact
from backbone_chain.compiler import _solc
from backbone_chain.errors import ArtifactError, CompileError, CompilerNotFoundError, SettingsError, UsageError

REPOSITORY = Path(__file__).parents[2]
PROXY = "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol"
TIMELOCK = "@openzeppelin/contracts/governance/TimelockController.sol"
BEACON = "@openzeppelin/contracts/proxy/beacon/UpgradeableBeacon.sol"
ADMIN = "@openzeppelin/contracts/proxy/transparent/ProxyAdmin.sol"
CLOSED_NETWORK = "http://127.0.0.1:9"
HEAD = "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\n"

TOKEN = f"""{HEAD}
import {{ERC20}} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {{Maths}} from "./Maths.sol";
contract Token is ERC20 {{
    struct Minter {{ uint256 allowance; }}
    uint256 public immutable CAP;
    mapping(address => Minter) public minters;
    constructor(uint256 cap) ERC20("Token", "TKN") {{ CAP = Maths.twice(cap); }}
}}
"""
MATHS = f"{HEAD}library Maths {{ function twice(uint256 x) internal pure returns (uint256) {{ return 2 * x; }} }}"

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file of a project, which lies in a folder of its own."""

    def write_file(name: str, content: str) -> Path:
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        return path

    return write_file


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any solc and with a closed network; the folder that it answers is its PATH."""
    path = tmp_path / "bin"
    path.mkdir()
    for tool in ("node", "sh"):
        if found := shutil.which(tool):
            (path / tool).symlink_to(found)
    for name in ("HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("PATH", str(path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(_solc, "CHECKOUT", tmp_path)
    monkeypatch.setenv("https_proxy", CLOSED_NETWORK)
    for name in ("SOLC", "SOLCX_BINARY_PATH", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return path


def skip_or_fail(reason: str) -> None:
    """A machine of a developer may lack a tool, and says so; one of the continuous integration may not."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def real_solc() -> Path:
    """The solc of the lock file, wherever this machine has it."""
    if not shutil.which("node"):
        skip_or_fail("Node.js is not installed, so npm's solc can't run.")
    if not (REPOSITORY / "node_modules" / "solc").is_dir():
        skip_or_fail("npm's packages are not installed; run `npm ci`.")
    return compiler.find_solc(compiler.locked_version(REPOSITORY), start=REPOSITORY).path


@pytest.fixture
def solc(real_solc: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiling works, without looking for a solc again."""
    monkeypatch.setenv("SOLC", str(real_solc))


def fake_solc(folder: Path, version: str, answer: str = "", name: str = "solc") -> Path:
    """An executable that says it is solc of this version, and answers every request the same."""
    path = folder / name
    words = f"Version: {version}+commit.abc123"
    path.write_text(f"#!/bin/sh\n[ \"$1\" = --version ] && echo '{words}' || echo '{answer}'\n")
    path.chmod(0o755)
    return path


def with_packages(project: Path) -> Path:
    """The project with npm's packages of this repository."""
    project.mkdir(parents=True, exist_ok=True)
    (project / "node_modules").symlink_to(REPOSITORY / "node_modules")
    return project


# ------------------------------------------------------------------------------------------------- finding a solc


def test_solc_of_the_environment_comes_before_that_on_path(
    bare_machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_solc(bare_machine, "0.8.30")
    monkeypatch.setenv("SOLC", str(fake_solc(tmp_path, "0.8.20", name="my-solc")))

    found = compiler.find_solc(start=tmp_path)

    assert (found.path, found.version, found.notes) == (tmp_path / "my-solc", "0.8.20", ())


def test_solc_of_another_version_is_passed_over_with_a_line_that_says_so(
    bare_machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOLC", str(fake_solc(tmp_path, "0.8.20", name="my-solc")))
    on_path = fake_solc(bare_machine, "0.8.37")

    found = compiler.find_solc("0.8.37", start=tmp_path)

    assert found.path == on_path
    [note] = found.notes
    assert note.startswith(f"SOLC in the environment ({tmp_path / 'my-solc'}) is version 0.8.20, and 0.8.37 is asked")


def test_caller_is_told_what_was_passed_over(bare_machine: Path, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOLC", str(fake_solc(bare_machine, "0.7.6", name="old-solc")))
    entry = {"abi": [], "evm": {"bytecode": {"object": "00"}}}
    fake_solc(bare_machine, "0.8.37", answer=json.dumps({"contracts": {"Maths.sol": {"Maths": entry}}, "sources": {}}))
    said: list[str] = []

    compiler.compile_files([write("Maths.sol", MATHS)], say=said.append)

    [line] = said
    assert "is version 0.7.6, and ^0.8.20 is asked for; it is passed over" in line


def test_solc_in_the_store_is_found_by_its_version(
    bare_machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOLCX_BINARY_PATH", str(tmp_path))
    stored = fake_solc(tmp_path, "0.6.12", name="solc-v0.6.12")

    assert compiler.find_solc(pragmas=["^0.6.0"], start=tmp_path).path == stored
    with pytest.raises(CompilerNotFoundError, match="None could be downloaded"):
        compiler.find_solc(pragmas=["^0.5.0"], start=tmp_path)


def test_npm_solc_is_found_and_answers_as_a_native_one(real_solc: Path, bare_machine: Path, tmp_path: Path) -> None:
    project = with_packages(tmp_path / "project")
    (project / "contracts").mkdir()

    found = compiler.find_solc(compiler.locked_version(REPOSITORY), start=project / "contracts")

    assert found.origin == "npm's solc"
    assert found.path.parent == tmp_path / "backbone-chain"
    assert os.access(found.path, os.X_OK)
    assert compiler.find_solc(start=project).path == found.path
    assert list(found.path.parent.iterdir()) == [found.path]


def test_npm_solc_is_not_found_without_node(bare_machine: Path, tmp_path: Path) -> None:
    (bare_machine / "node").unlink(missing_ok=True)
    package = tmp_path / "node_modules" / "solc"
    package.mkdir(parents=True)
    (package / "package.json").write_text('{"version": "0.8.37"}')

    with pytest.raises(CompilerNotFoundError, match=r"Node\.js is not installed"):
        compiler.find_solc(start=tmp_path)


@pytest.mark.parametrize(("named", "problem"), [("nowhere/solc", "can't be run"), ("sh", "doesn't answer `--version`")])
def test_solc_variable_that_names_no_solc_is_refused(
    bare_machine: Path, monkeypatch: pytest.MonkeyPatch, named: str, problem: str
) -> None:
    fake_solc(bare_machine, "0.8.37")
    monkeypatch.setenv("SOLC", named)

    with pytest.raises(CompilerNotFoundError, match=rf"^SOLC is set to {named}, which {problem}"):
        compiler.find_solc("0.8.37")


def test_error_says_where_a_solc_was_looked_for(bare_machine: Path, tmp_path: Path) -> None:
    fake_solc(bare_machine, "0.8.20")

    with pytest.raises(CompilerNotFoundError) as refusal:
        compiler.find_solc("0.8.37", start=tmp_path)

    for place in ("SOLC is not set", "solc on PATH", "py-solc-x's store", "node_modules/solc", "npm ci"):
        assert place in str(refusal.value)


@pytest.mark.parametrize(
    ("pragma", "fits"),
    [
        ("^0.8.20", True),
        ("0.8.20", True),
        ("=0.8.20", True),
        (">= 0.8.0 < 0.9.0", True),
        (">=0.8.0<0.9.0", True),
        ("^0.6.12 || ^0.8.0", True),
        ("0.8.x", True),
        ("^0.8", True),
        ('"0.8.20"', True),
        ("^0.8.21", False),
        (">0.8.20", False),
        ("~0.7.0", False),
        ("0.8.1 - 0.8.19", False),
    ],
)
def test_pragma_decides_which_solc_fits(bare_machine: Path, tmp_path: Path, pragma: str, fits: bool) -> None:
    fake_solc(bare_machine, "0.8.20")

    if fits:
        assert compiler.find_solc(pragmas=[pragma], start=tmp_path).version == "0.8.20"
    else:
        with pytest.raises(CompilerNotFoundError):
            compiler.find_solc(pragmas=[pragma], start=tmp_path)


def test_pragma_that_is_no_range_is_refused(bare_machine: Path, tmp_path: Path) -> None:
    fake_solc(bare_machine, "0.8.20")

    with pytest.raises(UsageError, match="`solidity banana` is not a range of versions"):
        compiler.find_solc(pragmas=["banana"], start=tmp_path)


def test_solc_that_answers_no_json_is_refused(
    bare_machine: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOLC", str(fake_solc(bare_machine, "0.8.37", answer=">>> something")))

    with pytest.raises(CompilerNotFoundError, match="answers a standard-JSON request with something else"):
        compiler.compile_files([write("Maths.sol", MATHS)])


def test_locked_version_is_read_and_a_missing_lock_is_named(tmp_path: Path) -> None:
    (tmp_path / "package-lock.json").write_text('{"packages": {"node_modules/solc": {"version": "0.8.37"}}}')

    assert compiler.locked_version(tmp_path) == "0.8.37"
    for content in ("{}", "no JSON"):
        (tmp_path / "package-lock.json").write_text(content)
        with pytest.raises(UsageError, match=r"package-lock\.json doesn't say which version of solc"):
            compiler.locked_version(tmp_path)


# ---------------------------------------------------------------------------------------------- compiling files


@pytest.mark.usefixtures("solc")
def test_hardhat_layout_compiles_with_packages_from_node_modules(write: Write) -> None:
    write("contracts/Maths.sol", MATHS)
    file = write("contracts/Token.sol", TOKEN)
    with_packages(write("hardhat.config.ts", "").parent)

    [token] = compiler.compile_files([file])

    assert token.label == "contracts/Token.sol:Token"
    assert sorted(unit for unit in token.source_hashes if not unit.startswith("@openzeppelin/contracts/")) == [
        "contracts/Maths.sol",
        "contracts/Token.sol",
    ]
    assert token.compiler.startswith(compiler.locked_version(REPOSITORY))
    assert list(token.immutable_references) == ["0"]
    assert (token.storage_layout or {})["storage"][-1]["type"] == "t_mapping(t_address,t_struct(Minter)0_storage)"


@pytest.mark.usefixtures("solc")
def test_foundry_layout_compiles_with_libraries_from_lib(write: Write) -> None:
    """By folder, by remappings.txt and foundry.toml, by the library's own remappings, and a library's own library."""
    write("foundry.toml", '[profile.default]\nvia_ir = true\nremappings = ["@toml/=lib/two/contracts/"]')
    write("remappings.txt", "# comment\n\n@text/=lib/two/contracts/\n")
    write("lib/one/src/A.sol", f'{HEAD}import "inner/B.sol"; abstract contract A is B {{}}')
    write("lib/one/lib/inner/src/B.sol", f"{HEAD}abstract contract B {{}}")
    write("lib/two/contracts/C.sol", f"{HEAD}abstract contract C {{}}")
    write("lib/two/remappings.txt", "@own/=contracts/")
    file = write(
        "src/Token.sol",
        f"""{HEAD}
        import "one/A.sol"; import {{C}} from '@toml/C.sol'; import * as text from "@text/C.sol"; import "@own/C.sol";
        import /* "no.sol" */ "two/contracts/C.sol"; // import "no.sol";
        contract Token is A, C {{ string public constant NOTE = "import 'no.sol'"; }}""",
    )

    [token] = compiler.compile_files([file])

    assert sorted(token.source_hashes) == [
        "lib/one/lib/inner/src/B.sol",
        "lib/one/src/A.sol",
        "lib/two/contracts/C.sol",
        "src/Token.sol",
    ]
    assert (token.metadata or {})["settings"]["viaIR"] is True


@pytest.mark.usefixtures("solc")
def test_given_remapping_is_followed_and_a_malformed_one_refused(write: Write) -> None:
    write("elsewhere/Maths.sol", f"{HEAD}library Maths {{ function f() external {{}} }}")
    file = write("Token.sol", f'{HEAD}import {{Maths}} from "maths/Maths.sol"; contract Token {{}}')

    [token] = compiler.compile_files([file], remappings=["maths/=elsewhere/"])

    assert sorted(token.source_hashes) == ["Token.sol", "elsewhere/Maths.sol"]
    with pytest.raises(UsageError, match="has the remapping 'maths', which is not of the form prefix=target"):
        compiler.compile_files([file], remappings=["maths"])


def test_unknown_import_is_named_with_who_asks_and_where_it_was_searched(write: Write, tmp_path: Path) -> None:
    file = write("src/Token.sol", f'{HEAD}import "@nobody/Nothing.sol"; contract Token {{}}')
    write("foundry.toml", "")

    with pytest.raises(CompileError) as refusal:
        compiler.compile_files([file])

    [message] = refusal.value.messages
    assert message.startswith("src/Token.sol imports '@nobody/Nothing.sol', which was not found; searched: ")
    assert str(tmp_path / "project" / "@nobody" / "Nothing.sol") in message


def test_unknown_relative_import_is_named(write: Write, tmp_path: Path) -> None:
    file = write("Token.sol", f'{HEAD}import "./No.sol"; contract Token {{}}')

    with pytest.raises(CompileError, match=r"^Token\.sol imports '\./No\.sol', which was not found; searched: "):
        compiler.compile_files([file])


@pytest.mark.usefixtures("solc")
def test_compile_error_is_shown_as_solc_words_it(write: Write) -> None:
    file = write("contracts/Token.sol", f"{HEAD}contract Token {{ uint256 x = true; }}")
    write("package.json", "{}")

    with pytest.raises(CompileError) as refusal:
        compiler.compile_files([file])

    [message] = refusal.value.messages
    assert "TypeError: Type bool is not implicitly convertible" in message
    assert "contracts/Token.sol:3:" in message


@pytest.mark.usefixtures("solc")
def test_file_without_a_contract_that_can_be_deployed_is_refused(write: Write) -> None:
    with pytest.raises(ArtifactError, match="only interfaces and abstract contracts are in it"):
        compiler.compile_files([write("IToken.sol", f"{HEAD}interface IToken {{}}")])


def test_file_that_is_no_source_is_refused(write: Write, tmp_path: Path) -> None:
    (tmp_path / "Bytes.sol").write_bytes(b"\xff\xfe")

    for file, problem in {
        tmp_path / "None.sol": "doesn't exist",
        tmp_path: "is a directory; name a Solidity file in it",
        tmp_path / "Bytes.sol": "is not text in UTF-8",
        write("Token.vy", ""): "is not a Solidity source",
    }.items():
        with pytest.raises(UsageError, match=problem):
            compiler.compile_files([file])
    with pytest.raises(UsageError, match="name at least one Solidity file"):
        compiler.compile_files([])


def test_foundry_toml_that_is_not_toml_is_refused(write: Write) -> None:
    write("foundry.toml", "[profile")

    with pytest.raises(SettingsError, match="is not valid TOML"):
        compiler.compile_files([write("Token.sol", f'{HEAD}import "x/Y.sol";')])


def test_two_packages_under_one_name_are_refused(write: Write) -> None:
    write("node_modules/x/A.sol", HEAD)
    write("packages/p/node_modules/x/A.sol", f"{HEAD}// another version")
    write("packages/p/B.sol", f'{HEAD}import "x/A.sol";')
    file = write("C.sol", f'{HEAD}import "x/A.sol"; import "./packages/p/B.sol";')

    with pytest.raises(UsageError, match=r"^Two different sources would both be called x/A\.sol"):
        compiler.compile_files([file], root=file.parent)


def test_root_of_a_project_is_the_nearest_folder_that_looks_like_one(write: Write) -> None:
    file = write("inner/src/Token.sol", "")
    outer, inner = file.parents[2], file.parents[1]

    assert compiler.project_root(file) == file.parent
    (outer / "package.json").touch()
    assert compiler.project_root(file) == outer
    (inner / "hardhat.config.ts").touch()
    assert compiler.project_root(file) == inner


# ----------------------------------------------------------------------------------------- what is shipped


@pytest.fixture(scope="session")
def project(real_solc: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project in this repository's layout."""
    root = with_packages(tmp_path_factory.mktemp("project"))
    shutil.copy(REPOSITORY / "package-lock.json", root)
    (root / "contracts" / "quirks").mkdir(parents=True)
    (root / "contracts" / "Token.sol").write_text(TOKEN)
    (root / "contracts" / "Maths.sol").write_text(MATHS)
    quirk = f'{HEAD}import {{Token}} from "../Token.sol"; contract NoCap is Token {{ constructor() Token(0) {{}} }}'
    (root / "contracts" / "quirks" / "NoCap.sol").write_text(quirk)
    return root


@pytest.fixture(scope="session")
def compiled(project: Path, real_solc: Path) -> dict[str, Artifact]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SOLC", str(real_solc))
        return compiler.compile_project(project)


def test_project_has_its_deployable_contracts_and_the_third_party_ones(compiled: dict[str, Artifact]) -> None:
    assert [each.label for each in compiled.values()] == [
        f"{PROXY}:ERC1967Proxy",
        "contracts/quirks/NoCap.sol:NoCap",
        f"{ADMIN}:ProxyAdmin",
        f"{TIMELOCK}:TimelockController",
        "contracts/Token.sol:Token",
        f"{BEACON}:UpgradeableBeacon",
    ]


@pytest.mark.usefixtures("solc")
def test_contract_compiles_to_the_same_bytes_elsewhere_and_alone(compiled: dict[str, Artifact], write: Write) -> None:
    """Neither the folder nor other contracts may leave a trace, or nobody could check an artifact."""
    write("contracts/Maths.sol", MATHS)
    file = write("contracts/Token.sol", TOKEN)
    with_packages(write("package.json", "{}").parent)

    [alone] = compiler.compile_files([file])

    assert artifacts.to_json(alone) == artifacts.to_json(compiled["Token"])


def test_quirks_are_shipped_in_their_folder_without_maps_and_metadata(
    compiled: dict[str, Artifact], tmp_path: Path
) -> None:
    paths = compiler.write_artifacts(compiled, tmp_path)

    assert paths == [
        tmp_path / f"{name}.json"
        for name in ("ERC1967Proxy", "ProxyAdmin", "TimelockController", "Token", "UpgradeableBeacon", "quirks/NoCap")
    ]
    quirk, token = artifacts.read(paths[5]), artifacts.read(paths[3])
    assert (quirk.source_map, quirk.metadata, quirk.storage_layout) == ("", None, None)
    assert quirk.source_hashes["contracts/Token.sol"] == token.source_hashes["contracts/Token.sol"]
    assert token == replace(compiled["Token"], metadata=token.metadata)
    assert "output" not in (token.metadata or {})


def test_writing_deletes_the_files_of_contracts_that_are_no_more(compiled: dict[str, Artifact], tmp_path: Path) -> None:
    compiler.write_artifacts({**compiled, "Old": replace(compiled["Token"], name="Old")}, tmp_path)
    assert (tmp_path / "Old.json").is_file()

    compiler.write_artifacts(compiled, tmp_path)

    assert not (tmp_path / "Old.json").exists()


@pytest.mark.usefixtures("solc")
def test_stale_artifacts_are_listed_with_the_reason(
    compiled: dict[str, Artifact], project: Path, tmp_path: Path
) -> None:
    compiler.write_artifacts(compiled, tmp_path)
    assert compiler.stale_artifacts(project, tmp_path) == []

    (tmp_path / "quirks" / "NoCap.json").rename(tmp_path / "quirks" / "Extra.json")
    (tmp_path / "Token.json").write_text((tmp_path / "Token.json").read_text().replace("Token.sol", "Coin.sol", 1))

    assert compiler.stale_artifacts(project, tmp_path) == [
        "Token.json differs from what its sources compile to.",
        "quirks/Extra.json is not the contract of any source.",
        "quirks/NoCap.json is missing.",
    ]


def test_changed_sources_are_found_without_a_compiler(
    compiled: dict[str, Artifact], project: Path, tmp_path: Path
) -> None:
    compiler.write_artifacts(compiled, tmp_path / "artifacts")
    copy = shutil.copytree(project, tmp_path / "copy", symlinks=True)
    assert compiler.changed_sources(copy, tmp_path / "artifacts") == []

    (copy / "contracts" / "Maths.sol").write_text(f"{MATHS}\n")
    (copy / "contracts" / "quirks" / "NoCap.sol").unlink()
    new = "abstract contract Base {} /* contract Old {} */ contract New is Base {}"
    (copy / "contracts" / "New.sol").write_text(new)

    assert compiler.changed_sources(copy, tmp_path / "artifacts") == [
        "Token.json was compiled from contracts/Maths.sol, which has changed.",
        "quirks/NoCap.json was compiled from contracts/Maths.sol, which has changed.",
        "quirks/NoCap.json was compiled from contracts/quirks/NoCap.sol, which is gone.",
        "New.json is missing; contracts/New.sol was not compiled.",
    ]


def test_project_takes_only_the_locked_version(
    bare_machine: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bare_machine / "node").unlink()
    fake_solc(bare_machine, "0.8.20")

    with pytest.raises(CompilerNotFoundError, match=f"No solc {compiler.locked_version(project)} was found"):
        compiler.compile_project(project)


def test_project_without_packages_is_told_to_install_them(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="run `npm ci`"):
        compiler.compile_project(tmp_path)


def test_two_contracts_of_one_name_are_refused(
    bare_machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = {"abi": [{"type": "receive"}], "evm": {"bytecode": {"object": "00"}}}
    answer = {"contracts": {f"contracts/{file}.sol": {"Token": entry} for file in "ab"}, "sources": {}}
    monkeypatch.setenv("SOLC", str(fake_solc(tmp_path, "0.8.37", answer=json.dumps(answer))))
    packages = [f"node_modules/{each}" for each in (PROXY, BEACON, ADMIN, TIMELOCK)]
    for name in ("contracts/a.sol", "contracts/b.sol", *packages):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(HEAD)
    (tmp_path / "package-lock.json").write_text('{"packages": {"node_modules/solc": {"version": "0.8.37"}}}')

    with pytest.raises(UsageError, match=r"^Two contracts are called Token: contracts/a\.sol:Token and contracts/b"):
        compiler.compile_project(tmp_path)
