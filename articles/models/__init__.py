"""The tables and their querysets. Knows cleaning; nothing above it."""

from .among import Among
from .article import Article, ArticleQuerySet
from .beats import Beat, beats_of
from .body_packing import DamagedBodyError
from .category import Category
from .category_names import CategoryAlias
from .comments import Comment
from .corrections import Correction
from .derived import Related, Rendering
from .grants import Grants, granting, grants_of
from .history import Conflict, Revision
from .images import Gallery, Image, ImageAddress, ImageUse
from .imports import ImportBatch, ImportProblem
from .jobs import Job, JobStory
from .listing import CategoryEntry, Tagging, refresh_listings
from .locking import lock_stories
from .old_addresses import OldAddress
from .plans import ImportPlan, PlannedFile
from .presence import Presence
from .preview_links import PreviewLink
from .redirect import Redirect
from .rules import ImportRule, Verdict
from .saved_searches import SavedSearch, SearchVisit
from .search_index import SearchText, forget_stories, index_stories, refile_stories
from .sightings import HeldFile, RefusedFile, Sighting, Tombstone
from .source import ImageRights, Indexing, Source, TextRights
from .stamps import Stamp
from .status import DateConfidence, Status
from .successors import Successor
from .tag_synonyms import TagSynonym
from .touching import touch_all, touch_stories

__all__ = [
    "Among",
    "Article",
    "ArticleQuerySet",
    "Beat",
    "Category",
    "CategoryAlias",
    "CategoryEntry",
    "Comment",
    "Conflict",
    "Correction",
    "DamagedBodyError",
    "DateConfidence",
    "Gallery",
    "Grants",
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
    "Job",
    "JobStory",
    "OldAddress",
    "PlannedFile",
    "Presence",
    "PreviewLink",
    "Redirect",
    "RefusedFile",
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
    "Successor",
    "TagSynonym",
    "Tagging",
    "TextRights",
    "Tombstone",
    "Verdict",
    "beats_of",
    "forget_stories",
    "granting",
    "grants_of",
    "index_stories",
    "lock_stories",
    "refile_stories",
    "refresh_listings",
    "touch_all",
    "touch_stories",
]
