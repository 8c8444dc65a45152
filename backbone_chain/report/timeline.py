"""A run drawn: a lane for the actors, the harm, each rule and the response; a mark wherever something happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

ROW, LEFT, WIDTH, MARK = 22, 190, 900, 5  # pixels
Mark = tuple[int, str, str]
"""Block, lane, kind: deed, harm, response or a severity."""


def chart(marks: Sequence[Mark]) -> str:
    """An SVG element; blocks stand side by side in their order, however long it was quiet between them."""
    blocks, lanes = sorted({block for block, _, _ in marks}), _lanes(marks)
    if not blocks:
        return ""
    height = ROW * (len(lanes) + 1)
    body = [*_lines(lanes), *_marks(marks, blocks, lanes), *_numbers(blocks, height)]
    label = "What happened when: a lane for the actors and each rule, from the first block to the last"
    return f'<svg class="timeline" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{label}">{"".join(body)}</svg>'


def _lanes(marks: Sequence[Mark]) -> list[str]:
    """Actors and harm above, the response below, the rules between them in the order in which they spoke."""
    seen = dict.fromkeys(lane for _, lane, _ in sorted(marks))
    ends = ("actors", "harm", "response")
    rules = [lane for lane in seen if lane not in ends]
    return [lane for lane in ("actors", "harm", *rules, "response") if lane in seen]


def _lines(lanes: Sequence[str]) -> Iterator[str]:
    for row, lane in enumerate(lanes):
        middle = ROW * row + ROW // 2
        yield f'<text x="{LEFT - 10}" y="{middle + 4}" text-anchor="end">{escape(lane)}</text>'
        yield f'<line x1="{LEFT}" y1="{middle}" x2="{WIDTH - 10}" y2="{middle}"/>'


def _marks(marks: Sequence[Mark], blocks: Sequence[int], lanes: Sequence[str]) -> Iterator[str]:
    places = {block: _place(number, len(blocks)) for number, block in enumerate(blocks)}
    for block, lane, kind in dict.fromkeys(marks):
        middle = ROW * lanes.index(lane) + ROW // 2
        yield f'<circle class="mark {escape(kind)}" cx="{places[block]}" cy="{middle}" r="{MARK}"/>'


def _numbers(blocks: Sequence[int], height: int) -> Iterator[str]:
    for number in sorted({0, len(blocks) - 1}):
        place = _place(number, len(blocks))
        yield f'<text x="{place}" y="{height - 5}" text-anchor="middle">{blocks[number]}</text>'


def _place(number: int, count: int) -> int:
    room = WIDTH - LEFT - 60
    return LEFT + 30 + (room * number // (count - 1) if count > 1 else 0)
