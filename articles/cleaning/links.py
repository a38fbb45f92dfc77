"""Bare addresses in text become links. bleach finds and writes them, where there are any."""

import re

from bleach.linkifier import Linker

from .caps import MAX_LINKS

# Only what says that it is an address: bleach's own pattern also links README.md and main.rs.
# It ends before CJK text and punctuation, which directly follow addresses in Chinese writing.
BARE = re.compile(
    r"""(?<![\w@/.:=&;\#-])
    (?:https?://|www\.(?=[a-zA-Z0-9-]+\.[a-zA-Z]{2,}))
    [a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::\d{1,5})?
    (?:[/?\#](?:
        (?:(?!&(?:lt|gt|quot);)[a-zA-Z0-9\-._~%!$&*+=:@/?\#,;']|\([a-zA-Z0-9\-._~%]*\))*
        (?:[a-zA-Z0-9\-_~%$*+=@/\#]|\([a-zA-Z0-9\-._~%]*\))
    )?)?""",
    re.VERBOSE,
)

_linker = Linker(callbacks=[], url_re=BARE, parse_email=False)


def link(text: str) -> str:
    """`text` (escaped, no tags) with its bare addresses as links, as markup."""
    if "://" not in text and "www." not in text:
        return text
    return BARE.sub(lambda found: _linker.linkify(found[0]), text, count=MAX_LINKS)
