"""A story to copy: the admin's key is stolen. What does the token refuse, who notices, what can still be saved?

python scripts/attack.py [http://127.0.0.1:8545]     on a chain in this process, or on a node such as Anvil
"""

from __future__ import annotations

import sys

from backbone_chain import BackboneError, Chain, Stage, scenarios, tokens
from backbone_chain.engines.web3 import Web3


def main(url: str | None = None) -> int:
    """Deploy, attack, ask token and watchers; exit code 1 if nobody noticed."""
    stage = Stage(tokens.blueprint("reference"), Chain(Web3(url=url) if url else None))
    token = stage.deploy()
    scenarios.open_for_business(stage)
    admin, thief, million = stage.actor("admin"), stage.actor("thief"), 1_000_000 * token.unit
    named = stage.chain.named

    refusal = stage.attempt(lambda: token.mint(thief, million, sender=admin))
    print(f"The admin's key can't mint by itself: {named(refusal and refusal.error)}")
    token.grant("configure_minter", thief, sender=admin)
    token.configure_minter(thief, 50 * million, sender=thief)
    token.mint(thief, 50 * million, sender=thief)
    print(f"It can make the thief a minter: {token.balance_of(thief) // token.unit:,} tokens out of nothing.")
    token.freeze(thief)
    refusal = stage.attempt(lambda: token.transfer(stage.actor("exchange"), 50 * million, sender=thief))
    print(f"The freezer was faster than the sale: {named(refusal and refusal.error)}")
    for finding in stage.findings:
        print(f"{finding.severity.value:8} {finding.rule} in block {finding.block}: {named(finding.summary)}")
    return int(not stage.findings)


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:2]))
    except BackboneError as error:
        print(f"attack: {error}", file=sys.stderr)
        sys.exit(2)
