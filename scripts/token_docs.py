"""docs/token.md from the contracts' sources: `make docs` writes it, `--check` says whether it is up to date."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backbone_chain.compiler import find_solc, locked_version, project_input

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE, PAGE = ROOT / "docs/token.template.md", ROOT / "docs/token.md"
CONTRACTS = ("ReferenceDollar", "SupplyController", "ReserveFeed")
MEASURED = ("gas_compared.txt", "gas.txt")
OUTPUTS = {"*": {"": ["ast"], "*": ["userdoc", "devdoc"]}}

Node = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Sources:
    """What solc says of the project: every node by its number, and every contract's comments by its name."""

    nodes: Mapping[int, Node]
    comments: Mapping[str, Node]
    units: Mapping[int, str]

    def named(self, name: str) -> Node:
        """The contract of that name."""
        return next(n for n in self.nodes.values() if n["nodeType"] == "ContractDefinition" and n["name"] == name)

    def bases(self, name: str) -> list[Node]:
        """The contract and all that it inherits from, the most derived first."""
        return [self.nodes[number] for number in self.named(name)["linearizedBaseContracts"]]


def compiled() -> Sources:
    """The sources as solc reads them."""
    request = project_input(ROOT)
    request["settings"]["outputSelection"] = OUTPUTS
    answer = find_solc(locked_version(ROOT), start=ROOT).compile(request)
    found = {node["id"]: (node, unit) for unit, each in answer["sources"].items() for node in walk(each["ast"])}
    comments = {name: doc for unit in answer["contracts"].values() for name, doc in unit.items()}
    return Sources(
        nodes={number: node for number, (node, _) in found.items()},
        units={number: unit for number, (_, unit) in found.items()},
        comments=comments,
    )


def walk(node: Any) -> Iterator[Node]:
    """All nodes of a syntax tree that have a number."""
    if isinstance(node, list):
        for each in node:
            yield from walk(each)
    elif isinstance(node, dict):
        if "id" in node and "nodeType" in node:
            yield node
        for each in node.values():
            yield from walk(each)


# --- roles


def functions(sources: Sources, name: str) -> dict[str, Node]:
    """By selector, the definition that a caller of the contract reaches, if it changes state."""
    reached: dict[str, Node] = {}
    for base in sources.bases(name):
        for node in base["nodes"]:
            if node["nodeType"] == "FunctionDefinition" and node.get("functionSelector") and node["implemented"]:
                reached.setdefault(node["functionSelector"], node)
    return {
        selector: node for selector, node in reached.items() if node["stateMutability"] in ("nonpayable", "payable")
    }


def roles_of(sources: Sources, contract: str, function: Node) -> set[str]:
    """The roles that a function asks for: in a modifier, in a modifier of what it calls next, or by _checkRole."""
    called = [node for node in walk(function["body"]) if node["nodeType"] == "FunctionCall"]
    checks = [node for node in called if name_called(node) == "_checkRole"]
    names = {name_called(node) for node in called}
    next_ones = [each for base in sources.bases(contract) for each in base["nodes"] if each.get("name") in names]
    modifiers = [modifier for each in (function, *next_ones) for modifier in each.get("modifiers", ())]
    return {role for node in (*checks, *modifiers) for role in identifiers(node.get("arguments") or [])}


def name_called(call: Node) -> str:
    """The name of the function that is called, through super as well."""
    return str(call["expression"].get("name") or call["expression"].get("memberName") or "")


def identifiers(nodes: Sequence[Any]) -> Iterator[str]:
    """The names of roles in an expression; whoever administers a role is the admin."""
    for node in walk(list(nodes)):
        name = node.get("name") or node.get("memberName") or ""
        if name.endswith("_ROLE"):
            yield name
        elif name == "getRoleAdmin":
            yield "DEFAULT_ADMIN_ROLE"


