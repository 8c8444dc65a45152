"""Who holds which power, drawn: accounts on the left, powers on the right, a line for each that is held or given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from backbone_chain.audit import Authority

ROW, LEFT, RIGHT, WIDTH = 34, 250, 560, 780  # pixels


def graph(authority: Sequence[Authority]) -> str:
    """An SVG element: solid lines for holders, dashed ones for those who can give the power to others."""
    accounts = list(dict.fromkeys(name for each in authority for name in (*each.held_by, *each.granted_by)))
    powers = [each.power for each in authority]
    height = ROW * (max(len(accounts), len(powers)) + 1)
    body = [*_lines(authority, accounts), *_names(accounts, LEFT, "end"), *_names(powers, RIGHT, "start")]
    label = "Who holds which power: accounts on the left, powers on the right"
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{label}">{"".join(body)}</svg>'


def _lines(authority: Sequence[Authority], accounts: Sequence[str]) -> Iterator[str]:
    for row, each in enumerate(authority):
        yield from (_line(accounts.index(name), row, "gives") for name in each.granted_by)
        yield from (_line(accounts.index(name), row, "holds") for name in each.held_by)


def _line(account: int, power: int, kind: str) -> str:
    one, other, middle = _height(account), _height(power), (LEFT + RIGHT) // 2
    path = f"M{LEFT + 8} {one} C{middle} {one} {middle} {other} {RIGHT - 8} {other}"
    return f'<path class="{kind}" d="{path}"/>'


def _names(names: Sequence[str], place: int, anchor: str) -> Iterator[str]:
    for row, name in enumerate(names):
        told = escape(name.replace("_", " ") if anchor == "start" else name)
        yield f'<text x="{place}" y="{_height(row) + 5}" text-anchor="{anchor}">{told}</text>'


def _height(row: int) -> int:
    return ROW * (row + 1) - ROW // 3
