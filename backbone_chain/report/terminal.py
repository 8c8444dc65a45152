"""The play matrix on a terminal: the matrix, the evidence behind each word, the answer in the last line."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from backbone_chain.play import Cell
from backbone_chain.report.words import MEANINGS, evidence, response, verdict, word

STYLES = {
    "refused": "bold green",
    "noticed": "bold yellow",
    "silent": "bold white on red",
    "quiet": "green",
    "false-alarm": "bold white on red",
    "not-applicable": "dim",
    "broken": "bold white on magenta",
}
SHORT = {"not-applicable": "-"}


def print_matrix(cells: Sequence[Cell], seconds: float, console: Console) -> None:
    """Print all of it."""
    console.print(_matrix(cells))
    console.print(_legend(cells))
    for token in dict.fromkeys(cell.token for cell in cells):
        _print_evidence([cell for cell in cells if cell.token == token and evidence(cell)], token, console)
    engines = ", ".join(dict.fromkeys(cell.engine for cell in cells))
    console.print(Text(f"{verdict(cells)} ({seconds:.1f} s on {engines})", style="bold"), soft_wrap=True)


def _matrix(cells: Sequence[Cell]) -> Table:
    tokens = list(dict.fromkeys(cell.token for cell in cells))
    by_place = {(cell.scenario, cell.token): cell for cell in cells}
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("scenario", no_wrap=True)
    for token in tokens:
        table.add_column(token.replace("-", "-\n"), no_wrap=True)
    for scenario in dict.fromkeys(cell.scenario for cell in cells):
        row = [by_place[scenario, token] for token in tokens]
        table.add_row(_name(row[0]), *(_word(cell) for cell in row))
    return table


def _name(cell: Cell) -> Text:
    return Text(cell.scenario) if cell.kind == "attack" else Text(f"  {cell.scenario}", style="dim")


def _word(cell: Cell) -> Text:
    plain = word(cell)
    return Text(SHORT.get(plain, plain), style=STYLES[plain])


def _legend(cells: Sequence[Cell]) -> Text:
    text = Text()
    for plain in (plain for plain in MEANINGS if any(word(cell) == plain for cell in cells)):
        text.append(f"{SHORT.get(plain, plain):>8}", style=STYLES[plain])
        text.append(f"  {MEANINGS[plain]}\n")
    return text


def _print_evidence(cells: Sequence[Cell], token: str, console: Console) -> None:
    if cells:
        console.print(Text(token, style="bold underline"))
    for cell in cells:
        line = Text("  ")
        line.append(word(cell), style=STYLES[word(cell)])
        line.append(f" {cell.scenario}: {evidence(cell)}")
        console.print(line, soft_wrap=True)
        if response(cell):
            console.print(Text(f"    {response(cell)}", style="dim"), soft_wrap=True)
    if cells:
        console.print()
