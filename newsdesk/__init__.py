"""Wiring: settings, the URL table and the two server entry points. No behaviour lives here."""
