"""The editors' desk, on Django's admin."""
