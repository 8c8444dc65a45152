"""The pytest plugin, as a user's own tests get it by installing the package."""

from __future__ import annotations

import pytest

pytest_plugins = ("pytester",)

ISOLATED = """
    def test_first(token, holder, recipient):
        token.transfer(recipient, 5, sender=holder)
        assert token.balance_of(recipient) == 5

    def test_second(token, chain, holder, recipient):
        assert token.balance_of(recipient) == 0
        token.transfer(recipient, 7, sender=holder)
        assert token.balance_of(recipient) == 7
"""

REFUSALS = """
    import pytest

    def test_by_error_and_arguments(token, freezer, holder, recipient, refuses):
        token.freeze(holder, sender=freezer)
        with refuses("AccountFrozen", account=holder.address):
            token.transfer(recipient, 5, sender=holder)

    def test_by_our_word(token, attacker, refuses):
        with refuses("not-authorised"):
            token.mint(attacker, 1, sender=attacker)

    def test_other_error_fails(token, attacker, refuses):
        with pytest.raises(AssertionError, match="refused by AccessControlUnauthorizedAccount"), refuses("frozen"):
            token.mint(attacker, 1, sender=attacker)

    def test_other_arguments_fail(token, holder, recipient, freezer, refuses):
        token.freeze(holder)
        with pytest.raises(AssertionError, match="with other arguments"), refuses("AccountFrozen", account="0x0"):
            token.transfer(recipient, 5, sender=holder)

    def test_nothing_refused_fails(token, holder, recipient, refuses):
        with pytest.raises(pytest.fail.Exception), refuses("frozen"):
            token.transfer(recipient, 5, sender=holder)
"""

NOTICED = """
    def test_watchers_see(stage, token, admin, attacker, actor):
        token.grant("configure_minter", attacker, sender=admin)
        assert "privilege-then-mint" in [finding.rule for finding in stage.findings]
        assert actor("court") is actor("court")

    def test_findings_are_gone(stage):
        assert stage.findings == []
"""


@pytest.mark.parametrize(("tests", "passed"), [(ISOLATED, 2), (REFUSALS, 5), (NOTICED, 2)])
def test_fixtures(pytester: pytest.Pytester, tests: str, passed: int) -> None:
    pytester.makepyfile(tests)
    pytester.runpytest_subprocess("-p", "no:randomly", "-p", "no:cacheprovider").assert_outcomes(passed=passed)


def test_each_named_token_is_tested(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        def test_spender(token, holder, spender, recipient, freezer, refuses):
            token.approve(spender, 5, sender=holder)
            token.freeze(holder)
            with refuses("frozen"):
                token.transfer_from(holder, recipient, 5, sender=spender)
    """)
    result = pytester.runpytest_subprocess("--token", "reference", "--token", "freeze-skips-transfer-from")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["FAILED*test_spender*freeze-skips-transfer-from*"])


@pytest.mark.parametrize("engine", ["revm", "py-evm", "eels"])
def test_engine_and_seed_are_taken(pytester: pytest.Pytester, engine: str) -> None:
    pytester.makepyfile(f"""
        def test_engine(chain, holder):
            assert chain.engine.name == {engine!r}
            assert chain.seed == 9
    """)
    pytester.runpytest_subprocess("--engine", engine, "--seed", "9").assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        (("--token", "referense"), "*There is no token called 'referense'. Did you mean 'reference'?*"),
        (("--engine", "rvm"), "*There is no engine called 'rvm'. Did you mean 'revm'?*"),
    ],
)
def test_bad_option_gets_one_sentence(pytester: pytest.Pytester, option: tuple[str, str], sentence: str) -> None:
    pytester.makepyfile("def test_it(token): pass")
    result = pytester.runpytest_subprocess(*option)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([sentence])
    result.stdout.no_fnmatch_line("*Traceback*")
