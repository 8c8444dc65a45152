"""One compiled contract, as every part above the compiler sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeAlias

from backbone_chain.abi import Abi
from backbone_chain.errors import ArgumentError, UnknownNameError, UnlinkedLibraryError

ADDRESS_BYTES = 20

Json: TypeAlias = Mapping[str, Any]
References: TypeAlias = Mapping[str, Mapping[str, list[dict[str, int]]]]
"""Where addresses of libraries go: {source unit: {library: [{"start": byte, "length": 20}]}}, as solc words it."""


@dataclass(frozen=True, kw_only=True)
class Artifact:
    """One compiled contract; `bytecode` creates it, `deployed_bytecode` is what then lies on the chain.

    A place that waits for a library's address holds zeros and is named in `link_references` (of the bytecode) and
    `deployed_link_references`. In an artifact of our own compiler, file `i` of the source maps is the `i`-th of
    `sorted(source_hashes)`, and the keys of `immutable_references` count them by their first place in the code.
    `namespaces` are the ERC-7201 ones, which `storage_layout` leaves out; None where nothing says which there are.
    """

    name: str
    abi: tuple[Json, ...]
    bytecode: bytes
    deployed_bytecode: bytes
    source: str = ""
    compiler: str = ""
    immutable_references: Mapping[str, list[dict[str, int]]] = field(default_factory=dict)
    source_map: str = ""
    deployed_source_map: str = ""
    storage_layout: Json | None = None
    namespaces: Json | None = None
    metadata: Json | None = None
    link_references: References = field(default_factory=dict)
    deployed_link_references: References = field(default_factory=dict)
    source_hashes: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def interface(self) -> Abi:
        """The ABI with its encoders and decoders."""
        return Abi(self.abi)

    @property
    def label(self) -> str:
        """The contract's name with its source unit, as solc words it."""
        return f"{self.source}:{self.name}" if self.source else self.name

    @property
    def libraries(self) -> tuple[str, ...]:
        """The libraries whose addresses are still missing, as `source unit:Library`, in alphabetical order."""
        references = (self.link_references, self.deployed_link_references)
        return tuple(sorted({full for each in references for full in _full_names(each)}))

    def require_linked(self) -> Artifact:
        """The artifact itself, if it can be deployed. Raises: UnlinkedLibraryError with the libraries it waits for."""
        if self.link_references:
            raise UnlinkedLibraryError(self.label, sorted(_full_names(self.link_references)))
        return self

    def link(self, libraries: Mapping[str, str | bytes]) -> Artifact:
        """A copy with the addresses of `libraries` filled in, by `Library` or `source unit:Library`.

        Libraries that are not given stay open. Raises: UnknownNameError for a library that the code doesn't wait for,
        ArgumentError for an address that is none, or a short name that two source units share.
        """
        addresses = {self._full_name(name): _address(name, value) for name, value in libraries.items()}
        return replace(
            self,
            bytecode=_filled(self.bytecode, self.link_references, addresses),
            deployed_bytecode=_filled(self.deployed_bytecode, self.deployed_link_references, addresses),
            link_references=_without(self.link_references, addresses),
            deployed_link_references=_without(self.deployed_link_references, addresses),
        )

    def _full_name(self, name: str) -> str:
        found = [full for full in self.libraries if name in (full, full.rpartition(":")[2])]
        if not found:
            raise UnknownNameError(f"unlinked library in {self.label}", name, self.libraries)
        if len(found) > 1:
            raise ArgumentError("link", f"{name!r} may be {' or '.join(found)}; give the full name.")
        return found[0]


def _address(library: str, value: str | bytes) -> bytes:
    try:
        address = bytes.fromhex(value.removeprefix("0x")) if isinstance(value, str) else value
    except ValueError:
        address = b""
    if len(address) != ADDRESS_BYTES:
        raise ArgumentError("link", f"{value!r} is not the address of {library}; an address has 20 bytes.")
    return address


def _full_names(references: References) -> Iterator[str]:
    for source, libraries in references.items():
        for library in libraries:
            yield _full(source, library)


def _filled(code: bytes, references: References, addresses: Mapping[str, bytes]) -> bytes:
    linked = bytearray(code)
    for source, libraries in references.items():
        for library, places in libraries.items():
            if address := addresses.get(_full(source, library)):
                for place in places:
                    linked[place["start"] : place["start"] + ADDRESS_BYTES] = address
    return bytes(linked)


def _without(references: References, linked: Mapping[str, bytes]) -> References:
    left = {
        source: {name: places for name, places in libraries.items() if _full(source, name) not in linked}
        for source, libraries in references.items()
    }
    return {source: libraries for source, libraries in left.items() if libraries}


def _full(source: str, library: str) -> str:
    return f"{source}:{library}" if source else library
