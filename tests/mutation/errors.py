"""What stops a run of the mutation score."""

from __future__ import annotations


class MutationError(Exception):
    """A sentence that says what to do next."""
