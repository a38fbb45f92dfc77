"""Markdown bodies to HTML, with the generators' shortcodes resolved or made inert. Pure.

The result is unsafe HTML, as any author's: cleaning comes after.
"""

import html
import re
from collections.abc import Callable
from itertools import islice

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

# What markdown-it costs at most; beyond these a text is shown as plain paragraphs. Of 18,000 real
# stories the busiest has 219 brackets and an estimate of 0.17 s.
MAX_CHARS = 400_000
MAX_BRACKETS = 5_000  # quadratic
MAX_MICROSECONDS = 500_000
MAX_ARGUMENTS = 100
MAX_DEPTH = 20

_parser = (
    MarkdownIt("commonmark", {"html": True, "maxNesting": MAX_DEPTH})
    .enable(["table", "strikethrough"])
    .use(footnote_plugin)
)

# Code keeps its shortcodes: fenced blocks, indented ones excepted, and inline code.
CODE = re.compile(r"(^(`{3,}+|~{3,}+)[^\n]*+\n.*?(?:^\2[`~]*[ \t]*$|\Z)|`[^`\n]+`)", re.M | re.S)
# Here and in TAG nothing backs up, and no match crosses what the next one could begin with: linear.
ARGUMENT = re.compile(
    r"""([\w-]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|(\S+))|"([^"]*)"|'([^']*)'|(\S+)"""
)


def _arguments(text: str) -> tuple[dict[str, str], list[str]]:
    """Named and positional arguments of a shortcode."""
    named: dict[str, str] = {}
    positional: list[str] = []
    for found in islice(ARGUMENT.finditer(text[:2000]), MAX_ARGUMENTS):
        name, double, single, bare, *rest = found.groups()
        if name:
            named[name.lower()] = double or single or bare or ""
        else:
            positional.append(next((value for value in rest if value is not None), ""))
    return named, positional


def _figure(text: str) -> str:
    named, positional = _arguments(text)
    src = named.get("src") or named.get("link") or next(iter(positional), "")
    alt = named.get("alt") or named.get("title") or " ".join(positional[1:])
    caption = named.get("caption") or named.get("title") or ""
    image = f'<img src="{html.escape(src)}" alt="{html.escape(alt)}">'
    if not caption:
        return f"\n{image}\n"
    return f"\n<figure>{image}<figcaption>{html.escape(caption)}</figcaption></figure>\n"


def _hexo_image(text: str) -> str:
    """`{% img [class names] /path/to/image [width] [height] [title [alt]] %}`."""
    _named, positional = _arguments(text)
    at = next((n for n, word in enumerate(positional) if "/" in word or "." in word), None)
    if at is None:
        return ""
    words = [word for word in positional[at + 1 :] if not word.isdigit()]
    return _figure(f'src="{positional[at]}" alt="{" ".join(words)}"')


def _link(text: str) -> str:
    """`{% link text url [external] [title] %}`."""
    words = _arguments(text)[1]
    at = next((n for n, word in enumerate(words) if "://" in word), None)
    if at is None:
        return html.escape(" ".join(words))
    label = " ".join(words[:at]) or words[at]
    return f'<a href="{html.escape(words[at])}">{html.escape(label)}</a>'


def _player(prefix: str) -> Callable[[str], str]:
    def player(text: str) -> str:
        named, positional = _arguments(text)
        video = named.get("id") or next(iter(positional), "")
        return f'\n<iframe src="{prefix}{html.escape(video)}"></iframe>\n' if video else ""

    return player


def _fence(text: str) -> str:
    language = next(iter(_arguments(text)[1]), "")
    return f"\n```{re.sub(r'[^A-Za-z0-9+#._-]', '', language.removeprefix('lang:'))}\n"


