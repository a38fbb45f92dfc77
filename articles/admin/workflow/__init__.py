"""The way of a story through the desk: moves, assignment, comments, private links, beats."""
