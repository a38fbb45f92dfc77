"""Triage: one story after another, decided with one key each; and what of it can be undone."""
