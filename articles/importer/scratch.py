"""A table beside the database: what a run must remember of every file, on disk and not in memory.

A database of SQLite's without a name lives in a temporary file, and is gone with its connection.
What is written there stays, whatever is rolled back elsewhere.
"""

import sqlite3


def open_scratch(schema: str) -> sqlite3.Connection:
    """An empty private database with these tables."""
    scratch = sqlite3.connect("", isolation_level=None)
    scratch.execute("PRAGMA journal_mode = OFF")
    scratch.execute("PRAGMA synchronous = OFF")
    scratch.executescript(schema)
    scratch.execute("BEGIN")  # never ended: there is nothing to keep
    return scratch
