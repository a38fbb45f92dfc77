"""Everything that can be wrong with a file: codes and the sentences that explain them.

`E_…` the file was refused or skipped, `W_…` it was imported after a repair that a person should
look at, `N_…` a routine repair, only counted. Pure: errors.py translates the sentences.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Detail = Mapping[str, str | int]
EXCERPT = 200


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for the translators."""
    return sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `line` counts from 1 in the file; None means the whole file."""

    code: str
    line: int | None = None
    detail: Detail = field(default_factory=dict)
    excerpt: str = ""

    @property
    def refuses(self) -> bool:
        return self.code.startswith("E_")


class Refused(Exception):
    """The file cannot become an article; `problem` says why."""

    def __init__(self, code: str, line: int | None = None, excerpt: str = "", **detail: str | int):
        self.problem = Problem(code, line, detail, excerpt[:EXCERPT])
        super().__init__(code)


# Words of ours that stand in details; what a file wrote is never translated.
WORDS = frozenset(
    {
        gettext_noop("a PNG picture"),
        gettext_noop("a JPEG picture"),
        gettext_noop("a GIF picture"),
        gettext_noop("a gzip archive"),
        gettext_noop("a zip archive"),
        gettext_noop("a bzip2 archive"),
        gettext_noop("an xz archive"),
        gettext_noop("a PDF document"),
        gettext_noop("a media file"),
        gettext_noop("a program"),
        gettext_noop("a database"),
        gettext_noop("binary data"),
        gettext_noop("link"),
        gettext_noop("folder"),
        gettext_noop("socket"),
        gettext_noop("device"),
        gettext_noop("heading"),
        gettext_noop("file name"),
        gettext_noop("aliases"),
        gettext_noop("more than 16 levels of nesting"),
        gettext_noop("more than 4000 values"),
    }
)
OUR_WORDS_UNDER = frozenset({"kind", "origin", "what"})

# What is not a readable article file at all: counted as skipped, not as refused.
SKIPPED = frozenset({"E_NOT_A_FILE", "E_HIDDEN"})

SENTENCES: Mapping[str, str] = {
    # The file itself
    "E_NOT_A_FILE": gettext_noop(
        "This is a %(kind)s, not a file. Links are not followed: import the folder they lead to."
    ),
    "E_HIDDEN": gettext_noop(
        "Hidden files are the system's own. If it is an article, rename it without the first dot."
    ),
    "E_PATH_UNSAFE": gettext_noop(
        "The path holds “%(part)s”, which could lead out of the folder. Rename the file."
    ),
    "E_PATH_TOO_LONG": gettext_noop("The path is longer than %(limit)s characters. Shorten it."),
    "E_UNREADABLE": gettext_noop("The file could not be read: %(reason)s. Check its permissions."),
    "E_CHANGED": gettext_noop(
        "The file changed while it was being read. Run the import again when it is complete."
    ),
    "E_TOO_BIG": gettext_noop(
        "The file is larger than %(limit)s MB, which no article is. Take out what is embedded."
    ),
    "E_NOT_STORED": gettext_noop(
        "The database did not take it: %(reason)s. Please report this file to newsdesk's authors."
    ),
    "E_BUG": gettext_noop(
        "newsdesk failed at this file: %(reason)s. Please report the file to newsdesk's authors."
    ),
    "E_EMPTY_FILE": gettext_noop("The file is empty. Export the story again, or delete the file."),
    "E_BINARY": gettext_noop(
        "The file is no text but %(kind)s. Only front-matter text files can be imported."
    ),
    "W_ENCODING": gettext_noop(
        "The file is not in UTF-8; it was read as %(encoding)s. Check that the text reads well."
    ),
    "W_ENCODING_LOSSY": gettext_noop(
        "%(count)s damaged characters were replaced by �. Compare with the original story."
    ),
    "W_CONTROL": gettext_noop("%(count)s control characters were taken out of the text."),
    # Front matter
    "E_NO_FRONT_MATTER": gettext_noop(
        "The file does not begin with front matter (---, +++ or {). Is it an article?"
    ),
    "E_FM_UNTERMINATED": gettext_noop(
        "The front matter is never closed. Add a line %(fence)s before the text."
    ),
    "E_FM_TOO_BIG": gettext_noop(
        "The front matter has more than %(limit)s characters. Move long texts into the body."
    ),
    "E_FM_SYNTAX": gettext_noop(
        "The front matter is no valid %(format)s: %(reason)s. Correct it at this line."
    ),
    "E_YAML_UNSAFE": gettext_noop(
        "The front matter uses %(what)s, which articles do not need and attacks do. Take it out."
    ),
    "W_YAML_SALVAGED": gettext_noop(
        "The front matter is no valid YAML (%(reason)s) and was read line by line. Check title,"
        " date and categories."
    ),
    "W_DUP_KEY": gettext_noop("The key “%(key)s” is given twice; the last one counts."),
    # Fields
    "E_NO_TITLE": gettext_noop(
        "There is no title, and neither the text nor the file name has one. Add a title."
    ),
    "W_TITLE_GUESSED": gettext_noop(
        "There is no title; “%(title)s” was taken from the %(origin)s. Draft until you check it."
    ),
    "W_TITLE_TRUNCATED": gettext_noop(
        "The title had %(length)s characters and was cut to %(limit)s. Write a shorter one."
    ),
    "W_SOURCE_GUESSED": gettext_noop(
        "The file does not name its source; “%(source)s” was assumed. Set the right source."
    ),
    "W_DATE_MISSING": gettext_noop("There is no date. The story is a draft until you give it one."),
    "W_DATE_BAD": gettext_noop(
        "“%(date)s” is no date that exists. The story is a draft until you give it one."
    ),
    "W_DATE_YEARLESS": gettext_noop(
        "“%(date)s” was written without a year and became 2001. Draft until you give it a date."
    ),
    "W_DATE_FUTURE": gettext_noop(
        "The date %(date)s lies in the future: the story stays invisible until then."
    ),
    "W_IMAGE_DROPPED": gettext_noop(
        "The picture's address “%(url)s” leads to no picture; the story has none now."
    ),
    "W_URL_DROPPED": gettext_noop("The original's address “%(url)s” is no web address; left out."),
    "W_CATEGORY_DROPPED": gettext_noop(
        "The category “%(name)s” could not be used; the story was filed without it."
    ),
    "W_BODY_EMPTY": gettext_noop("The story has no text. It is a draft until it has some."),
    "W_BODY_CUT": gettext_noop(
        "The text is longer than %(limit)s characters; the rest is only in the kept original."
    ),
    # Stories
    "W_POSSIBLY_SAME": gettext_noop(
        "Perhaps the same as story %(article)s: same source and title within three days, or until"
        " now the same file, but another text."
    ),
    "W_STORY_DELETED": gettext_noop(
        "An editor deleted this story; it was not brought back. Write it anew if you want it."
    ),
    # Routine repairs
    "N_BOM": gettext_noop("A byte order mark was taken out."),
    "N_TITLE_RESTORED": gettext_noop("Signs that the generator had replaced came back."),
    "N_TITLE_COMMENT": gettext_noop("A title with “ #” was kept whole."),
    "N_DATE_FETCHED": gettext_noop("The date is the time of fetching."),
    "N_DATE_ZONE_ASSUMED": gettext_noop("The date has no time zone; one was assumed."),
    "N_IMAGE_PLACEHOLDER": gettext_noop("A random placeholder picture counts as none."),
    "N_IMAGE_UNWRAPPED": gettext_noop("A proxy was taken off a picture's address."),
    "N_IMAGE_FROM_BODY": gettext_noop("The body's first picture became the lead image."),
    "N_IMAGE_REPAIRED": gettext_noop("A lazily loaded picture got its address."),
    "N_IMAGE_REMOVED": gettext_noop("A picture without a usable address was taken out."),
    "N_TRACKER_REMOVED": gettext_noop("A counting pixel was taken out."),
    "N_LINK_REMOVED": gettext_noop("A link to nowhere lost its address."),
    "N_URL_LINKED": gettext_noop("Bare addresses became links."),
    "N_EMBED_LINKED": gettext_noop("A frame from an unknown site became a link."),
    "N_EMBED_REMOVED": gettext_noop("A frame without an address was taken out."),
    "N_SHORTCODE": gettext_noop("Shortcodes were resolved or made inert."),
}
