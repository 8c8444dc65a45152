"""Exported programs: run for real, they say what a replay says."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from bundles._breaks import QUIRK, SENTENCE, bundled, opened, stolen
from bundles._forge import run_forge

from backbone_chain import Chain, artifacts, tokens
from backbone_chain.abi import Function
from backbone_chain.bundles import (
    FORMATS,
    Bundle,
    Claim,
    Deployed,
    Genesis,
    Held,
    Recorder,
    Rerun,
    Sent,
    export,
    replay,
)
from backbone_chain.bundles._calls import function
from backbone_chain.bundles._story import Story, identifier
from backbone_chain.engines._base import CHAIN_ID, Authorization
from backbone_chain.errors import ArgumentError, BackboneError, UnknownNameError, UsageError
from backbone_chain.model import Severity

TOKEN, STRANGER, CALLER = "0x" + "77" * 20, "0x" + "88" * 20, "0x" + "99" * 20
TIME = "425f5260205ff3"
ZERO = "5f5f5260205ff3"
REVERTS = "5f5ffd"
CALLER_BACK = "335f5260205ff3"
LOGS_SEVEN_NINE_EIGHT = "60085f526009600760205fa2"  # topics 7, 9; data 8
NUMBER_AND_RANDOM = "435f524460205260405ff3"
CHAIN = "465f5260205ff3"
BALANCE = "475f5260205ff3"
SLOT_SEVEN = "6007545f5260205ff3"
# without calldata: return slot 0; else: slot 0 = transient 0 + 1, and transient 0 = that
TRANSIENT = "36600c575f545f5260205ff35b5f5c600101805f5d5f5500"


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return stolen()


def by_hand(*steps: Sent, claims: tuple[Claim, ...], code: str = "00", **more: object) -> Bundle:
    genesis = more.pop("genesis", Genesis(accounts={TOKEN: Held(code=bytes.fromhex(code))}))
    fields = {"property": "by-hand", "severity": Severity.LOW, "subject": "by hand", "statement": "", "engine": "revm"}
    fields |= {"chain_id": CHAIN_ID, "fork": "cancun", "genesis": genesis, "steps": steps, "claims": claims, **more}
    return Bundle(**fields)


def step(block: int = 1, **fields: object) -> Sent:
    timestamp = Genesis().timestamp + 12 * block
    return Sent(**{"sender": STRANGER, "to": TOKEN, "block": block, "timestamp": timestamp, **fields})


def reads(kind: str, value: bytes | int, after: int = 0, **fields: object) -> Claim:
    word = value if isinstance(value, bytes) else value.to_bytes(32)
    return Claim(**{"sentence": "It reads so.", "kind": kind, "step": after, "to": TOKEN, "value": word, **fields})


def says(kind: str, after: int = 0, **fields: object) -> Claim:
    return Claim(**{"sentence": f"It {kind}.", "kind": kind, "step": after, **fields})


def emitting(at: str, *words: int) -> Bundle:
    value = b"".join(word.to_bytes(32) for word in words)
    return by_hand(step(), claims=(says("emits", to=at, value=value),), code=LOGS_SEVEN_NINE_EIGHT)


def bundles() -> Mapping[str, Bundle]:
    """One for each thing that a program must do as a replay does it."""
    now = Genesis().timestamp
    random = Chain(seed=5)
    random.mine(9)
    seen = (10).to_bytes(32) + random.engine.block().prevrandao
    number = {"type": "function", "name": "redeem", "inputs": [], "outputs": [{"type": "uint256"}]}
    redeem = Function({**number, "outputs": []}).selector
    declared = {TOKEN: Deployed(code_hash="0x" + "00" * 32, abi=(number,))}
    held = Held(balance=9, nonce=5, code=bytes.fromhex(SLOT_SEVEN), storage={7: 2**255})
    return {
        "refused_by_revert": by_hand(step(), claims=(says("refused"),), code=REVERTS),
        "refused_by_false": by_hand(step(), claims=(says("refused"),), code=ZERO),
        "not_refused": by_hand(step(), claims=(says("refused"),), code=CALLER_BACK),
        "went_through": by_hand(step(), claims=(says("goes-through"),)),
        "did_not_go_through": by_hand(step(), claims=(says("goes-through"),), code=REVERTS),
        "said_false": by_hand(step(), claims=(says("goes-through"),), code=ZERO),
        "zero_is_a_number": by_hand(step(data=redeem), claims=(says("goes-through"),), code=ZERO, contracts=declared),
        "a_number_is_not_refused": by_hand(step(data=redeem), claims=(says("refused"),), code=ZERO, contracts=declared),
        "emitted": emitting(TOKEN, 7),
        "emitted_with_data": emitting(TOKEN, 7, 9, 8),
        "emitted_something": emitting(TOKEN),
        "emitted_another": emitting(TOKEN, 8),
        "emitted_other_data": emitting(TOKEN, 7, 9, 9),
        "emitted_less": emitting(TOKEN, 7, 9, 8, 0),
        "emitted_elsewhere": emitting(STRANGER, 7),
        "time_before": by_hand(claims=(reads("equals", now + 12, -1),), code=TIME),
        "time_after": by_hand(step(), claims=(reads("equals", now + 24),), code=TIME),
        "time_chosen": by_hand(step(), claims=(reads("equals", now + 999, at=now + 999),), code=TIME),
        "time_in_one_block": by_hand(
            step(4), step(4), claims=(reads("equals", now + 48), reads("equals", now + 60, 1)), code=TIME
        ),
        "time_is_another": by_hand(step(), claims=(reads("differs", now + 24),), code=TIME),
        "differs": by_hand(claims=(reads("differs", 5, -1),), code=TIME),
        "at_most": by_hand(claims=(reads("at-most", now + 12, -1),), code=TIME),
        "more_than_most": by_hand(claims=(reads("at-most", now, -1),), code=TIME),
        "not_readable": by_hand(claims=(reads("differs", 5, -1),), code=REVERTS),
        "number_and_random": by_hand(
            claims=(reads("equals", seen, -1),),
            seed=5,
            genesis=Genesis(block=9, accounts={TOKEN: Held(code=bytes.fromhex(NUMBER_AND_RANDOM))}),
        ),
        "bytes_differ": by_hand(claims=(reads("equals", b"\1", -1),), code=TIME),
        "chain_id": by_hand(claims=(reads("equals", 99, -1),), code=CHAIN, chain_id=99),
        "caller_is_nobody": by_hand(claims=(reads("equals", 0, -1),), code=CALLER_BACK),
        "transient_is_gone": by_hand(
            step(data=b"x"), step(2, data=b"x"), claims=(reads("equals", 1, 1),), code=TRANSIENT
        ),
        "held": by_hand(claims=(reads("equals", 2**255, -1),), genesis=Genesis(accounts={TOKEN: held})),
        "ether": by_hand(step(value=10**18), claims=(reads("equals", 10**18),), code=BALANCE),
        "little_gas": by_hand(step(gas=21_001), claims=(says("goes-through"),), code="5a5a5a50505000"),
        "created_with_a_nonce": by_hand(
            step(to=None, sender=CALLER, data=bytes.fromhex("60425f526001601ff3")),
            claims=(says("goes-through"),),
            genesis=Genesis(accounts={CALLER: Held(nonce=7)}),
        ),
        "a_contract_sends": by_hand(
            step(sender=CALLER, data=b"x"),
            claims=(says("goes-through"),),
            genesis=Genesis(accounts={TOKEN: Held(code=bytes.fromhex(CALLER_BACK)), CALLER: Held(code=b"\0", nonce=1)}),
        ),
    }


BUNDLES = bundles()
VERDICTS = {name: replay(each).breaks for name, each in BUNDLES.items()}


def test_the_table_has_both_verdicts() -> None:
    broken = {name for name, breaks in VERDICTS.items() if breaks}
    assert broken == {
        *("not_refused", "did_not_go_through", "said_false", "a_number_is_not_refused", "emitted_another"),
        *(
            "emitted_other_data",
            "emitted_less",
            "emitted_elsewhere",
            "time_is_another",
            "more_than_most",
            "not_readable",
            "bytes_differ",
            "little_gas",
        ),
    }


def pytest_fails(folder: Path, tests: Mapping[str, str]) -> dict[str, bool]:
    for name, text in tests.items():
        (folder / f"test_{name}.py").write_text(text)
    command = [sys.executable, "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", "-p", "no:xdist", str(folder)]
    told = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout
    lines = [line.split() for line in told.split("\n") if line.startswith(("PASSED ", "FAILED "))]
    results = {Path(where.partition("::")[0]).name: word for word, where, *_ in lines}
    assert len(results) == len(tests), told
    return {name: results[f"test_{name}.py"] == "FAILED" for name in tests}


class TestPytest:
    def test_says_what_a_replay_says(self, tmp_path: Path) -> None:
        texts = {name: export(each, "pytest") for name, each in BUNDLES.items()}
        assert pytest_fails(tmp_path, texts) == VERDICTS

    @pytest.mark.parametrize("engine", ["revm", "py-evm", "eels"])
    def test_fails_with_the_sentence_until_the_token_is_mended(self, bundle: Bundle, engine: str) -> None:
        text = export(bundle, "pytest").replace("ENGINE = None", f'ENGINE = "{engine}"')
        with pytest.raises(AssertionError) as caught:
            run_test(text)
        assert str(caught.value).startswith(f"{SENTENCE} (it went through)")
        run_test(with_sound_code(text))

    def test_reads_as_a_person_would_write_it(self, bundle: Bundle) -> None:
        text = export(bundle, "pytest")
        assert text.startswith('"""A freeze stops every way to move tokens.\n')
        assert 'chain.act(HOLDER, THE_TOKEN, "approve(address,uint256)", SPENDER, 1_000_000_000)' in text
        assert 'SPENDER, THE_TOKEN, "transferFrom(address,address,uint256)", HOLDER, RECIPIENT, 5)' in text
        assert 'chain.word(THE_TOKEN, "balanceOf(address)", RECIPIENT) == 0' in text
        code = text.index("CODE = {")
        assert max(map(len, text[:code].split("ARGUMENTS = {")[0].split("\n"))) < 180

    def test_time_that_passes_is_told(self) -> None:
        chain = Chain(seed=3)
        recorder, token = Recorder(chain), opened(chain, QUIRK)
        chain.warp(2 * 86_400)
        token.transfer(chain.account("recipient"), 1, sender=chain.account("holder"))
        text = export(bundled(chain, token, recorder.steps, ()), "pytest")
        assert "# 2 days later" in text
        assert text.count("chain.at_block(") == 1


