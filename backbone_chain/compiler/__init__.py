"""Solidity sources to compiled contracts, with whatever solc this machine has."""

from backbone_chain.compiler._compile import (
    SETTINGS,
    compile_files,
    compile_project,
    locked_version,
    project_input,
)
from backbone_chain.compiler._layout import project_root
from backbone_chain.compiler._shipping import as_shipped, changed_sources, stale_artifacts, write_artifacts
from backbone_chain.compiler._solc import Solc, find_solc

__all__ = [
    "SETTINGS",
    "Solc",
    "as_shipped",
    "changed_sources",
    "compile_files",
    "compile_project",
    "find_solc",
    "locked_version",
    "project_input",
    "project_root",
    "stale_artifacts",
    "write_artifacts",
]
