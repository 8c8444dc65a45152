"""What the powers are called across token families; a name proposes, and only what a call does decides."""

from __future__ import annotations

import re

BRIDGES = re.compile(r"bridge|cross_?chain|teleport|remote|gateway|lz|ccip", re.IGNORECASE)
REDEEMS = re.compile(r"redeem|redemption|withdraw|cash_?out|offramp", re.IGNORECASE)
ABOUT_SUPPLY = re.compile(r"mint|issu|redeem|redemption|burn|deposit|withdraw|bridge|wrap|swap", re.IGNORECASE)
"""What a pause may be about that leaves transfers alone."""
WORDS = {
    "mint": r"^(mint|issue|increasesupply|print|create|generate|emit)",
    "freeze": r"freez|frozen|blacklist|deny|ban|block|lock(?!up)|suspend|sanction|restrict|quarantin",
    "unfreeze": r"un_?freez|thaw|un_?blacklist|un_?block|un_?ban|allow|unlock|remove|unsuspend|clear|pardon|set",
    "pause": r"pause|halt|stop|suspend|cage|shut|kill|emergency|freeze(?!.*(account|address))|disable|deactivate",
    "unpause": r"un_?pause|resume|restart|start|enable|activate|set",
    "wipe": r"wipe|destroy|burn|clawback|confiscat|erase",
    "seize": r"seize|clawback|forced?|recover|confiscat|reclaim|reassign|rescue",
    "burn": r"burn|destroy|decreasesupply|retire",
    "redeem": REDEEMS.pattern,
    "configure_minter": r"minter|mint|issuer|controller|printer|ward|rely|grant|limit|allow",
    "remove_minter": r"minter|mint|issuer|controller|printer|deny|revoke|remove|limit",
    "upgrade": r"upgrade|setimplementation|settarget",
    "rescue": r"rescue|recover|sweep|withdraw|reclaim|salvage",
    "set_limit": r"limit|cap|ceiling|quota|rate|max",
}
_COMPILED = {verb: re.compile(pattern, re.IGNORECASE) for verb, pattern in WORDS.items()}


def sounds_like(verb: str, name: str) -> bool:
    """Whether a function of this name may be that verb."""
    return bool(_COMPILED[verb].search(name.lstrip("_")))
