"""Draw the pictures that the demo corpus refers to.

    python demo/draw_pictures.py CORPUS_DIR OUT_DIR    what the corpus names
    python demo/draw_pictures.py --all OUT_DIR         every theme, every number

The articles name their pictures ``/media/demo/<theme>-<nn>.jpg``, with nn from 01 to 12. Each
missing one is drawn into OUT_DIR as a JPEG of 1280 x 720; the same name always gives the same
picture. Needs Pillow and nothing else.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from pictures.themes import NUMBERS, THEMES, picture

NAME = re.compile(rb"/media/demo/([A-Za-z0-9_-]+)\.jpg")
KNOWN = {f"{theme}-{number:02d}" for theme in THEMES for number in NUMBERS}
# The first quality is the usual one; a picture of very many small parts takes the next.
QUALITIES = (82, 76, 70)
MAX_BYTES = 120 * 1024
WORKERS = 2


def names_in(corpus: Path) -> set[str]:
    """The picture names in all files of the corpus, in whatever encoding they are."""
    names: set[str] = set()
    for path in corpus.rglob("*"):
        if path.is_file():
            # Without its zero bytes, the ASCII in UTF-16 and UTF-32 reads like plain ASCII.
            text = path.read_bytes().replace(b"\0", b"")
            names |= {match.decode("ascii") for match in NAME.findall(text)}
    return names


def encode(name: str) -> bytes:
    """Draw one picture and pack it as a JPEG."""
    theme, number = name.rsplit("-", 1)
    image = picture(theme, int(number))
    data = b""
    for quality in QUALITIES:
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=quality, progressive=True)
        data = buffer.getvalue()
        if len(data) <= MAX_BYTES:
            break
    return data


def draw(target: Path) -> None:
    """Write one picture; nobody ever sees half of it."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        part.write_bytes(encode(target.stem))
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def draw_missing(names: Iterable[str], out: Path) -> tuple[int, int]:
    """Draw what is not there yet; return how many were drawn and how many were there."""
    targets = [out / f"{name}.jpg" for name in sorted(names)]
    missing = [target for target in targets if not target.exists()]
    if len(missing) > 1:
        with multiprocessing.Pool(min(WORKERS, len(missing))) as pool:
            for _ in pool.imap_unordered(draw, missing):
                pass
    else:
        for target in missing:
            draw(target)
    return len(missing), len(targets) - len(missing)


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Read the command line; a wrong one ends the program with status 2."""
    parser = argparse.ArgumentParser(
        usage="%(prog)s CORPUS_DIR OUT_DIR | --all OUT_DIR",
        description="Draw the demo corpus' pictures.",
    )
    parser.add_argument("--all", action="store_true", help="draw every theme and number")
    parser.add_argument("folders", nargs="+", type=Path, help="CORPUS_DIR and OUT_DIR")
    options = parser.parse_args(arguments)
    *corpus, options.out = options.folders
    if len(corpus) != 1 and not (options.all and not corpus):
        parser.error("give CORPUS_DIR and OUT_DIR, or --all and OUT_DIR")
    options.corpus = corpus[0] if corpus else None
    if options.corpus and not options.corpus.is_dir():
        parser.error(f"there is no corpus directory {options.corpus}")
    if options.out.exists() and not options.out.is_dir():
        parser.error(f"{options.out} is not a directory")
    return options


def main(arguments: list[str] | None = None) -> int:
    """Draw what is missing and say how much that was."""
    options = parse(arguments)
    named = names_in(options.corpus) if options.corpus else set()
    for name in sorted(named - KNOWN):
        print(f"not a picture of the demo, skipped: {name}.jpg", file=sys.stderr)
    options.out.mkdir(parents=True, exist_ok=True)
    wanted = KNOWN if options.all else named & KNOWN
    drawn, there = draw_missing(wanted, options.out)
    print(f"{drawn} pictures drawn, {there} already there")
    return 0


if __name__ == "__main__":
    sys.exit(main())
