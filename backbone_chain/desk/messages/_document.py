"""An ISO 20022 file to and from the typed classes of its version; what is hostile is refused before it is parsed."""

from __future__ import annotations

import importlib
import logging
import re
import typing
import warnings
from collections.abc import Collection, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from typing import Any

from xsdata.exceptions import ConverterWarning, ParserError, XmlContextError, XmlHandlerError
from xsdata.formats.dataclass.parsers import DictDecoder, XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig
from xsdata.formats.dataclass.serializers import XmlSerializer

from backbone_chain.errors import DeskError

logging.getLogger("xsdata").addHandler(logging.NullHandler())  # what it finds odd is checked by us
MOST_BYTES = 50_000_000
NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:([a-z]{4}\.\d{3})\.001\.(\d{2})(?=[\"'])")
DECLARATION = re.compile(r"<!(?!--|\[CDATA\[)")
ENCODING = re.compile(r"^<\?xml[^>]*\bencoding\s*=\s*[\"']([^\"']*)")
UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NAMES = {
    "camt.053": "a statement (camt.053)",
    "camt.054": "a notice (camt.054)",
    "pain.001": "a payment order (pain.001)",
    "pain.002": "a payment status (pain.002)",
    "pacs.002": "a payment status (pacs.002)",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """A file's typed content. kind: "camt.053" and so on; version: two digits; body: the library's object."""

    kind: str
    version: str
    body: Any


def read(data: bytes, kinds: Collection[str]) -> Read:
    """The typed content of a file of one of these kinds; what it lacks is None in it.

    Raises: DeskError, one sentence, for a file that is hostile, malformed or another one.
    """
    text = _harmless(data)
    kind, version = _which(text, kinds)
    document = _classes(kind, version).Document
    config = ParserConfig(class_factory=_lenient, fail_on_unknown_properties=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConverterWarning)  # the value stays as it was written, and is checked by us
        try:
            found = XmlParser(config=config).from_string(text, document)
        except (ParserError, UnicodeError) as error:
            raise DeskError(f"The file is not well-formed XML: {error}.") from error
        except (XmlContextError, XmlHandlerError) as error:
            raise DeskError(f"The file is not built as {NAMES[kind]} is: {str(error).rstrip('.!')}.") from error
    body = getattr(found, fields(document)[0].name, None)
    if body is None:
        raise DeskError(f"The file calls itself {NAMES[kind]}, and holds none.")
    return Read(kind=kind, version=version, body=body)


def kind_of(data: bytes, kinds: Collection[str]) -> str:
    """Which of these kinds a file calls itself. Raises: DeskError for a hostile file, or another one."""
    return _which(_harmless(data), kinds)[0]


def write(kind: str, version: str, body: Mapping[str, Any]) -> bytes:
    """A file of this kind from its elements' names and values. Raises: DeskError for what no such file can hold."""
    classes = _classes(kind, version)
    root = fields(classes.Document)[0].metadata["name"]
    try:
        document = DictDecoder().decode(_fitted({root: body}, classes.Document), classes.Document)
    except ParserError as error:
        raise DeskError(f"It doesn't fit into {NAMES[kind]} of version {version}: {error}.") from error
    text = XmlSerializer().render(document, ns_map={None: classes.Document.Meta.namespace})
    return text.encode()


def _harmless(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise DeskError(f"The file has {len(data)} bytes; more than {MOST_BYTES} are not read.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DeskError(f"The file is not in UTF-8, as ISO 20022 asks: {error}.") from error
    encoding = ENCODING.match(text)
    if encoding and encoding[1].lower() not in ("utf-8", "us-ascii"):
        raise DeskError(f"The file says that it is in {encoding[1]}; ISO 20022 asks for UTF-8.")
    if DECLARATION.search(text):
        raise DeskError("The file declares a document type or entities; such a file is not parsed.")
    return text if not encoding else text[text.index("?>") + 2 :] if "?>" in text else text


def _which(text: str, kinds: Collection[str]) -> tuple[str, str]:
    wanted = " or ".join(NAMES[kind] for kind in kinds)
    found = NAMESPACE.search(text)
    if found is None:
        raise DeskError(f"The file is no ISO 20022 message; {wanted} is needed.")
    if found[1] not in kinds:
        raise DeskError(f"The file is {NAMES.get(found[1], found[1])}; {wanted} is needed.")
    return found[1], found[2]


def _classes(kind: str, version: str) -> Any:
    family, name = kind[:4], f"{kind.replace('.', '_')}_001_{version}"
    try:
        return importlib.import_module(f"pyiso20022.{family}.{name}")
    except ModuleNotFoundError as error:
        raise DeskError(f"There is no version {version} of {NAMES[kind]} that this desk knows.") from error


def _lenient(cls: Any, values: dict[str, Any]) -> Any:
    """An object of the class with None for what the file lacks, so that one bad entry doesn't hide the good ones."""
    needed = [each.name for each in fields(cls) if each.default is MISSING and each.default_factory is MISSING]
    return cls(**{**dict.fromkeys(needed), **values})


def _fitted(value: Any, type_: Any) -> Any:
    """The value as this version's class has it: several or one, bare or inside a choice; without what is empty.

    Raises: DeskError for a character that XML has no way to write.
    """
    if typing.get_origin(type_) is list:
        parts = value if isinstance(value, list) else [value]
        return [_fitted(part, typing.get_args(type_)[0]) for part in parts]
    if isinstance(value, list):
        return _fitted(value[0], type_)
    if isinstance(value, str) and UNWRITABLE.search(value):
        raise DeskError(f"{value!r} has a character that no XML file can hold.")
    members = _members(type_)
    if isinstance(value, str) and "Cd" in members:
        return {"Cd": value}
    if not isinstance(value, Mapping):
        return value
    if "Pty" in members and "Nm" in value:
        return {"Pty": _fitted(value, members["Pty"])}
    return {name: _fitted(part, members.get(name)) for name, part in value.items() if part not in (None, "", {}, [])}


@cache
def _members(type_: Any) -> Mapping[str, Any]:
    """The elements of a class and their types; none for what is no class of elements."""
    cls = next((each for each in typing.get_args(type_) or (type_,) if is_dataclass(each)), None)
    if cls is None:
        return {}
    hints = typing.get_type_hints(cls)
    return {each.metadata.get("name", each.name): hints[each.name] for each in fields(cls)}
