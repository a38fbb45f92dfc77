"""Bare addresses in text become links; bleach writes those that are not ordinary."""

import re

from bleach.linkifier import Linker

# Only what says that it is an address: bleach's own pattern also links README.md and main.rs.
# CJK text and punctuation directly precede and follow addresses in Chinese writing.
BARE = re.compile(
    r"""(?<![a-zA-Z0-9_@/.:=&\#-])
    (?:https?://|www\.(?=[a-zA-Z0-9-]+\.[a-zA-Z]{2,}))
    [a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::\d{1,5})?
    (?:[/?\#](?:
        (?:(?!&(?:lt|gt|quot);)[a-zA-Z0-9\-._~%!$&*+=:@/?\#,;']|\([a-zA-Z0-9\-._~%]*\))*
        (?:[a-zA-Z0-9\-_~%$*+=@/\#]|\([a-zA-Z0-9\-._~%]*\))
    )?)?""",
    re.VERBOSE,
)

# No address is longer; as an attribute it would be left out at the next reading.
MAX_CHARS = 2_000

# Without references, quotes and brackets there is nothing in it that bleach would write otherwise,
# and most addresses are such: bleach builds a tree for each.
ORDINARY = re.compile(r"[a-zA-Z0-9\-._~%!$*+=:@/?#,]*")

_linker = Linker(callbacks=[], url_re=BARE, parse_email=False)


def link(text: str, limit: int) -> tuple[str, int]:
    """`text` (escaped, no tags) with its first bare addresses as links, and how many these are."""
    return BARE.subn(_linked, text, count=limit)


def _linked(found: re.Match[str]) -> str:
    address = found[0]
    if len(address) > MAX_CHARS:
        return address
    if ORDINARY.fullmatch(address):
        href = address if address.startswith("http") else f"http://{address}"
        return f'<a href="{href}">{address}</a>'
    return _linker.linkify(address)
