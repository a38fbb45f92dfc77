"""Whole pages kept in each process's memory, compressed, and never shown when they are out of date.

middleware.py asks keys.py which page a request is for, freshness.py what has changed by now, and
store.py for the page; pages.py makes the answer in the reader's encoding (encoding.py). Views say
with `depends` what a page is made of. Why so: docs/decisions/0012-page-cache.md.
"""

from .needs import LATEST, depends

__all__ = ["LATEST", "depends"]
