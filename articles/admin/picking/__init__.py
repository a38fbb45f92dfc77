"""What stories are filed under: tags with their other names, made one where they mean the same."""

from .tag_room import TagAdmin

__all__ = ["TagAdmin"]
