"""Curves over days as SVG that a page holds in itself: lines, or areas on top of each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 220, 90, 12, 12, 26
COLOURS = ("#2f6db3", "#1f8a4c", "#b3761e", "#6d2e8f", "#b3261e", "#5b6675")
TICKS, LINE, LETTER = 4, 18, 7


def lines(days: Sequence[str], series: Mapping[str, Sequence[float]], unit: str, *, from_zero: bool = True) -> str:
    """One line for each series."""
    least, most = _range([value for values in series.values() for value in values], from_zero)
    drawn = [
        f'<polyline fill="none" stroke="{_colour(number)}" stroke-width="2" points="{_points(values, least, most)}"/>'
        for number, values in enumerate(series.values())
    ]
    return _frame(days, list(series), drawn, least, most, unit)


def areas(days: Sequence[str], series: Mapping[str, Sequence[float]], unit: str) -> str:
    """The series on top of each other, the first at the bottom."""
    below = [0.0] * len(days)
    stacks: list[tuple[list[float], list[float]]] = []
    for values in series.values():
        above = [low + value for low, value in zip(below, values, strict=True)]
        stacks.append((below, above))
        below = above
    least, most = _range(below, from_zero=True)
    drawn = [_area(low, high, least, most, _colour(number)) for number, (low, high) in enumerate(stacks)]
    return _frame(days, list(series), drawn, least, most, unit)


def _area(low: Sequence[float], high: Sequence[float], least: float, most: float, colour: str) -> str:
    back = " ".join(reversed(_points(low, least, most).split()))
    return f'<polygon fill="{colour}" points="{_points(high, least, most)} {back}"/>'


def _range(values: Sequence[float], from_zero: bool) -> tuple[float, float]:
    least, most = min(values, default=0.0), max(values, default=1.0)
    least = min(0.0, least) if from_zero else least
    return (least, most) if most > least else (least, least + 1.0)


def _points(values: Sequence[float], least: float, most: float) -> str:
    step = (WIDTH - LEFT - RIGHT) / max(1, len(values) - 1)
    return " ".join(f"{LEFT + place * step:.1f},{_y(value, least, most):.1f}" for place, value in enumerate(values))


def _y(value: float, least: float, most: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (most - value) / (most - least)


def _colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]


def _frame(
    days: Sequence[str], names: Sequence[str], drawn: Sequence[str], least: float, most: float, unit: str
) -> str:
    parts = [f'<svg viewBox="0 0 {WIDTH} {HEIGHT + 2 * LINE}" role="img" aria-label="{escape(", ".join(names))}">']
    for tick in range(TICKS + 1):
        value = least + (most - least) * tick / TICKS
        height = _y(value, least, most)
        parts.append(f'<path d="M{LEFT} {height:.1f}H{WIDTH - RIGHT}" stroke="#d8dee6" stroke-width="1"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{height + 4:.1f}" text-anchor="end">{value:,.4g} {escape(unit)}</text>')
    parts += drawn
    if days:
        parts.append(f'<text x="{LEFT}" y="{HEIGHT - 6}">{escape(days[0])}</text>')
        parts.append(f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 6}" text-anchor="end">{escape(days[-1])}</text>')
    return "".join([*parts, *_legend(names), "</svg>"])


def _legend(names: Sequence[str]) -> Iterator[str]:
    """A box and a name each, on a second line where the first is full."""
    place, below = LEFT, HEIGHT + 6
    for number, name in enumerate(names):
        width = 34 + LETTER * len(name)
        if place + width > WIDTH:
            place, below = LEFT, below + LINE
        yield f'<rect x="{place}" y="{below}" width="12" height="12" fill="{_colour(number)}"/>'
        yield f'<text x="{place + 17}" y="{below + 10}">{escape(name)}</text>'
        place += width
