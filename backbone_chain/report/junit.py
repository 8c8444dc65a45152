"""An audit as JUnit XML, for whatever shows test results: a property is a test case."""

from __future__ import annotations

from xml.etree import ElementTree

from backbone_chain.audit import Audit, Result
from backbone_chain.properties import Judgement


def junit(audit: Audit) -> str:
    """One suite. Broken is a failure, accepted or not applicable is skipped, unknown or diverging an error."""
    cases = [_case(audit.name, result) for result in audit.results]
    counts = {tag: sum(case.find(tag) is not None for case in cases) for tag in ("failure", "error", "skipped")}
    seconds = f"{sum(audit.phases.values()):.3f}"
    suite = ElementTree.Element(
        "testsuite",
        name=f"backbone audit {audit.name}",
        tests=str(len(cases)),
        failures=str(counts["failure"]),
        errors=str(counts["error"]),
        skipped=str(counts["skipped"]),
        time=seconds,
    )
    suite.extend(cases)
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _case(subject: str, result: Result) -> ElementTree.Element:
    verdict = result.verdict
    case = ElementTree.Element("testcase", classname=subject, name=verdict.property)
    said = _plain(verdict.reason)
    if result.accepted:
        ElementTree.SubElement(case, "skipped", message=f"accepted by {result.accepted.owner}: {said}")
    elif result.diverging:
        ElementTree.SubElement(case, "error", message=f"{result.diverging} sees something else", type="divergence")
    elif verdict.judgement is Judgement.BROKEN:
        ElementTree.SubElement(case, "failure", message=said, type=verdict.severity.value)
    elif verdict.judgement is Judgement.UNKNOWN:
        ElementTree.SubElement(case, "error", message=said, type="unknown")
    elif verdict.judgement is Judgement.NOT_APPLICABLE:
        ElementTree.SubElement(case, "skipped", message=said)
    return case


def _plain(text: str) -> str:
    """Without characters that XML can't hold, which a hostile token may put into an error's text."""
    return "".join(each if each.isprintable() else "?" for each in text)
