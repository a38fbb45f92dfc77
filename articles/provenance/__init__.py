"""Where a story came from, and how what we show differs from it."""
