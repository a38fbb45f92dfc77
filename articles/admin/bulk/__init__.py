"""Changing all stories of a list at once, in the background: chosen by a filter or a search, and
watched, stopped and undone as jobs are.
"""

from .desk import BulkAdmin
from .kinds import BULK

__all__ = ["BULK", "BulkAdmin"]
