"""What the actors of a story did, in order, the same deeds in a row told once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from backbone_chain.chain import Block, Chain, Receipt
from backbone_chain.score._model import Deed
from backbone_chain.stage import Stage

SHOWN_NAMES = 4
SHOWN_DEEDS = 80  # of a run; what is between the first and the last of them is left out
SHOWN_TEXT = 240


class Recorder:
    """Listens to a stage's chain from the moment that it is given the stage."""

    def __init__(self) -> None:
        self._deeds: list[Deed] = []

    def __call__(self, stage: Stage) -> None:
        """Begin to listen."""
        stage.chain.on_block.append(lambda block: self._block(stage.chain, block))

    def deeds(self) -> tuple[Deed, ...]:
        """What was done, the middle of a long story left out."""
        if len(self._deeds) <= SHOWN_DEEDS:
            return tuple(self._deeds)
        half = SHOWN_DEEDS // 2
        first, left, last = self._deeds[:half], self._deeds[half:-half], self._deeds[-half:]
        at, times = (left[0].at[0], left[-1].at[1]), sum(deed.times for deed in left)
        return (
            *first,
            Deed(at=at, time=left[0].time, who=("several",), function="", says="much else", times=times),
            *last,
        )

    def _block(self, chain: Chain, block: Block) -> None:
        for receipt in block.receipts:
            deed = _deed(chain, receipt, block.timestamp)
            last = self._deeds[-1] if self._deeds else None
            if last and (last.function, last.refused) == (deed.function, deed.refused):
                who = last.who if len(last.who) >= SHOWN_NAMES else tuple(dict.fromkeys((*last.who, *deed.who)))
                self._deeds[-1] = replace(last, at=(last.at[0], deed.at[1]), who=who, times=last.times + 1)
            else:
                self._deeds.append(deed)


def _deed(chain: Chain, receipt: Receipt, time: int) -> Deed:
    function, says = _call(chain, receipt)
    refused = "" if receipt.error is None else chain.named(receipt.error)[:SHOWN_TEXT]
    at = (receipt.block, receipt.block)
    who = (chain.named(receipt.sender),)
    return Deed(at=at, time=time, who=who, function=function, says=says, refused=refused)


def _call(chain: Chain, receipt: Receipt) -> tuple[str, str]:
    """The function and the whole call, in words."""
    if receipt.to is None:
        name = chain.title_at(receipt.created or "") or "a contract"
        return f"deploy {name}", f"deploys {name}"
    data, abi = receipt.tx.data, chain.abi_at(receipt.to)
    declared = next((each for each in abi.functions if each.selector == data[:4]), None) if abi else None
    target = chain.title_at(receipt.to) or chain.named(receipt.to)
    if declared is None:
        return f"{target} {data[:4].hex()}", f"calls {target} with 0x{data[:4].hex()}…"
    try:
        values = ", ".join(_shown(chain, value) for value in declared.arguments(data))
    except ValueError:
        values = "…"
    return f"{target} {declared.name}", f"{declared.name}({values})"[:SHOWN_TEXT]


def _shown(chain: Chain, value: Any) -> str:
    if isinstance(value, bytes):
        return f"0x{value[:6].hex()}…" if len(value) > SHOWN_NAMES else f"0x{value.hex()}"
    return chain.named(value)
