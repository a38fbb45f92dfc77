"""What we may show of a story, and what must stand beside it."""
