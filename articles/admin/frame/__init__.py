"""The desk's frame around every page: its menu, and lists that are cards on phones."""
