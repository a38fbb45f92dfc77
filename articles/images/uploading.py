"""Pictures that editors give us: by file, drag or paste, with the checks of those that we fetch.

Also their end: one replaced by another wherever it is shown, and one taken down for good.
"""

import atexit
import hashlib
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from articles.models import Image, ImageAddress
from articles.models.images import OWN, UPLOADS, folder_of, key_of

from . import registering, storing
from .http import LIMITS, MEGABYTE
from .reasons import Refusal
from .shelves import remove_files
from .signatures import format_of
from .workshop import Workshop

MOST_MB = LIMITS.bytes // MEGABYTE
# What an editor has said of a picture: it holds for the one in its place, until he says otherwise.
SAID = ("alt", "credit", "licence", "licence_url")
CENTRE = 50
SAME_SHAPE = 0.02


def upload(file: UploadedFile, user: Any) -> Image:
    """The picture in this file; the one that we have if its content is known. Raises Refusal."""
    return _stored(file, user)


def replace(image: Image, file: UploadedFile, user: Any) -> Image:
    """Show the picture in this file wherever that one is shown so far. Raises Refusal.

    Stories keep their text: the addresses in them stand for the new picture from now on. Nothing
    shows the old one any more, and a collection takes it.
    """
    new = _stored(file, user, instead_of=image)
    if new.pk == image.pk:
        return image
    with transaction.atomic():
        registering.take_turn()
        _tell_again(image, new)
        stories = registering.stories_of([image.pk])
        registering.settle(ImageAddress.objects.filter(image=image), new, status=None)
        registering.refresh(stories)
    return new


def remove(image: Image) -> None:
    """Take a picture down, at once and for good: its files go, and no page shows it.

    Its row stays, rejected and empty: the same content is refused from now on, at whatever address
    it is found and whoever uploads it.
    """
    with transaction.atomic():
        registering.take_turn()
        for twin in _twins(image):
            twin.is_rejected, twin.renditions = True, {}
            twin.save(update_fields=["is_rejected", "renditions"])
            registering.settle(ImageAddress.objects.filter(image=twin), twin, status=None)
            registering.refresh(registering.stories_of([twin.pk]))
            # Only now: a row without files can be mended, and so can files that no row tells of.
            transaction.on_commit(partial(remove_files, twin))


def reject(image: Image, *, is_rejected: bool = True) -> None:
    """Say that this is no picture of any story, or that it is one after all."""
    with transaction.atomic():
        registering.take_turn()
        for twin in _twins(image).exclude(renditions={}):
            twin.is_rejected = is_rejected
            twin.save(update_fields=["is_rejected"])  # its stories follow


def _twins(image: Image) -> QuerySet[Image]:
    """All of its content: it may have come as a copy and as an upload."""
    return Image.objects.filter(digest=image.digest).order_by("pk")


def address_of(image: Image) -> str:
    """What stories name an uploaded picture by: its largest file that every browser reads."""
    return _address(image.digest, image.renditions)


def _address(digest: str, renditions: Mapping[str, Sequence[int]]) -> str:
    folder = folder_of(digest, is_upload=True).removeprefix(f"{UPLOADS}/")
    return f"{OWN}{folder}/{_largest(renditions)}"


def _largest(renditions: Mapping[str, Sequence[int]]) -> str:
    extension = "jpg" if "jpg" in renditions else "png"
    return f"{renditions[extension][-1]}.{extension}"


# Storing ------------------------------------------------------------------------------------------


def _stored(file: UploadedFile, user: Any, instead_of: Image | None = None) -> Image:
    with _received(file) as (original, digest, made):
        known = storing.find(digest, is_upload=True)
        if known and known.is_rejected:
            raise Refusal("P_REJECTED" if known.renditions else "P_WITHDRAWN")
        if known and _is_at_hand(known):
            _refuse_replaced(known.digest, known.renditions, instead_of)
            image = known
        else:
            developed = workshop().develop(original, made)
            _refuse_replaced(digest, developed.renditions, instead_of)
            storing.write_files(original, digest, developed, made, is_upload=True)
            length = original.stat().st_size
            image = storing.write_row(length, digest, developed, is_upload=True, user=user)
    _register(image)
    return image


@contextmanager
def _received(file: UploadedFile) -> Iterator[tuple[Path, str, Path]]:
    """The file on disk with its SHA-256, and a folder for what is made of it."""
    if file.size > LIMITS.bytes:
        raise Refusal("I_TOO_LARGE", most=MOST_MB)
    if not file.size:
        raise Refusal("I_EMPTY")
    with TemporaryDirectory(prefix="newsdesk-upload-") as name:
        original, made, digest = Path(name, "original"), Path(name, "made"), hashlib.sha256()
        made.mkdir()
        with original.open("wb") as out:
            for chunk in file.chunks():
                if not out.tell():
                    format_of(chunk)
                digest.update(chunk)
                out.write(chunk)
        yield original, digest.hexdigest(), made


def _is_at_hand(image: Image) -> bool:
    """Whether nothing needs to be made. If a file was lost, whoever uploads the picture again mends
    it; and no collection takes from now on what nobody has used for long."""
    is_whole = default_storage.exists(f"{image.folder}/{_largest(image.renditions)}")
    return is_whole and bool(Image.objects.filter(pk=image.pk).update(unused_since=None))


def _refuse_replaced(
    digest: str, renditions: Mapping[str, Sequence[int]], instead_of: Image | None
) -> None:
    """The address of this content may stand for another picture by now. To give it back would
    bring the old picture into the stories again that an editor has mended."""
    address = ImageAddress.objects.filter(key=key_of(_address(digest, renditions)))
    other = address.select_related("image").first()
    if other and other.image and other.image.digest != digest and other.image != instead_of:
        raise Refusal("I_REPLACED", number=other.image.pk)


def _register(image: Image) -> None:
    """Its address stands for it, also in stories that named it before: an editor may upload anew
    what was collected."""
    url = address_of(image)
    with transaction.atomic():
        registering.take_turn()
        address, _ = ImageAddress.objects.get_or_create(key=key_of(url), defaults={"url": url})
        if address.image is None:
            registering.settle(ImageAddress.objects.filter(pk=address.pk), image, status=None)
            registering.refresh(registering.stories_of([image.pk]))


def _tell_again(old: Image, new: Image) -> None:
    """What was said of the old one, where nothing was said of the new one. What lies where in a
    picture of another shape, nobody knows."""
    for name in SAID:
        setattr(new, name, getattr(new, name) or getattr(old, name))
    new.is_decorative = new.is_decorative or (old.is_decorative and not new.alt)
    same_shape = abs(old.width * new.height / (old.height * new.width) - 1) <= SAME_SHAPE
    if same_shape and (new.focal_x, new.focal_y) == (CENTRE, CENTRE):
        new.focal_x, new.focal_y = old.focal_x, old.focal_y
    new.save(update_fields=[*SAID, "is_decorative", "focal_x", "focal_y"])


# The workshop -------------------------------------------------------------------------------------


class _Lazy:
    """One workshop of one worker for the whole process, from the first upload to the end."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.lock, self.shop = threading.Lock(), None


_lazy = _Lazy()
# A web server's worker has its own: what it inherits are its parent's pipes.
os.register_at_fork(after_in_child=_lazy.forget)


def workshop() -> Workshop:
    with _lazy.lock:
        if _lazy.shop is None:
            _lazy.shop = Workshop(workers=1).__enter__()
        return _lazy.shop


@atexit.register
def close_workshop() -> None:
    with _lazy.lock:
        shop, _lazy.shop = _lazy.shop, None
    if shop:
        shop.__exit__(None, None, None)
