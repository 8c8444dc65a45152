"""What no block can hold, for the engines whose EVM takes whatever it is given."""

from __future__ import annotations

from backbone_chain.engines._base import BLOCK_GAS_LIMIT, Transaction

BASE_GAS, CREATE_GAS, AUTHORIZATION_GAS, INIT_CODE_WORD_GAS = 21_000, 32_000, 25_000, 2
TOKEN_GAS, FLOOR_TOKEN_GAS = 4, 10  # EIP-7623; a zero byte of calldata is one token, any other four
MAX_INIT_CODE = 49_152  # EIP-3860
FORKS_WITHOUT_FLOOR = ("cancun",)


def problem_with(tx: Transaction, *, balance: int, fork: str) -> str:
    """Why a block would refuse this transaction of a sender who has `balance` wei; empty when it would not."""
    if tx.to is None and tx.authorizations:
        return "an EIP-7702 transaction can't create a contract"
    if tx.to is None and len(tx.data) > MAX_INIT_CODE:
        return f"its init code has {len(tx.data)} bytes, more than {MAX_INIT_CODE}"
    if problem := gas_problem_with(tx, floor=fork not in FORKS_WITHOUT_FLOOR):
        return problem
    if tx.gas > BLOCK_GAS_LIMIT:
        return f"its gas {tx.gas} is above the block's gas limit {BLOCK_GAS_LIMIT}"
    return f"its value {tx.value} is above the sender's balance {balance}" if tx.value > balance else ""


def gas_problem_with(tx: Transaction, *, floor: bool) -> str:
    """Whether a transaction has too little gas even to be sent; `floor`: from Prague on."""
    least = intrinsic_gas(tx) + init_code_gas(tx)
    if floor:
        least = max(least, BASE_GAS + FLOOR_TOKEN_GAS * _tokens(tx.data))
    return f"its gas {tx.gas} is below the {least} that it takes to be sent" if tx.gas < least else ""


def intrinsic_gas(tx: Transaction) -> int:
    """What a transaction costs before it runs, without `init_code_gas`."""
    create = CREATE_GAS if tx.to is None else 0
    return BASE_GAS + create + TOKEN_GAS * _tokens(tx.data) + AUTHORIZATION_GAS * len(tx.authorizations)


def init_code_gas(tx: Transaction) -> int:
    """What EIP-3860 charges for the init code of a creation."""
    return INIT_CODE_WORD_GAS * ((len(tx.data) + 31) // 32) if tx.to is None else 0


def _tokens(data: bytes) -> int:
    return 4 * len(data) - 3 * data.count(0)
