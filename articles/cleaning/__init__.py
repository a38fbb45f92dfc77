"""Unsafe HTML in, safe HTML out. Pure: no Django, no network, no clock.

`clean_html` is the one way in, for imports and for forms: cap → repair → links → sanitise, and
nh3 has the last word. Knows nothing of articles.
"""

from .caps import MAX_CHARS
from .pipeline import CleanHTML, clean, clean_html

__all__ = ["MAX_CHARS", "CleanHTML", "clean", "clean_html"]
