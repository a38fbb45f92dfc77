"""Rules that editors make for imports: what is let in, held or dropped, filed or worded anew. Pure.

Runs on a story right after it is built, so that all that follows knows only the story as the rules
leave it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from articles.cleaning import text

from . import identity, titles, wildcards
from .build import CleanedArticle
from .finders import MAX_CATEGORIES, MAX_LEVELS, MAX_NAME

Path = tuple[str, ...]

ALLOW, HOLD, DROP, FILE, REWRITE = "allow", "hold", "drop", "file", "rewrite"
GATES = frozenset({ALLOW, HOLD, DROP})
LEVEL = "/"
LONGEST = {"title": titles.MAX_TITLE, "source": MAX_NAME, "byline": MAX_NAME, "summary": 1_000}
SEARCHED = frozenset({"title", "byline", "summary"})  # fields whose words search finds
NEVER_EMPTY = frozenset({"title", "source"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. What it says of source, section and title must all be true of a story; what is
    empty is true of every story."""

    pk: int | None
    effect: str
    source: str = ""
    section: str = ""
    title: str = ""
    target: str = ""
    field: str = ""
    place: str = "anywhere"
    pattern: str = ""
    replacement: str = ""


def judge(story: CleanedArticle, rules: Sequence[Rule]) -> tuple[CleanedArticle, str, int | None]:
    """The story as the rules leave it; "hold", "drop" or "" (let in); and which rule said so.

    Of allow, hold and drop the first that matches counts, and it looks at the story as its file
    tells it. Filing and rewriting rules all apply, each to what those before it made.
    """
    if not rules:
        return story, "", None
    verdict, decided_by = _gate(story, rules)
    for rule in rules:
        if rule.effect == FILE:
            story = _filed(story, rule)
        elif rule.effect == REWRITE:
            story = _reworded(story, rule)
    return story, verdict, decided_by


def _gate(story: CleanedArticle, rules: Sequence[Rule]) -> tuple[str, int | None]:
    for rule in rules:
        if rule.effect in GATES and applies(rule, story.source, story.title, story.categories):
            return ("", None) if rule.effect == ALLOW else (rule.effect, rule.pk)
    return "", None


def applies(rule: Rule, source: str, title: str, categories: Sequence[Path]) -> bool:
    """Whether the rule is about such a story."""
    return (
        (not rule.source or wildcards.matches(source, rule.source))
        and (not rule.title or wildcards.matches(title, rule.title))
        and (not rule.section or any(depth_of(path, rule.section) for path in categories))
    )


# Filing ---------------------------------------------------------------------------------------


def depth_of(path: Path, section: str) -> int:
    """How many of the path's first levels are the section; 0 if the path lies elsewhere.

    The fewest, where `*` leaves a choice: below `News / *` is what lies in `News / Phones` too.
    """
    wanted = _section(section)
    spelled = ""
    for depth, level in enumerate(path, 1):
        spelled += LEVEL + level if spelled else level
        if wildcards.matches(_section(spelled), wanted):
            return depth
    return 0


@lru_cache(maxsize=4_096)
def _section(text: str) -> str:
    """Levels as they are compared: the space around a slash does not count."""
    spelled = (level.strip() for level in wildcards.fold(text).split(LEVEL))
    return LEVEL.join(level for level in spelled if level)


@lru_cache(maxsize=1_024)
def levels(target: str) -> Path:
    """The path that an editor wrote, e.g. News / Mobile; empty if there is none in it."""
    written = titles.INVISIBLE.sub(" ", target).replace("／", LEVEL).split(LEVEL)
    names = (" ".join(name.split())[:MAX_NAME].rstrip() for name in written)
    return tuple(name for name in names if name)[:MAX_LEVELS]


def filed(categories: Sequence[Path], rule: Rule) -> tuple[Path, ...]:
    """The paths with the rule's target in the section's place.

    Without a section everything goes below the target. What lies there already stays, in the
    target's spelling.
    """
    target = levels(rule.target)
    if not target:
        return tuple(categories)
    if not rule.section and not categories:
        return (target,)
    moved = dict.fromkeys(_moved(path, rule.section, target) for path in categories)
    return tuple(moved)[:MAX_CATEGORIES]


def _moved(path: Path, section: str, target: Path) -> Path:
    depth = depth_of(path, section) if section else 0
    if section and not depth:
        return path
    if _lies_in(path, target):
        depth = len(target)
    return (target + path[depth:])[:MAX_LEVELS]


def _lies_in(path: Path, target: Path) -> bool:
    return [*map(wildcards.fold, path[: len(target)])] == [*map(wildcards.fold, target)]


def _filed(story: CleanedArticle, rule: Rule) -> CleanedArticle:
    if not applies(rule, story.source, story.title, story.categories):
        return story
    categories = filed(story.categories, rule)
    return story if categories == story.categories else replace(story, categories=categories)


# Rewriting ------------------------------------------------------------------------------------


def reworded(value: str, rule: Rule) -> str:
    """The field's value as the rule words it; as it was, if nothing a story needs would be left."""
    found = wildcards.replace(value, rule.pattern, rule.replacement, rule.place)
    if found == value:
        return value
    found = " ".join(titles.INVISIBLE.sub(" ", found).split())
    if rule.field == "title":
        found = titles.truncate(found)
    return found[: LONGEST[rule.field]].rstrip() or ("" if rule.field not in NEVER_EMPTY else value)


def _reworded(story: CleanedArticle, rule: Rule) -> CleanedArticle:
    if rule.field not in LONGEST:
        return story
    if not applies(rule, story.source, story.title, story.categories):
        return story
    before = getattr(story, rule.field)
    after = reworded(before, rule)
    if after == before:
        return story
    value: dict[str, Any] = {rule.field: after}
    if rule.field in SEARCHED:
        value["searchable"] = None  # it is made of what is stored then
    changed = replace(story, **value)
    return _known_anew(changed) if rule.field in NEVER_EMPTY else changed


def _known_anew(story: CleanedArticle) -> CleanedArticle:
    """With the keys that hang on title and source, as build.py makes them."""
    folded = titles.key(story.title)
    title_key = identity.digest(folded) if folded else ""
    if story.story_key == story.imported_text:  # the text alone tells the story
        return replace(story, title_key=title_key)
    day = story.published_at if story.date_confidence in ("exact", "assumed") else None
    fingerprint = text.fingerprint(text.plain_text(story.body))
    key = identity.story_key(fingerprint, story.source, title_key, story.lead_image, day)
    return replace(story, title_key=title_key, story_key=key)
