"""What changed between two bodies, as people read it: passages of text, pictures, links. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from articles.cleaning import text

from .aligning import Row, rows
from .markup import Note, notes, values
from .words import MEDIA, Kind, Run, is_tag, parts, runs, shortened, tokens

MOST_ROWS = 30
SEEN = frozenset({"audio", "iframe", "img", "video"})


class Piece(NamedTuple):
    """A stretch of a passage: text, or a medium by its element's name, with its address."""

    kind: Kind
    text: str
    medium: str = ""
    address: str = ""
    thumbnail: str = ""  # of a picture that we have a copy of: where that is


@dataclass(slots=True)
class Passage:
    """A row as it is read. Of `same` ones only how many there are in a row."""

    kind: str
    pieces: list[Piece] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    said: list[str] = field(default_factory=list)  # the notes as sentences
    skipped: int = 0

    @property
    def old(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind != "added"]

    @property
    def new(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind != "removed"]

    @property
    def is_markup_only(self) -> bool:
        """Whether nothing changed but how the words are set."""
        return self.kind == "changed" and all(piece.kind == "same" for piece in self.pieces)


def reworded(before: str, after: str) -> Passage:
    """A passage of plain text."""
    return Passage("changed", [Piece(*part) for part in parts(before, after)])


def passages(before: str, after: str, most: int = MOST_ROWS) -> list[Passage]:
    """What changed between two clean bodies, at most so many rows of it."""
    found: list[Passage] = []
    skipped = changed = 0
    for row in rows(before, after):
        if row.kind == "same":
            skipped += 1
            continue
        found += [Passage("same", skipped=skipped)] if skipped else []
        found.append(passage(row))
        skipped, changed = 0, changed + 1
        if changed == most:
            break
    return found + ([Passage("same", skipped=skipped)] if skipped else [])


def passage(row: Row) -> Passage:
    old, new = tokens(row.old), tokens(row.new)
    if row.kind.startswith("moved"):
        return Passage(row.kind, pieces([Run("same", old or new)]))
    found = list(runs(old, new))
    sides = [
        [token for run in found if run.kind == kind for token in run.tokens]
        for kind in ("removed", "added")
    ]
    told = notes(*sides)
    if row.kind != "changed":  # that a new paragraph is one goes without saying
        told = [note for note in told if note.before or note.after]
    # A medium that came or went stands among the words.
    told = [note for note in told if note.kind == "changed" or note.element not in SEEN]
    return Passage(row.kind, pieces(found), told)


def pieces(found: Iterable[Run]) -> list[Piece]:
    """The runs as people read them: without tags, but for those that are something to be seen."""
    told: list[Piece] = []
    for kind, some in found:
        written: list[str] = []
        for token in some:
            if not is_tag(token):
                written.append(token)
            elif MEDIA.match(token):
                told += _text(kind, written)
                told.append(_medium(kind, token))
                written = []
            elif _breaks(token):
                written.append("\n")
        told += _text(kind, written)
    return told


def _text(kind: Kind, written: Sequence[str]) -> list[Piece]:
    lines = "\n".join(filter(str.strip, "".join(written).split("\n")))
    return [Piece(kind, shortened(kind, lines))] if lines else []


def _medium(kind: Kind, tag: str) -> Piece:
    said = values(tag)
    name = text.TAG.match(tag)
    assert name is not None, "a token that is a tag"
    return Piece(kind, said.get("alt") or said.get("title", ""), name[1], said.get("src", ""))


def _breaks(tag: str) -> bool:
    name = text.TAG.match(tag)
    return name is not None and name[1].lower() in text.BLOCKS
