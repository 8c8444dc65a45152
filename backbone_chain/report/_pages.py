"""Pages that stand alone: the templates, and the style that all of them share."""

from __future__ import annotations

import jinja2


def templates() -> jinja2.Environment:
    """The environment in which every page is rendered; what is filled in is escaped."""
    loader = jinja2.PackageLoader("backbone_chain.report")
    return jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
