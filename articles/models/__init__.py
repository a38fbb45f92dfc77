"""The tables and their querysets. Knows cleaning; nothing above it."""

from .article import Article, ArticleQuerySet, DateConfidence, Status
from .category import Category
from .imports import ImportBatch, ImportProblem, Sighting
from .listing import CategoryEntry, Tagging, refresh_listings
from .redirect import Redirect
from .source import Source, TextRights

__all__ = [
    "Article",
    "ArticleQuerySet",
    "Category",
    "CategoryEntry",
    "DateConfidence",
    "ImportBatch",
    "ImportProblem",
    "Redirect",
    "Sighting",
    "Source",
    "Status",
    "Tagging",
    "TextRights",
    "refresh_listings",
]