def run_test(text: str) -> None:
    scope: dict[str, object] = {}
    exec(compile(text, "exported.py", "exec"), scope)
    (test,) = [each for name, each in scope.items() if name.startswith("test_")]
    test()  # type: ignore[operator]


def with_sound_code(text: str) -> str:
    """What a reader does who has mended the token."""
    unsound = artifacts.load("FreezeSkipsTransferFrom").bytecode
    sound = tokens.blueprint("reference").artifacts[0].bytecode
    assert text.count(unsound.hex()) == 1
    return text.replace(unsound.hex(), sound.hex())


class TestScript:
    def run(self, folder: Path, text: str) -> tuple[int, str]:
        (folder / "script.py").write_text(text)
        ended = subprocess.run([sys.executable, "script.py"], cwd=folder, capture_output=True, text=True, check=False)
        assert ended.stderr == ""
        return ended.returncode, ended.stdout

    def test_says_what_each_step_did_and_what_is_wrong(self, bundle: Bundle, tmp_path: Path) -> None:
        code, out = self.run(tmp_path, export(bundle, "script"))
        assert code == 1
        assert out.split("\n")[0] == "0. deployer creates freeze skips transfer from: it went through"
        assert "6. spender calls the token: transferFrom(holder, recipient, 5): it went through\n" in out
        assert out.endswith(f"\nWrong:\n  {SENTENCE}\n  Nobody gets tokens of a frozen holder.\n")

    def test_says_that_nothing_is_wrong_with_the_mended_token(self, bundle: Bundle, tmp_path: Path) -> None:
        code, out = self.run(tmp_path, with_sound_code(export(bundle, "script")))
        assert code == 0
        assert "transferFrom(holder, recipient, 5): it was refused (AccountFrozen(account=holder))\n" in out
        assert out.endswith("\nNothing is wrong.\n")

    def test_says_what_a_replay_says(self) -> None:
        for name, each in BUNDLES.items():
            scope: dict[str, object] = {"__name__": "exported"}
            exec(compile(export(each, "script"), f"{name}.py", "exec"), scope)
            if name == "not_readable":
                with pytest.raises(BackboneError, match="refuses to answer"):
                    scope["main"]()  # type: ignore[operator]
            else:
                assert scope["main"]() == VERDICTS[name], name  # type: ignore[operator]


