"""The public, read-only JSON API: the same stories and the same rights as the pages.

`urls` is the table of its operations. The views and the OpenAPI document are both made from it,
from the `parameters` they take and from the `shapes` they answer with, so neither can say what the
other does not do.
"""
