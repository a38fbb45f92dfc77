"""The tables and their querysets. Knows cleaning; nothing above it."""

from .among import Among
from .article import Article, ArticleQuerySet, DateConfidence, Status
from .category import Category
from .history import Conflict, Revision
from .imports import ImportBatch, ImportProblem
from .listing import CategoryEntry, Tagging, refresh_listings
from .plans import ImportPlan, PlannedFile
from .redirect import Redirect
from .rules import ImportRule, Verdict
from .sightings import HeldFile, Sighting, Tombstone
from .source import Source, TextRights

__all__ = [
    "Among",
    "Article",
    "ArticleQuerySet",
    "Category",
    "CategoryEntry",
    "Conflict",
    "DateConfidence",
    "HeldFile",
    "ImportBatch",
    "ImportPlan",
    "ImportProblem",
    "ImportRule",
    "PlannedFile",
    "Redirect",
    "Revision",
    "Sighting",
    "Source",
    "Status",
    "Tagging",
    "TextRights",
    "Tombstone",
    "Verdict",
    "refresh_listings",
]
