"""What a file is, by its first bytes: names and headers lie. Pure."""

import re
from collections.abc import Mapping

from .reasons import Refusal

HEAD = 1_024  # bytes that tell

# Formats that we decode.
PICTURES: Mapping[str, re.Pattern[bytes]] = {
    "jpeg": re.compile(rb"\xff\xd8\xff"),
    "png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "gif": re.compile(rb"GIF8[79]a"),
    "webp": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
    # ISO 23008-12: the main brand, or one of those that it is compatible with.
    "avif": re.compile(rb"\0\0\0.ftyp(?:.{4}){0,8}?avi[fs]", re.DOTALL),
}
# Formats of pictures that we do not decode: rare on the web, and each decoder is a risk.
OTHER_PICTURES: Mapping[str, re.Pattern[bytes]] = {
    "HEIC": re.compile(rb"\0\0\0.ftyp(?:hei[cmsx]|hev[cmsx]|mif1|msf1)", re.DOTALL),
    "TIFF": re.compile(rb"II[*+]\0|MM\0[*+]"),
    "JPEG XR": re.compile(rb"II\xbc"),
    "BMP": re.compile(rb"BM.{4}\0\0\0\0", re.DOTALL),
    "ICO": re.compile(rb"\0\0[\1\2]\0[^\0]\0", re.DOTALL),
    "PSD": re.compile(rb"8BPS"),
    "JPEG 2000": re.compile(rb"\0\0\0\x0cjP  |\xffO\xffQ"),
    "JPEG XL": re.compile(rb"\xff\n|\0\0\0\x0cJXL "),
    "MNG": re.compile(rb"\x8a[MJ]NG"),
    "PostScript": re.compile(rb"%!PS|\xc5\xd0\xd3\xc6"),
    "OpenEXR": re.compile(rb"v/1\x01"),
    "DDS": re.compile(rb"DDS "),
    "QOI": re.compile(rb"qoif"),
}
# Text first: a declaration, comments and a DOCTYPE may stand before the element.
# Atomic groups: comments may be cut up in ever so many ways otherwise.
SVG = re.compile(
    r"(?>\s|<\?.*?\?>|<!--.*?-->|<!doctype\s+svg\b[^>\[]*(?:\[.*?\]\s*)?>)*+<(?:\w+:)?svg[\s>/]",
    re.DOTALL | re.IGNORECASE,
)
MARKUP = re.compile(r"\s*<(?:!doctype\s+html|html|head|body|script|meta|title|div|p|!--)", re.I)
OTHERS: Mapping[str, re.Pattern[bytes]] = {
    "application/pdf": re.compile(rb"%PDF-"),
    "application/zip": re.compile(rb"PK\x03\x04"),
    "application/gzip": re.compile(rb"\x1f\x8b"),
    "video/mp4": re.compile(rb"\0\0\0.ftyp", re.DOTALL),
    "video/webm": re.compile(rb"\x1a\x45\xdf\xa3"),
    "application/json": re.compile(rb"\s*[{\[]"),
}


def format_of(head: bytes) -> str:
    """The format of a picture that we decode; Refusal, naming what it is, for all else."""
    if found := _first(PICTURES, head):
        return found
    if found := _first(OTHER_PICTURES, head):
        raise Refusal("I_FORMAT", type=found)
    text = _text(head)
    if SVG.match(text):
        raise Refusal("I_SVG")
    raise Refusal("I_NOT_PICTURE", type=_other(head, text))


def _other(head: bytes, text: str) -> str:
    if MARKUP.match(text):
        return "text/html"
    if found := _first(OTHERS, head):
        return found
    if text.lstrip().startswith("<?xml"):
        return "text/xml"
    is_text = head.isascii() and all(byte >= 32 or byte in b"\t\n\r\f" for byte in head)
    return "text/plain" if is_text else "application/octet-stream"


def _first(table: Mapping[str, re.Pattern[bytes]], head: bytes) -> str:
    return next((name for name, pattern in table.items() if pattern.match(head)), "")


def _text(head: bytes) -> str:
    """The bytes read as text, by their byte order mark."""
    head = head[:HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace").lstrip("\ufeff")
    return head.decode("utf-8", "replace").lstrip("\ufeff")
