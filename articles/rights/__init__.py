"""What we may show of a story, and what must stand beside it. Pages ask here and nowhere else."""

from .rules import Rights, rights_of

__all__ = ["Rights", "rights_of"]