# Shortcode → what it becomes. Any other tag goes and leaves what stands between its ends.
SHORTCODES: dict[str, Callable[[str], str]] = {
    "figure": _figure,
    "image": _figure,
    "img": _hexo_image,
    "asset_img": _hexo_image,
    "link": _link,
    "youtube": _player("https://www.youtube-nocookie.com/embed/"),
    "vimeo": _player("https://player.vimeo.com/video/"),
    "bilibili": _player("https://player.bilibili.com/player.html?bvid="),
    "highlight": _fence,
    "endhighlight": lambda text: "\n```\n",
    "/highlight": lambda text: "\n```\n",
    "codeblock": _fence,
    "endcodeblock": lambda text: "\n```\n",
    "code": _fence,
    "endcode": lambda text: "\n```\n",
    "blockquote": lambda text: "\n<blockquote>\n\n",
    "endblockquote": lambda text: "\n\n</blockquote>\n",
    "quote": lambda text: "\n<blockquote>\n\n",
    "endquote": lambda text: "\n\n</blockquote>\n",
    "pullquote": lambda text: "\n<blockquote>\n\n",
    "endpullquote": lambda text: "\n\n</blockquote>\n",
}
TAG = re.compile(
    r"\{%-?\s*+(?P<liquid>/?[\w-]++)(?P<liquid_rest>[^%]{0,2000}+)%\}"
    r"|\{\{[<%]\s*+(?P<hugo>/?[\w./-]++)(?P<hugo_rest>[^{}]{0,2000}+)(?<=[>%])\}\}"
    r"|(?P<output>\{\{[^{}\n]{0,500}+\}\})"
    r"|^(?P<mdx>(?:import\s[^\n]{1,300}\sfrom\s++|import\s++)"
    r"['\"][^'\"\n]{1,300}+['\"];?[ \t]*+$"
    r"|export\s++(?:const|default|let|function)\s[^\n]{0,500}+$)",
    re.MULTILINE,
)


def _resolve(found: re.Match[str]) -> str:
    name = found["liquid"] or found["hugo"]
    handler = SHORTCODES.get(name)  # None for {{ output }} and MDX: nothing of the text
    if handler is None:
        return ""
    if found["liquid"]:
        rest = found["liquid_rest"].removesuffix("-")
    else:
        rest = found["hugo_rest"][:-1].removesuffix("/")  # without the ">" or "%" of the end
    return handler(rest.strip())


def resolve_shortcodes(text: str) -> tuple[str, int]:
    """The text with its shortcodes resolved outside code, and how many there were."""
    pieces = CODE.split(text)
    count = 0
    for at in range(0, len(pieces), 3):  # text, code, fence, text, …
        pieces[at], found = TAG.subn(_resolve, pieces[at])
        count += found
        if at + 2 < len(pieces):
            pieces[at + 2] = ""
    return "".join(piece or "" for piece in pieces), count


# For the estimate: lines with text; what may open a block; a table's second line.
LINE = re.compile(r"^[ \t>]*+[^\s>]", re.M)
MARKERS = re.compile(r"^[ \t>*+\d.)-]*+", re.M)
COLUMNS = re.compile(r"^[ \t>*+\d.)|:-]++$", re.M)


def _microseconds(text: str) -> int:
    """What reading the text costs at most, estimated in a hundredth of the time.

    Each line is tried as every kind of block, once more for each quotation that it may continue;
    each row is filled up to the table's columns; each special character is tried as every kind of
    span, and what may have an end is looked for it besides.
    """
    lines = len(LINE.findall(text))
    quotes = max((markers.count(">") for markers in MARKERS.findall(text)), default=0)
    columns = max((row.count("|") for row in COLUMNS.findall(text)), default=0)
    a_line = 80 + 8 * min(quotes, MAX_DEPTH) + 5 * columns
    paired = sum(map(text.count, "*_~&<"))
    special = sum(map(text.count, "!#$%+-:=>@[\\]^`{}"))
    return lines * a_line + text.count("\n") * 3 + paired * 18 + special * 6


def to_html(text: str) -> tuple[str, int]:
    """Markdown as HTML (unsafe), and the number of shortcodes in it."""
    if len(text) <= MAX_CHARS and text.count("[") <= MAX_BRACKETS:
        resolved, count = resolve_shortcodes(text)
        if _microseconds(resolved) <= MAX_MICROSECONDS:
            return _parser.render(resolved), count
    return html.escape(text), 0
