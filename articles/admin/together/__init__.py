"""Two people, one story: what each changed goes together, and nobody's words are lost."""