def role_table(sources: Sources) -> str:
    """Each role, what it may call, and the warning that stands beside it."""
    allowed: dict[str, list[str]] = {}
    for contract in present(sources):
        for function in functions(sources, contract).values():
            for role in roles_of(sources, contract, function):
                where = "" if contract == "ReferenceDollar" else f"{contract}."
                allowed.setdefault(role, []).append(f"`{where}{function['name']}`")
    lines = [
        f"| {role} | {', '.join(sorted(set(calls)))} | {warning(sources, role)} |" for role, calls in allowed.items()
    ]
    return "\n".join(["| role | may call | beware |", "|---|---|---|", *sorted(lines)])


def warning(sources: Sources, role: str) -> str:
    """The custom:warning of the role's getter, else nothing."""
    if role == "DEFAULT_ADMIN_ROLE":
        return str(sources.comments["IAdministration"]["devdoc"].get("custom:warning", ""))
    for doc in sources.comments.values():
        method = doc["devdoc"].get("methods", {}).get(f"{role}()", {})
        if "custom:warning" in method:
            return str(method["custom:warning"])
    return ""


def public(sources: Sources) -> str:
    """The functions of the token that ask for no role."""
    open_ = {
        f["name"] for f in functions(sources, "ReferenceDollar").values() if not roles_of(sources, "ReferenceDollar", f)
    }
    return ", ".join(f"`{name}`" for name in sorted(open_ - {"initialize"}))


def present(sources: Sources) -> list[str]:
    """The contracts of this page that there are."""
    return [name for name in CONTRACTS if name in sources.comments]


# --- files and events


def file_table(sources: Sources) -> str:
    """Each file of the token and its neighbours, and the one thing that it is for."""
    lines = ["| file | rule |", "|---|---|"]
    for node in own_contracts(sources):
        unit = sources.units[node["id"]]
        notice = sources.comments[node["name"]]["userdoc"].get("notice", "")
        lines.append(f"| [{node['name']}](../{unit}) | {notice} |")
    return "\n".join(lines)


def own_contracts(sources: Sources) -> list[Node]:
    """The contracts of ours that the deployed ones are made of, in alphabetical order."""
    bases = {base["id"]: base for name in present(sources) for base in sources.bases(name)}
    own = [n for number, n in bases.items() if sources.units[number].startswith("contracts/") and not is_interface(n)]
    return sorted(own, key=lambda node: str(node["name"]))


def is_interface(node: Node) -> bool:
    """Whether a contract is only an interface."""
    return bool(node["contractKind"] == "interface")


def event_table(sources: Sources) -> str:
    """Every event of ours, by contract."""
    lines = ["| contract | event | meaning |", "|---|---|---|"]
    for name in present(sources):
        events = sources.comments[name]["userdoc"].get("events", {})
        lines += [
            f"| {name} | `{event}` | {doc['notice']} |" for event, doc in sorted(events.items()) if "notice" in doc
        ]
    return "\n".join(lines)


# --- the page


def page() -> str:
    """The whole page."""
    sources = compiled()
    legend, _, table = (ROOT / "docs/gates.txt").read_text(encoding="utf-8").partition("\n\n")
    return TEMPLATE.read_text(encoding="utf-8").format(
        notice=sources.comments["IReferenceDollar"]["userdoc"]["notice"],
        files=file_table(sources),
        roles=role_table(sources),
        public=public(sources),
        gate_legend=legend,
        gates=table.rstrip(),
        events=event_table(sources),
        gas=gas(),
    )


def gas() -> str:
    """What each verb costs, as measured last."""
    tables = [(ROOT / "tests/token" / name).read_text(encoding="utf-8").rstrip() for name in MEASURED]
    return "\n\n".join(f"```text\n{table}\n```" for table in tables)


def main(argument: str = "") -> int:
    """Write the page, or with --check only compare it."""
    text = page()
    if argument != "--check":
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    print("docs/token.md is not what the contracts say; run `make docs`.")
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
