"""newsdesk's one app. Each folder is a room; docs/architecture.md is the map.

Imports point down only: management > admin | reading > importer > images | search | provenance |
rights > models > cleaning. tests/test_layers.py holds it.
"""
