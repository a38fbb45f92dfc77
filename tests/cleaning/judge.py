"""A second reader of cleaned HTML: what a hostile or broken body would still hold.

It knows the policy's tables, but none of the cleaning's own code: tags are read by the standard
library's parser, addresses as the URL Standard has browsers read them.
"""

import re
from html.parser import HTMLParser

import bleach

from articles.cleaning import policy

DANGEROUS = frozenset(
    "style srcdoc srcset action formaction background ping data manifest code codebase archive"
    " classid dynsrc lowsrc xlink:href usemap longdesc cite http-equiv content name target form"
    " is slot part xmlns".split()
)
WRITTEN_BY_US = {"rel", "sandbox"} | {name for fixed in policy.FIXED.values() for name in fixed}
# What browsers leave out of an address before they look at its scheme.
LEFT_OUT = re.compile(r"[\x00-\x20\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
# An address that names one host to some readers and another to browsers.
DOUBTFUL_HOST = re.compile(r"https?:[/\\]*[^/?#]*[\\@]", re.I)
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.I)

Start = tuple[str, tuple[tuple[str, str], ...]]


class Reader(HTMLParser):
    """Start tags as (name, attributes), text, and whatever is neither."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.starts: list[Start] = []
        self.texts: list[str] = []
        self.others: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.starts.append((tag, tuple((name, value or "") for name, value in attrs)))

    def handle_data(self, data):
        self.texts.append(data)

    def handle_comment(self, data):
        self.others.append(f"comment {data}")

    def handle_decl(self, decl):
        self.others.append(f"declaration {decl}")

    def handle_pi(self, data):
        self.others.append(f"instruction {data}")

    def unknown_decl(self, data):
        self.others.append(f"section {data}")


def starts(markup: str) -> list[Start]:
    """Every start tag with its attributes, these sorted by name."""
    return [(tag, tuple(sorted(attrs))) for tag, attrs in Reader(markup).starts]


def words(markup: str) -> str:
    return "".join(Reader(markup).texts)


def faults(markup: str) -> list[str]:
    """What must not stand in a stored body; empty for a safe one."""
    read = Reader(markup)
    found = list(read.others)
    for tag, attrs in read.starts:
        if tag not in policy.TAGS:
            found.append(f"<{tag}>")
        names = [name for name, _value in attrs]
        if len(set(names)) < len(names):
            found.append(f"<{tag}> repeats an attribute")
        found += [f"<{tag} {name}={value!r}>" for name, value in attrs if is_bad(tag, name, value)]
        if tag == "iframe" and "sandbox" not in names:
            found.append("a frame without a sandbox")
        if tag == "a" and dict(attrs).get("rel") != policy.LINK_REL:
            found.append("a link without rel")
    return found


def is_bad(tag: str, name: str, value: str) -> bool:
    """Whether this attribute must not stand on this element."""
    allowed = policy.EVERYWHERE | policy.ATTRIBUTES.get(tag, frozenset()) | WRITTEN_BY_US
    if name not in allowed or name.startswith("on") or name in DANGEROUS:
        return True
    if name == "id":
        return not value.startswith("s-")
    if name == "class":
        return not re.fullmatch(r"language-[\w+#.-]+", value)
    return name in ("href", "src", "poster") and is_bad_address(tag, value)


def is_bad_address(tag: str, value: str) -> bool:
    if value != LEFT_OUT.sub("", value):
        return True
    if value.startswith("/media/") or (tag == "a" and value.startswith("#s-")):
        return False
    if DOUBTFUL_HOST.match(value):
        return True
    found = SCHEME.match(value)
    schemes = ("http", "https", "mailto") if tag == "a" else ("http", "https")
    return not found or found[1] not in schemes


def second_opinion(markup: str) -> list[Start]:
    """The start tags that bleach, under the same policy, leaves of it."""

    def allowed(tag: str, name: str, _value: str) -> bool:
        own = policy.ATTRIBUTES.get(tag, frozenset())
        return name in policy.EVERYWHERE or name in own or name in WRITTEN_BY_US

    cleaned = bleach.clean(
        markup, tags=policy.TAGS, attributes=allowed, protocols=policy.SCHEMES, strip=True
    )
    return starts(cleaned)
