"""Answers that nobody wishes for: a local server of them, by name, and what each must end as."""