class TestForge:
    def test_says_what_a_replay_says(self, tmp_path: Path) -> None:
        texts = {name: export(each, "forge") for name, each in BUNDLES.items()}
        reasons = run_forge(tmp_path / "project", texts)
        assert {name: bool(reason) for name, reason in reasons.items()} == VERDICTS

    def test_fails_with_the_sentence_until_the_token_is_mended(self, bundle: Bundle, tmp_path: Path) -> None:
        text = export(bundle, "forge")
        reasons = run_forge(tmp_path / "project", {"broken": text, "mended": with_sound_code(text)})
        assert reasons == {"broken": SENTENCE, "mended": ""}

    def test_a_delegated_account_is_refused(self, bundle: Bundle) -> None:
        delegating = replace(bundle.steps[0], authorizations=(Authorization(1, TOKEN, 0, 0, 1, 1),))
        with pytest.raises(UsageError, match="use pytest or script"):
            export(replace(bundle, steps=(delegating,), claims=(), fork="prague", engine="py-evm"), "forge")


HOSTILE = """x\"\"\"; import os; os._exit(7) #\\" \u202e \U0001f600 */ ${} '\n');}"""


@pytest.mark.parametrize("to", ["pytest", "script"])
def test_texts_of_a_hostile_bundle_stay_texts(to: str, bundle: Bundle) -> None:
    texts = {"property": HOSTILE, "subject": HOSTILE, "statement": HOSTILE, "reason": HOSTILE, "fork": "cancun"}
    claims = tuple(replace(each, sentence=HOSTILE) for each in bundle.claims)
    names = dict.fromkeys(bundle.names, HOSTILE)
    contracts = {address: replace(each, name=HOSTILE) for address, each in bundle.contracts.items()}
    told = replace(bundle, **texts, claims=claims, names=names, contracts=contracts)
    tree = ast.parse(export(told, to))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "os"]


