"""The calls that end otherwise on a quirk than on the reference token, and how they end there.

`goes through` where the reference token refuses, `otherwise` where it goes through too, but with another effect or
other events; else the error with which the quirk refuses. Every call that is not named ends as on the reference token.
"""

DIFFER = {
    "admin-can-be-lost": {
        "renounce the admin": "AccessControlEnforcedDefaultAdminDelay",
        "hand the admin to nobody": "goes through",
        "lose the admin": "goes through",
    },
    "admin-holds-every-role": {
        "mint by the admin": "MintExceedsAllowance",
        "pause by the admin": "goes through",
        "freeze by the admin": "goes through",
        "upgrade by the admin": "goes through",
    },
    "authorization-reusable": {
        "transfer by a signature": "otherwise",
        "signed transfer": "otherwise",
        "signed transfer, twice": "goes through",
        "signed transfer from an account with code": "otherwise",
        "receive": "otherwise",
    },
    "bridge-burn-skips-allowance": {
        "bridge burn": "otherwise",
        "bridge burn without approval": "goes through",
        "bridge burn while transfers are paused": "otherwise",
    },
    "bridge-is-minter-too": {
        "add a bridge as a minter": "goes through",
        "grant the bridge's role to a minter": "goes through",
    },
    "bridge-mint-without-limit": {
        "bridge mint above the limit": "goes through",
        "bridge mint without a controller": "goes through",
    },
    "burn-from-swaps-allowance": {
        "burn nothing from somebody else": "goes through",
    },
    "delegated-accounts-cannot-sign": {
        "signed transfer from an account with code": "InvalidSignature",
        "permit from an account with code": "InvalidSignature",
    },
    "fee-on-transfer-switch": {
        "switch a fee on": "goes through",
    },
    "freeze-blocks-wipe": {
        "wipe": "AccountFrozen",
        "seize": "AccountFrozen",
        "force a transfer": "AccountFrozen",
        "wipe of everything": "AccountFrozen",
        "wipe while paused": "AccountFrozen",
        "seize while paused": "AccountFrozen",
    },
    "freeze-not-idempotent": {
        "freeze what is frozen": "AccountFrozen",
    },
    "freeze-skips-authorization": {
        "signed transfer from a frozen account": "goes through",
    },
    "freeze-skips-mint-recipient": {
        "mint to a frozen account": "goes through",
    },
    "freeze-skips-officers": {
        "freeze by a frozen freezer": "goes through",
        "pause by a frozen pauser": "goes through",
    },
    "freeze-skips-spender": {
        "transferFrom by a frozen account": "goes through",
        "transferFrom of an infinite allowance by a frozen account": "goes through",
        "transferFrom of exactly the allowance by a frozen account": "goes through",
        "memo transferFrom by a frozen account": "goes through",
    },
    "freeze-skips-spender-of-exact-allowance": {
        "transferFrom of exactly the allowance by a frozen account": "goes through",
    },
    "freeze-skips-spender-of-infinite-allowance": {
        "transferFrom of an infinite allowance by a frozen account": "goes through",
    },
    "freeze-skips-transfer-from": {
        "transferFrom from a frozen account": "goes through",
    },
    "freeze-takes-effect-later": {
        "transfer from a frozen account": "goes through",
        "transfer to a frozen account": "goes through",
        "transferFrom by a frozen account": "goes through",
        "transferFrom from a frozen account": "goes through",
        "transferFrom to a frozen account": "goes through",
        "approve by a frozen account": "goes through",
        "mint by a frozen minter": "goes through",
        "mint to a frozen account": "goes through",
        "redeem by a frozen account": "goes through",
        "wipe": "ExceedsFrozen",
        "seize": "ExceedsFrozen",
        "force a transfer": "ExceedsFrozen",
        "transferFrom of an infinite allowance by a frozen account": "goes through",
        "transferFrom of exactly the allowance by a frozen account": "goes through",
        "memo transferFrom by a frozen account": "goes through",
        "memo transfer from a frozen account": "goes through",
        "approve a frozen account": "goes through",
        "wipe of everything": "ExceedsFrozen",
        "wipe while paused": "ExceedsFrozen",
        "seize while paused": "ExceedsFrozen",
        "seize for a frozen account": "ExceedsFrozen",
        "freeze by a frozen freezer": "goes through",
        "pause by a frozen pauser": "goes through",
        "signed transfer from a frozen account": "goes through",
        "signed transfer to a frozen account": "goes through",
        "signed transfer by a frozen account": "goes through",
        "permit from a frozen account": "goes through",
        "permit for a frozen account": "goes through",
    },
    "frozen-part-can-be-sent": {
        "transfer of a frozen part": "goes through",
    },
    "implementation-not-locked": {
        "initialise the implementation": "goes through",
    },
    "mint-open-to-all": {
        "burn": "otherwise",
        "mint": "otherwise",
        "mint of the whole allowance": "otherwise",
        "mint above the allowance": "goes through",
        "mint by an outsider": "goes through",
        "mint by the admin": "goes through",
        "burn while transfers are paused": "otherwise",
        "mint while transfers are paused": "otherwise",
    },
    "mint-skips-allowance": {
        "burn": "otherwise",
        "mint": "otherwise",
        "mint of the whole allowance": "otherwise",
        "mint above the allowance": "goes through",
        "burn while transfers are paused": "otherwise",
        "mint while transfers are paused": "otherwise",
    },
    "mint-without-transfer-event": {
        "mint": "otherwise",
        "mint of the whole allowance": "otherwise",
        "bridge": "otherwise",
        "mint while transfers are paused": "otherwise",
        "bridge mint": "otherwise",
    },
    "minter-allowance-unbounded": {
        "add a minter above the ceiling": "goes through",
        "raise an allowance above the ceiling": "goes through",
    },
    "pause-blocks-cancel": {
        "cancel while signatures are paused": "OperationPaused",
    },
    "pause-blocks-freeze": {
        "freeze while paused": "OperationPaused",
    },
    "pause-blocks-remove-minter": {
        "remove a minter while minting is paused": "OperationPaused",
        "revoke the minter's role while minting is paused": "OperationPaused",
    },
    "pause-blocks-wipe": {
        "wipe while paused": "OperationPaused",
        "seize while paused": "OperationPaused",
    },
    "pause-skips-transfer-from": {
        "transferFrom while paused": "goes through",
    },
    "pause-stops-redemption": {
        "redeem while transfers are paused": "OperationPaused",
        "burn while transfers are paused": "OperationPaused",
        "bridge burn while transfers are paused": "OperationPaused",
    },
    "permit-replayable": {
        "permit": "otherwise",
        "permit, twice": "goes through",
        "permit of 0 from a frozen account": "otherwise",
        "permit of 0 while everything is paused": "otherwise",
        "permit from an account with code": "otherwise",
    },
    "permit-skips-freeze": {
        "permit from a frozen account": "goes through",
        "permit for a frozen account": "goes through",
    },
    "permit-skips-pause": {
        "permit while transfers are paused": "goes through",
        "permit while signatures are paused": "goes through",
    },
    "proxy-initialized-later": {},
    "receive-open-to-front-running": {
        "receive by somebody else": "goes through",
    },
    "reinitializer-open-to-all": {
        "initialise a second version": "goes through",
    },
    "removed-minter-keeps-allowance": {
        "remove a minter": "otherwise",
        "revoke the minter's role": "otherwise",
        "remove a minter while minting is paused": "otherwise",
        "remove a minter while transfers are paused": "otherwise",
        "revoke the minter's role while minting is paused": "otherwise",
        "grant the role to a removed minter": "otherwise",
    },
    "revoke-approval-blocked": {
        "approve 0 by a frozen account": "AccountFrozen",
        "approve 0 while paused": "OperationPaused",
        "approve 0 for a frozen account": "AccountFrozen",
    },
    "seize-forgets-frozen-part": {
        "wipe of the frozen part": "otherwise",
        "seize of the frozen part": "otherwise",
    },
    "seize-to-frozen-allowed": {
        "seize for a frozen account": "goes through",
    },
    "seize-to-self-unfreezes": {
        "seize for itself, partly frozen": "goes through",
    },
    "transfer-to-zero-fakes-burn": {
        "transfer to nobody": "goes through",
    },
    "upgrade-open-to-all": {
        "upgrade by an outsider": "goes through",
        "upgrade by the admin": "goes through",
    },
    "wipe-reaches-unfrozen": {
        "wipe of what is not frozen": "goes through",
        "wipe of more than the frozen part": "goes through",
        "seize of an account that is not frozen": "goes through",
    },
    "wipe-without-transfer-event": {
        "wipe": "otherwise",
        "wipe of everything": "otherwise",
        "wipe of the frozen part": "otherwise",
        "wipe while paused": "otherwise",
    },
    "zero-address-can-be-frozen": {
        "freeze the zero address": "goes through",
    },
}
