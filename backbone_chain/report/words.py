"""What an outcome means, in words that every renderer shares."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from backbone_chain import watchers
from backbone_chain.model import Outcome, Severity
from backbone_chain.play import Cell
from backbone_chain.response import Act

MEANINGS = {
    "refused": "the token refused the attack",
    "noticed": "the attack did harm, and a watcher noticed it",
    "silent": "the attack did harm, and nothing noticed it",
    "quiet": "a legal act, and no watcher raised an alarm",
    "false-alarm": "a legal act that a watcher took for an attack",
    "not-applicable": "the token or the engine lacks what the story needs",
    "broken": "the story did not happen as its file says, so it shows nothing",
}


_LONG_NUMBER = re.compile(r"(?<![\w.])\d{6,}(?![\w])")
_NAMED = {str(2**256 - 1): "2^256 - 1"}


def word(cell: Cell) -> str:
    """The one word of a cell."""
    return cell.outcome.value if cell.outcome else "broken"


def evidence(cell: Cell) -> str:
    """The finding or the error behind a cell's word, actors by their names; empty where there is nothing to say."""
    text = cell.error
    if cell.outcome in (Outcome.NOTICED, Outcome.FALSE_ALARM):
        finding = next(f for f in cell.findings if f.block == cell.noticed_block and f.rule in _speakers(cell))
        text = f"{finding.rule}, {when(cell.latency_blocks)}: {finding.summary}"
    elif cell.outcome is Outcome.SILENT:
        text = f"{cell.loss} base units lost in block {cell.harm_block}, and no rule of the expected class fired"
    return plain(text, cell.names)


def plain(text: str, names: Mapping[str, str]) -> str:
    """A text for a person: accounts by their names, long numbers in groups."""
    for address, name in names.items():
        text = text.replace(address, name)
    return _LONG_NUMBER.sub(lambda number: _NAMED.get(number[0], f"{int(number[0]):,}"), text)


def response(cell: Cell) -> str:
    """What acting on the findings did for a cell; empty where nobody asked, or there was no loss."""
    if cell.loss_with_response is None:
        return ""
    acts = ", ".join(dict.fromkeys(act_in_words(act, cell.names) for act in cell.acts)) or "nothing could be done"
    saved = 1 - cell.loss_with_response / cell.loss
    return f"loss {cell.loss:,} without a response, {cell.loss_with_response:,} with one ({saved:.0%} saved): {acts}"


def act_in_words(act: Act, names: Mapping[str, str]) -> str:
    """One brake, with its block."""
    target = plain(act.target, names)
    what = {"stop-all": "everything stopped", "freeze": f"{target} frozen", "cancel": f"operation {target} cancelled"}
    what |= {
        "remove-minter": f"{target} removed as a minter",
        "stop-bridge": f"limits of the bridge {target} set to zero",
    }
    return f"{what[act.kind]} in block {act.block}"


def first_do(cell: Cell) -> str:
    """What to do first about a cell's worst incident; empty where nothing was said that pages."""
    incidents = watchers.gather(cell.findings, watchers.rules())
    return incidents[0].first_do if incidents and incidents[0].severity > Severity.INFO else ""


def _speakers(cell: Cell) -> frozenset[str]:
    return cell.expected_rules or frozenset(finding.rule for finding in cell.findings)


def when(blocks: int | None) -> str:
    """A latency in words; None is what was said although there was no harm."""
    if blocks is None:
        return "although nothing was wrong"
    if blocks == 0:
        return "in the block of the harm"
    return f"{abs(blocks)} block{'s' if abs(blocks) > 1 else ''} {'before' if blocks < 0 else 'after'} the harm"


def verdict(cells: Sequence[Cell]) -> str:
    """The answer in one line."""
    count = Counter(word(cell) for cell in cells)
    attacks = count["refused"] + count["noticed"] + count["silent"]
    twins = count["quiet"] + count["false-alarm"]
    told = (
        f"Of {attacks} attacks {count['refused']} were refused by the token, {count['noticed']} noticed by a watcher, "
        f"{count['silent']} silent; of {twins} benign twins {count['quiet']} stayed quiet"
    )
    skipped = sum(cell.skipped for cell in cells)
    lacking = count["not-applicable"] - skipped
    told += f"; {lacking} stories don't apply" if lacking else ""
    told += f"; {skipped} were skipped, since this machine or the engine lacks what they need" if skipped else ""
    return f"{_answer(count)} {told}.{_saved(cells)}"


def _saved(cells: Sequence[Cell]) -> str:
    """How many losses a response made smaller, where one was asked for."""
    answered = [cell for cell in cells if cell.loss_with_response is not None]
    if not answered:
        return ""
    none = sum(cell.loss_with_response == 0 for cell in answered)
    less = sum(0 < (cell.loss_with_response or 0) < cell.loss for cell in answered)
    return f" Acting on the findings, {none} of {len(answered)} losses don't happen and {less} are smaller."


def _answer(count: Counter[str]) -> str:
    if count["silent"]:
        return "FAILED: an attack succeeded and nobody noticed."
    if count["false-alarm"]:
        return "FAILED: a watcher took a legal act for an attack."
    if count["broken"]:
        return "FAILED: a story did not happen as told."
    return "No attack went unnoticed."
