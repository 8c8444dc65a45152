"""watcher-lag: a watch that is no longer shown what happens now."""

from __future__ import annotations

import json

from backbone_chain.model import Finding, Observation, Severity

RULE = "watcher-lag"
LATE_SECONDS = 36  # three slots of Ethereum: two missed in a row are rare, three are a node that stands still


class Lag:
    """How far the last block of each chain lies behind a clock.

    The home chain's standstill wakes somebody, and stops nothing: a node that hangs is no theft. That of another chain
    is info, since whatever follows other chains allows for late ones. Its state is plain data, like a rule's.
    """

    def __init__(self) -> None:
        self.state: dict[str, list[int]] = {}

    def learn(self, observation: Observation) -> None:
        """Take in a block; what is told between two blocks doesn't say that a node is awake."""
        if observation.block_hash:
            self.state[observation.chain] = [observation.block, observation.timestamp]

    def look(self, now: int, chain: str) -> list[Finding]:
        """What is wrong with this chain at this time; nothing before its first block."""
        block, seen = self.state.get(chain, [0, now])
        if now - seen < LATE_SECONDS:
            return []
        name = chain or "home"
        says = f"No block of the {name} chain was seen for {now - seen} s, since {block}; what happens now is not seen."
        return [
            Finding(
                rule=RULE,
                severity=Severity.INFO if chain else Severity.MEDIUM,
                block=block,
                timestamp=now,
                tx="",
                log_index=0,
                subject=f"node of the {name} chain",
                summary=says,
                evidence={"chain": chain, "seconds": now - seen},
                key=f"{RULE}:{chain}:{block}",
            )
        ]

    def save(self) -> str:
        """The state as JSON text."""
        return json.dumps(self.state)

    def restore(self, saved: str) -> None:
        """The state from what `save` gave."""
        self.state = json.loads(saved)
