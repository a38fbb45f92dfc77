"""What a text is about, as terms: Latin words whole, CJK as overlapping pairs. Pure."""

import re
from itertools import pairwise

# Characters that hold sentences together and name nothing: a pair with one of them is no word.
BETWEEN = (
    "的了是在和与及或也都而就这那你我他她它们个为以被把让从到对于等吗呢吧啊着过之其所如何怎样么"
    "はがをにでとものへや"
)
CJK_RANGES = ((0x3041, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7AF))
NO_LETTER = re.compile(r"[\W_]+")


def _naming() -> str:
    """The CJK characters but those between, as a regular expression's set."""
    gaps = sorted(map(ord, set(BETWEEN)))
    found = []
    for first, last in CJK_RANGES:
        edges = [first - 1, *(gap for gap in gaps if first <= gap <= last), last + 1]
        found += [
            f"{chr(one + 1)}-{chr(other - 1)}" for one, other in pairwise(edges) if other - one > 1
        ]
    return "".join(found)


PAIR = re.compile(f"(?=([{_naming()}]{{2}}))")
WORD = re.compile(r"[a-z\u00c0-\u10ff][a-z0-9\u00c0-\u10ff]+[+#]*|[a-z][+#]+")


def terms(text: str) -> list[str]:
    """The terms of a text, each as often as it stands there."""
    text = text.lower()
    return [*WORD.findall(text), *PAIR.findall(text)]


def folded(title: str) -> str:
    """The same for titles that differ only in case, white space and punctuation."""
    return NO_LETTER.sub("", title.casefold())
