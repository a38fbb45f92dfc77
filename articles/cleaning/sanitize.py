"""The security boundary: nh3, always the last step. Nothing may change its output.

The tables are in policy.py. URL attributes are checked twice, by nh3's scheme list and by our own
filter, because nh3 checks only those that it knows to hold addresses.
"""

import re
from collections.abc import Callable, Mapping

import nh3

from . import policy
from .urls import absolute

ID_PREFIX = "s-"
LANGUAGE_CLASS = re.compile(r"(?:^|\s)(?:language|lang|highlight-source)-([\w+#.-]{1,30})(?:\s|$)")
NUMBER = re.compile(r"\d{1,5}")
NUMERIC = frozenset("width height colspan rowspan span start value".split())
KEYWORDS = {
    "dir": frozenset({"ltr", "rtl", "auto"}),
    "scope": frozenset({"row", "col", "rowgroup", "colgroup"}),
}


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The attribute's value as it may stand, or None."""
    if name in policy.URL_ATTRIBUTES:
        if tag == "a" and value.startswith("#"):
            return value
        safe = absolute(value)
        return None if not safe or (tag != "a" and safe.startswith("mailto:")) else safe
    if name in NUMERIC:
        return value if NUMBER.fullmatch(value) else None
    if name in KEYWORDS:
        return value if value in KEYWORDS[name] else None
    if name == "class":
        found = LANGUAGE_CLASS.search(value)
        return f"language-{found[1]}" if found else None
    return value


def _cleaner(more: Mapping[str, frozenset[str]], kept: Callable[..., str | None]) -> nh3.Cleaner:
    """With `more` attributes by element; `kept` judges each attribute's value."""
    return nh3.Cleaner(
        tags=set(policy.TAGS),
        clean_content_tags=set(policy.DROP_CONTENT),
        attributes={
            "*": set(policy.EVERYWHERE),
            **{tag: set(names | more.get(tag, set())) for tag, names in policy.ATTRIBUTES.items()},
        },
        attribute_filter=kept,
        strip_comments=True,
        link_rel=policy.LINK_REL,
        url_schemes=set(policy.SCHEMES),
        tag_attribute_values={
            tag: {name: {value} for name, value in fixed.items()}
            for tag, fixed in policy.FIXED.items()
        },
        # One attribute a tag only: nh3 writes several in random order, and bodies must be stable.
        set_tag_attribute_values={"iframe": {"sandbox": policy.SANDBOX}},
        id_prefix=ID_PREFIX,
    )


def _attribute_or_token(tag: str, name: str, value: str) -> str | None:
    if tag == "span" and name == "class":
        return value if value in policy.TOKENS else None
    return _attribute(tag, name, value)


_of_bodies = _cleaner({}, _attribute)
_of_code = _cleaner({"span": frozenset({"class"})}, _attribute_or_token)


def sanitize(markup: str) -> str:
    """`markup` with only what the policy allows. Quadratic in nesting: cap it before (caps.py)."""
    return _of_bodies.clean(markup)


def sanitize_code(markup: str) -> str:
    """The same of a sanitised body in which code was highlighted: tokens keep their classes."""
    return _of_code.clean(markup)
