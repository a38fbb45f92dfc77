"""Public pages. Never imports importer or cleaning: no reader's request parses or cleans."""
