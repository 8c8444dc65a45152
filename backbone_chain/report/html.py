"""The play matrix as one HTML page that stands alone and prints well."""

from __future__ import annotations

from collections.abc import Sequence

from backbone_chain.play import Cell
from backbone_chain.report._pages import templates
from backbone_chain.report.words import MEANINGS, evidence, first_do, response, verdict, word


def matrix_page(cells: Sequence[Cell], seconds: float) -> str:
    """The whole page, no script and nothing to load."""
    environment = templates()
    tokens = list(dict.fromkeys(cell.token for cell in cells))
    scenarios = list(dict.fromkeys(cell.scenario for cell in cells))
    return environment.get_template("play.html").render(
        cells=cells,
        tokens=tokens,
        scenarios=scenarios,
        at={(cell.scenario, cell.token): cell for cell in cells},
        seconds=seconds,
        meanings={name: meaning for name, meaning in MEANINGS.items() if any(word(cell) == name for cell in cells)},
        verdict=verdict(cells),
        failed=any(cell.failed for cell in cells),
        word=word,
        evidence=evidence,
        first_do=first_do,
        response=response,
    )
