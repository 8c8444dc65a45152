"""What has to be known of a Solidity source before solc sees it: its imports, its version pragma, its contracts."""

from __future__ import annotations

import re

_STRING = r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
_COMMENT_OR_STRING = re.compile(rf"//[^\n]*|/\*.*?\*/|{_STRING}", re.DOTALL)
_IMPORT_OR_STRING = re.compile(rf"\bimport\b[^;\"']*({_STRING})|{_STRING}")
_PRAGMA = re.compile(r"\bpragma\s+solidity\s+([^;]+);")
_CONTRACT = re.compile(r"(\babstract\s+)?\bcontract\s+([A-Za-z_$][\w$]*)\s*(?:\{|\bis\b|\blayout\b)")


def imports(source: str) -> list[str]:
    """The paths that the source imports, as they are written, in order."""
    return [match[1][1:-1] for match in _IMPORT_OR_STRING.finditer(_without_comments(source)) if match[1]]


def pragmas(source: str) -> list[str]:
    """The ranges of compiler versions that the source asks for, as they are written."""
    return [" ".join(written.split()) for written in _PRAGMA.findall(_without_comments(source))]


def concrete_contracts(source: str) -> list[str]:
    """The contracts that the source defines and that are not marked abstract, in order."""
    code = _COMMENT_OR_STRING.sub(" ", source)
    return [name for abstract, name in _CONTRACT.findall(code) if not abstract]


def _without_comments(source: str) -> str:
    return _COMMENT_OR_STRING.sub(lambda match: " " if match[0].startswith("/") else match[0], source)
