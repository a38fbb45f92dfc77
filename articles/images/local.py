"""Pictures that lie on this site: their size, measured once at import.

With width and height in the page nothing moves when the picture arrives.
"""

from pathlib import Path
from urllib.parse import unquote

from django.conf import settings
from PIL import Image, UnidentifiedImageError

MAX_PIXELS = 50_000_000


def size_of(url: str) -> tuple[int, int] | None:
    """Width and height in pixels of a picture below MEDIA_URL; None for any other address, and
    for what is no picture or claims more than MAX_PIXELS. Reads the header only."""
    if not url.startswith(settings.MEDIA_URL):
        return None
    root = Path(settings.MEDIA_ROOT).resolve()
    try:
        path = (root / unquote(url.removeprefix(settings.MEDIA_URL)).split("?")[0]).resolve()
        if not path.is_relative_to(root):
            return None
        with Image.open(path) as image:
            width, height = image.size
    except (OSError, UnidentifiedImageError, ValueError, Image.DecompressionBombError):
        return None
    return (width, height) if width * height <= MAX_PIXELS else None
