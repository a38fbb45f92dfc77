"""Syndication out: every list of stories as Atom, RSS and JSON Feed, and all of them as OPML.

A request passes through these in order: `views` finds the list, `answering` says 304 if it can,
`entries` turns stories into what their rights let a feed tell, `markup` or `json_feed` prints it.
"""

from .links import FeedLink, feed_links

__all__ = ["FeedLink", "feed_links"]
