"""Text from elsewhere, made safe to print and to write into programs: a token chooses the reasons that it gives."""

from __future__ import annotations

import json

MOST = 2_000  # characters of one text


def plain(text: str, most: int = MOST) -> str:
    """On one line, without what a terminal or an editor would obey: control characters, turned directions …"""
    cut = text if len(text) <= most else f"{text[: most - 1]}…"
    return "".join(each if each.isprintable() else _escaped(each) for each in cut)


def _escaped(character: str) -> str:
    return " " if character in "\n\r\t" else json.dumps(character)[1:-1]
