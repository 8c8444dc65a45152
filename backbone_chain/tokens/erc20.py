"""Plain ERC-20."""

from __future__ import annotations

from backbone_chain.tokens._family import Family


class Erc20(Family):
    """An ERC-20 token of which nothing more is known (EIP-20); keys are found by trying."""

    marks = ("transfer(address,uint256)", "balanceOf(address)", "totalSupply()")
