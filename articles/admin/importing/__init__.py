"""Imports at the desk: begun, planned, watched, taken back, and what they refused mended."""

from . import imports, plans, quarantine, refused

__all__ = ["imports", "plans", "quarantine", "refused"]
