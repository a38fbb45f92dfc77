"""What the visual editor may hold: the cleaning's own tables, as HugeRTE reads them. Pure.

Written from the tables and nowhere by hand, so that the editor never drops what the cleaning lets
through, and never keeps what it does not.
"""

from articles.cleaning import policy
from articles.cleaning.text import BLOCKS

# What the sanitiser writes on every such element, whatever stood there.
WRITTEN = {"a": {"rel"}, "iframe": {"sandbox"}}
# They stand in tables only; whatever else holds them, a browser takes them out.
TABLE_PARTS = frozenset("caption col colgroup tbody td tfoot th thead tr".split())
# Their children are those that HTML names.
STRICT = frozenset("table thead tbody tfoot tr colgroup".split()) | policy.VOID
TEXT = "#text"


def attributes_of(tag: str) -> list[str]:
    """All that the element carries in a clean body, in the order of the alphabet."""
    fixed = set(policy.FIXED.get(tag, {})) | WRITTEN.get(tag, set())
    return sorted(policy.EVERYWHERE | policy.ATTRIBUTES[tag] | fixed)


def valid_elements() -> str:
    """`a[dir|href|…],abbr[…]`: elements with their attributes."""
    return ",".join(f"{tag}[{'|'.join(attributes_of(tag))}]" for tag in sorted(policy.TAGS))


def valid_children() -> str:
    """`+a[#text|abbr|…]`: what may stand in which element, as wide as clean bodies are."""
    flow = sorted(policy.TAGS - TABLE_PARTS)
    phrases = [tag for tag in flow if tag not in BLOCKS or tag == "br"]
    rules = [f"+body[{'|'.join([TEXT, *flow])}]"]
    for tag in sorted(policy.TAGS - STRICT):
        inside = phrases if tag == "p" else flow
        rules.append(f"+{tag}[{'|'.join([TEXT, *inside])}]")
    return ",".join(rules)
