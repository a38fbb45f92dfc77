"""Versions of a story held against each other: what differs, in words that people read."""
