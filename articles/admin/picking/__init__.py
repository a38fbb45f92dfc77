"""What stories are filed under: categories and tags with their other names, made one where they
mean the same, and chosen in forms."""

from .category_room import CategoryAdmin
from .tag_room import TagAdmin

__all__ = ["CategoryAdmin", "TagAdmin"]
