"""One picture's file brought here, from its host or from this site's own storage.

And made into what we store. Runs in threads, without the database.
"""

import hashlib
import shutil
from errno import EACCES, EISDIR, ELOOP, ENAMETOOLONG, ENOENT, ENOTDIR, EPERM
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage

from articles.models.images import OWN

from . import http, storing
from .addresses import referer_for, unwrapped
from .develop import Developed
from .http import LIMITS, MEGABYTE, Answer
from .reasons import Refusal
from .registering import is_local
from .wires import Wires
from .workshop import Workshop

# What an address in a story may make of a name. A disk that is full or broken is no story's fault.
UNREADABLE = frozenset({ENOENT, EISDIR, ENOTDIR, ENAMETOOLONG, ELOOP, EACCES, EPERM})
GONE = frozenset({"I_STATUS", "I_DNS", "I_CONNECT"})


def bring(url: str, folder: Path, referer: str, wires: Wires) -> Answer:
    """The file at this address, in a folder of its own inside of this one. Raises Refusal."""
    into = Path(mkdtemp(dir=folder))
    try:
        if is_local(url):
            return _from_storage(url, into / "original")
        return _from_host(url, into, referer, wires)
    except BaseException:
        shutil.rmtree(into, ignore_errors=True)
        raise


def _from_host(url: str, into: Path, referer: str, wires: Wires) -> Answer:
    """From where it lies, whatever proxy stands before it; from the proxy if it lies there no more:
    some remember what sites have lost."""
    plain = unwrapped(url)
    try:
        return http.get(plain, into, referer=referer, wires=wires)
    except Refusal as refusal:
        if plain == url or refusal.code not in GONE:
            raise
        try:
            return http.get(url, into, referer=referer, wires=wires)
        except Refusal:
            raise refusal from None


def referers(host: str, page: str) -> tuple[str, str]:
    """What to say where the picture is shown, at first and after a 403."""
    return referer_for(host, page), referer_for(host, page, again=True)


def make(answer: Answer, into: Path, shop: Workshop) -> Developed:
    """Develop the file, and store what came of it. The row follows."""
    into.mkdir()
    developed = shop.develop(answer.path, into)
    storing.write_files(answer.path, answer.digest, developed, into)
    return developed


def _from_storage(url: str, path: Path) -> Answer:
    if url.startswith(OWN):  # an editor's, whose row would know it
        raise Refusal("I_MISSING")
    name = unquote(url.removeprefix(settings.MEDIA_URL).partition("?")[0].partition("#")[0])
    digest = hashlib.sha256()
    try:
        with default_storage.open(name) as file, path.open("wb") as copy:
            if file.size > LIMITS.bytes:
                raise Refusal("I_TOO_LARGE", most=LIMITS.bytes // MEGABYTE)
            for chunk in file.chunks():
                digest.update(chunk)
                copy.write(chunk)
    except OSError as error:  # FileNotFoundError of a bucket has no number
        if error.errno not in UNREADABLE and not isinstance(error, FileNotFoundError):
            raise
        raise Refusal("I_MISSING") from None
    except (SuspiciousFileOperation, ValueError):
        raise Refusal("I_ADDRESS") from None
    return Answer(path, digest.hexdigest(), path.stat().st_size, url, "")
