"""An audit as one HTML page that stands alone and prints well."""

from __future__ import annotations

from markupsafe import Markup

from backbone_chain.audit import Audit, Result
from backbone_chain.bundles import Bundle
from backbone_chain.report._pages import templates
from backbone_chain.report.audit import answer, broken, counts, delay_in_words
from backbone_chain.report.authority_graph import graph

SHOWN_STEPS = 12


def audit_page(audit: Audit) -> str:
    """The whole page, no script and nothing to load."""
    environment = templates()
    return environment.get_template("audit.html").render(
        audit=audit,
        answer=answer(audit),
        broken=broken(audit),
        counts=counts(audit),
        delay=delay_in_words,
        graph=Markup(graph(audit.authority)),  # noqa: S704 - made of escaped names and numbers
        reproduce=reproduce,
        failed=audit.fails,
    )


def reproduce(result: Result) -> str:
    """How to see a break again, in a sentence."""
    if result.bundle is None:
        return "Found by reading the code; there is nothing to run."
    where = f" Seen on {', '.join(result.confirmed_on)} too." if result.confirmed_on else ""
    command = f"backbone replay {result.verdict.property}.json"
    return f"{_length(result.bundle)} Write the bundles with --bundles FOLDER, then: {command}.{where}"


def _length(bundle: Bundle) -> str:
    return f"{len(bundle.steps)} transactions from the token's deployment on."
