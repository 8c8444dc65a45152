"""storage-layout-compatible."""

from __future__ import annotations

from backbone_chain.layout import layout_changes
from backbone_chain.model import Severity
from backbone_chain.properties._base import NotApplicableError, Property, UnknownError
from backbone_chain.properties._trial import Trial


class StorageLayoutCompatible(Property):
    """Every variable of the previous version lies where it lay, in ERC-7201 namespaces too."""

    severity = Severity.CRITICAL
    scwe = "SCWE-099"

    def check(self, t: Trial) -> None:
        """The layout of the previous version against this one's."""
        if t.previous is None:
            raise NotApplicableError("No previous version was given; name its artifact with --previous.")
        if t.subject.artifact is None or t.subject.artifact.storage_layout is None:
            raise UnknownError("The artifact doesn't say where its variables lie; compile it with storageLayout.")
        unsafe = [each for each in layout_changes(t.previous, t.subject.artifact) if each.level == "unsafe"]
        if unsafe:
            t.broken(" ".join(each.summary for each in unsafe))
