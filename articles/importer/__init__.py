"""File in, stored article out: files, frontmatter, dialects, build, identity, store. One way."""
