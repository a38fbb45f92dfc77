"""Source code in colour without scripts: clean HTML in, clean HTML out, with classes on its tokens.

Only code whose language the author has declared. Works on stored bodies; the sanitiser runs last
here as well.
"""

import html
import re
from functools import lru_cache
from typing import Any

from pygments.lexer import Lexer  # type: ignore[import-untyped]
from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]

from .policy import TOKEN_CLASSES
from .sanitize import sanitize_code

MARK = '<code class="language-'  # no body without it has code to highlight
LONGEST_BLOCK = 10_000  # characters
LONGEST = 40_000  # of all blocks of a story
# Some lexers need the square of such a run's length, or of a line's.
TOO_MUCH = re.compile(r"\s{200}|[^\n]{2000}")
BLOCK = re.compile(r'(<pre><code class="language-([^"<>]{1,30})">)([^<]+)(?=</code></pre>)')

# Pygments' name of each language, and other names that authors give it. None needs more than a
# second for LONGEST_BLOCK of anything: tests/cleaning/test_highlight.py tries. Java's and C#'s
# lexers do, and are not here.
LANGUAGES = {
    name: language
    for language, names in {
        "bash": "bash sh shell zsh ksh",
        "c": "c h",
        "console": "console shell-session shellsession",
        "cpp": "cpp c++ cxx hpp",
        "go": "go golang",
        "javascript": "javascript js node",
        "jsx": "jsx",
        "perl": "perl pl",
        "php": "php",
        "python": "python py python3",
        "ruby": "ruby rb",
        "rust": "rust rs",
        "typescript": "typescript ts",
        "cmake": "cmake",
        "css": "css",
        "diff": "diff patch",
        "docker": "docker dockerfile",
        "html": "html htm vue",
        "ini": "ini cfg conf properties",
        "json": "json jsonc",
        "lua": "lua",
        "make": "make makefile",
        "nginx": "nginx nginxconf",
        "scss": "scss sass less",
        "sql": "sql mysql pgsql postgresql",
        "toml": "toml",
        "vim": "vim viml",
        "xml": "xml svg",
        "yaml": "yaml yml",
    }.items()
    for name in names.split()
}


def highlight(body: str) -> str:
    """The body with its code highlighted; the same body where there is nothing to highlight."""
    if MARK not in body:
        return body
    room = LONGEST

    def painted(found: re.Match[str]) -> str:
        nonlocal room
        start, language, code = found.groups()
        name = LANGUAGES.get(language.lower())
        too_long = len(code) > min(room, LONGEST_BLOCK) or TOO_MUCH.search(code)
        if name is None or too_long:
            return found[0]
        room -= len(code)
        return start + _painted(html.unescape(code), name)

    changed = BLOCK.sub(painted, body)
    return body if changed == body else sanitize_code(changed)


@lru_cache(maxsize=len(LANGUAGES))
def _lexer(name: str) -> Lexer:
    return get_lexer_by_name(name)


@lru_cache(maxsize=512)
def _css_class(kind: Any) -> str:
    """The class of a kind of token, or of what it is a kind of; empty for plain text."""
    names = [str(each).removeprefix("Token.") for each in kind.split()]
    return next((TOKEN_CLASSES[name] for name in reversed(names) if name in TOKEN_CLASSES), "")


def _painted(code: str, name: str) -> str:
    """The code as HTML, neighbours of one kind in one element. It says what it said before."""
    parts: list[tuple[str, list[str]]] = []
    for _at, kind, text in _lexer(name).get_tokens_unprocessed(code):
        css = _css_class(kind)
        if parts and parts[-1][0] == css:
            parts[-1][1].append(text)
        else:
            parts.append((css, [text]))
    joined = [(css, "".join(texts)) for css, texts in parts]
    if "".join([text for _css, text in joined]) != code:  # a lexer has lost some of it
        joined = [("", code)]
    written = [(css, html.escape(text, quote=False)) for css, text in joined]
    return "".join([f'<span class="{css}">{text}</span>' if css else text for css, text in written])
