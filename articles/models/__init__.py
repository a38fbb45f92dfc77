"""The tables and their querysets. Knows cleaning; nothing above it."""

from .among import Among
from .article import Article, ArticleQuerySet, DateConfidence, Status
from .category import Category
from .corrections import Correction
from .derived import Related, Rendering
from .history import Conflict, Revision
from .images import Gallery, Image, ImageAddress, ImageUse
from .imports import ImportBatch, ImportProblem
from .listing import CategoryEntry, Tagging, refresh_listings
from .old_addresses import OldAddress
from .plans import ImportPlan, PlannedFile
from .redirect import Redirect
from .rules import ImportRule, Verdict
from .saved_searches import SavedSearch, SearchVisit
from .search_index import SearchText, forget_stories, index_stories, refile_stories
from .sightings import HeldFile, Sighting, Tombstone
from .source import ImageRights, Indexing, Source, TextRights
from .stamps import Stamp
from .touching import touch_all, touch_stories

__all__ = [
    "Among",
    "Article",
    "ArticleQuerySet",
    "Category",
    "CategoryEntry",
    "Conflict",
    "Correction",
    "DateConfidence",
    "Gallery",
    "HeldFile",
    "Image",
    "ImageAddress",
    "ImageRights",
    "ImageUse",
    "ImportBatch",
    "ImportPlan",
    "ImportProblem",
    "ImportRule",
    "Indexing",
    "OldAddress",
    "PlannedFile",
    "Redirect",
    "Related",
    "Rendering",
    "Revision",
    "SavedSearch",
    "SearchText",
    "SearchVisit",
    "Sighting",
    "Source",
    "Stamp",
    "Status",
    "Tagging",
    "TextRights",
    "Tombstone",
    "Verdict",
    "forget_stories",
    "index_stories",
    "refile_stories",
    "refresh_listings",
    "touch_all",
    "touch_stories",
]
