"""Pixels of all kinds become sRGB, with or without transparency. Pure."""

import io

from PIL import Image, ImageCms

SRGB = ImageCms.createProfile("sRGB")
# The colour space that a profile must be of, by the kind of pixels.
SPACES = {"L": "GRAY", "RGB": "RGB", "RGBA": "RGB", "CMYK": "CMYK"}
SIXTEEN_BITS = 257  # times as large as eight


def plain(image: Image.Image) -> Image.Image:
    """In one of the SPACES' kinds of pixels, its colours as they are."""
    if image.has_transparency_data:
        return image if image.mode == "RGBA" else image.convert("RGBA")
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value * (1 / SIXTEEN_BITS)).convert("L")
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in SPACES else image.convert("RGB")


def to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """RGB or RGBA, by the colour profile if it is one for such pixels."""
    target = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile)) if profile else None
        if source and _is_for(source, image.mode):
            transform = ImageCms.buildTransform(source, SRGB, image.mode, target)
            return ImageCms.applyTransform(image, transform) or image
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        pass  # a damaged profile: the colours are taken as they are
    return image if image.mode == target else image.convert(target)


def _is_for(source: ImageCms.ImageCmsProfile, mode: str) -> bool:
    """Whether it says anything new of such pixels: sRGB itself is by far the most frequent."""
    inner = source.profile
    is_srgb = "sRGB" in (inner.profile_description or "")
    return inner.xcolor_space.strip() == SPACES[mode] and not is_srgb
