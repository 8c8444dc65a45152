"""A bundle as a program to read and to run, which says what each step did, and at the end what is wrong."""

from __future__ import annotations

from collections.abc import Iterator

from backbone_chain.bundles._export_pytest import INDENT, imports
from backbone_chain.bundles._model import Bundle
from backbone_chain.bundles._python import Python, quoted
from backbone_chain.bundles._story import Act, Check, Story, Told

HOW = ("Made by `backbone export`. Run it with Python; its exit code is 1 if anything is wrong.",)
LONGEST = 100  # characters of one step's title
HELPERS = '''
def say(step: str, ran: Ran) -> None:
    """What became of a step."""
    print(f"{step}: {ran.told}")
'''


def to_script(bundle: Bundle) -> str:
    """The text of a program. Raises: as a replay."""
    story = Story(bundle)
    python = Python(story)
    body = [f"chain = {python.chain}", "wrong = []", *_checks(python, story.first), ""]
    for act in story.acts:
        body += _step(python, story, act)
    body += ["", *_ending()]
    lines = [
        python.docstring(*HOW),
        "",
        *(line.replace("Rerun", "Ran, Rerun") for line in imports(bundle)),
        "",
        "ENGINE = None  # revm, py-evm or eels; None is the fastest that runs here",
        "",
        *python.constants(*body),
        "",
        *HELPERS.split("\n"),
        "",
        "def main() -> int:",
        f'{INDENT}"""Run every step, and say at the end what is wrong."""',
        *(INDENT + line if line else "" for line in body),
        *("", ""),
        *python.ending(*body),
        *("", 'if __name__ == "__main__":', f"{INDENT}raise SystemExit(main())"),
    ]
    return "\n".join(lines) + "\n"


def _step(python: Python, story: Story, act: Act) -> Iterator[str]:
    yield from python.moment(act.moment)
    yield f"ran = {python.act(act)}"
    yield f"say({quoted(title(story, act))}, ran)"
    yield from _checks(python, act.checks)


def _checks(python: Python, checks: tuple[Check, ...]) -> Iterator[str]:
    for check in checks:
        yield from python.moment(check.moment)
        yield f"if {python.condition(check, broken=True)}:"
        yield f"{INDENT}wrong.append({quoted(check.claim.sentence)})"


def _ending() -> Iterator[str]:
    yield 'print("\\nWrong:" if wrong else "\\nNothing is wrong.")'
    yield "for sentence in wrong:"
    yield f'{INDENT}print(f"  {{sentence}}")'
    yield "return int(bool(wrong))"


def title(story: Story, act: Act) -> str:
    """A step in words: who calls what on whom."""
    sent = act.sent
    who = story.names[sent.sender].replace("_", " ")
    if sent.to is None:
        return f"{act.number}. {who} creates {act.code.replace('_', ' ')}"
    whom = story.names[sent.to].replace("_", " ")
    return _cut(f"{act.number}. {who} calls {whom}: {_call(story, act.call)}")


def _call(story: Story, told: Told) -> str:
    if told.function is None:
        return f"0x{told.data.hex()}" if told.data else "nothing"
    shown = (_shown(story, each) for each in told.args)
    return f"{told.function.name}({', '.join(shown)})"


def _shown(story: Story, value: object) -> str:
    if isinstance(value, bytes):
        return f"0x{value.hex()}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_shown(story, each) for each in value)}]"
    if isinstance(value, str):
        return story.names.get(value, value).replace("_", " ") if value in story.names else value
    return f"{value:,}" if type(value) is int else str(value)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