def test_texts_of_a_hostile_bundle_stay_texts_in_solidity(bundle: Bundle, tmp_path: Path) -> None:
    texts = {"subject": HOSTILE, "statement": HOSTILE, "reason": HOSTILE}
    claims = tuple(replace(each, sentence=HOSTILE) for each in bundle.claims)
    told = replace(bundle, **texts, claims=claims, names=dict.fromkeys(bundle.names, HOSTILE))
    (reason,) = run_forge(tmp_path / "project", {"hostile": export(told, "forge")}).values()
    assert "import os" in reason


def test_an_unknown_format_is_refused(bundle: Bundle) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'forge'"):
        export(bundle, "forgy")


def test_the_same_bundle_gives_the_same_program(bundle: Bundle) -> None:
    for to in FORMATS:
        assert export(bundle, to) == export(stolen(), to)


class TestNames:
    def test_are_words_of_a_program_and_each_stands_for_one_address(self, bundle: Bundle) -> None:
        names = Story(replace(bundle, names=dict.fromkeys(bundle.names, "code"))).names
        assert len(set(names.values())) == len(names)
        assert "code" not in names.values()

    @pytest.mark.parametrize(
        ("name", "word"),
        [
            ("FiatTokenV2", "fiat_token_v2"),
            ("role 0x9", "role_0x9"),
            ("2nd", "_2nd"),
            ("class", "_class"),
            ("*", "account"),
        ],
    )
    def test_of_all_kinds(self, name: str, word: str) -> None:
        assert identifier(name) == word


class TestSignatures:
    def test_with_structs_and_arrays_encode_as_their_abi_does(self) -> None:
        declared = function("execute((address,uint256[])[],bytes,(bool,(string,int8)))")
        assert declared.signature == "execute((address,uint256[])[],bytes,(bool,(string,int8)))"
        values = [[TOKEN, [1, 2]]], b"x", [True, ["a", -1]]
        assert declared.arguments(declared.encode(*values)) == ((((TOKEN), (1, 2)),), b"x", (True, ("a", -1)))

    @pytest.mark.parametrize("text", ["", "f", "f(", "f)", "f(uint256", "1f()", "f(tuple)", "f(uint256) view"])
    def test_that_are_none_are_refused(self, text: str) -> None:
        with pytest.raises(ArgumentError):
            function(text).encode()

    def test_raw_data_may_stand_for_a_call(self) -> None:
        chain = Rerun(genesis=Genesis(accounts={TOKEN: Held(code=bytes.fromhex(CALLER_BACK))}))
        assert chain.act(STRANGER, TOKEN, b"\1").output == bytes(12) + bytes.fromhex(STRANGER[2:])
        assert chain.word(TOKEN, b"") == 0
