"""The desk's front page: what waits for a person, what runs, how the archive grows, who is ill."""
