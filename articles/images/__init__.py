"""Pictures: measured here; fetched and resized by later work."""
