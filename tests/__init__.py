"""The tests; folders mirror articles/."""
