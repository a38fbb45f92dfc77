"""A file is what its first bytes say, whatever it is called."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from articles.images.reasons import Refusal
from articles.images.signatures import HEAD, PICTURES, format_of
from tests.hanging import without_hanging

SVG = "<svg xmlns='http://www.w3.org/2000/svg'/>"


@pytest.mark.parametrize("kind", PICTURES)
def test_pictures_that_pillow_writes_are_known(kind):
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, kind)

    assert format_of(file.getvalue()) == kind


@pytest.mark.parametrize(
    "head",
    [
        b"\0\0\0\x20ftypavif\0\0\0\0",
        b"\0\0\0\x2cftypavis\0\0\0\0avismsf1",
        b"\0\0\0\x20ftypmif1\0\0\0\0mif1avifmiaf",
    ],
)
def test_avif_says_so_in_its_main_brand_or_another(head):
    assert format_of(head) == "avif"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"II*\0\x08\0\0\0", "TIFF"),
        (b"MM\0*\0\0\0\x08", "TIFF"),
        (b"BM\x46\0\0\0\0\0\0\0", "BMP"),
        (b"\0\0\1\0\1\0\x10\x10", "ICO"),
        (b"8BPS\0\1", "PSD"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "HEIC"),
        (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000"),
        (b"\xff\n\xfa\x7f", "JPEG XL"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "PostScript"),
    ],
)
def test_pictures_that_we_do_not_read_are_named(head, kind):
    with pytest.raises(Refusal) as caught:
        format_of(head)

    assert (caught.value.code, caught.value.detail) == ("I_FORMAT", {"type": kind})


@pytest.mark.parametrize(
    "text",
    [
        SVG,
        f"\ufeff \n{SVG}",
        f"<?xml version='1.0'?>\n<!-- made by hand --> {SVG}",
        f"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'svg11.dtd'>{SVG}",
        f"<!DOCTYPE svg [<!ENTITY a 'b'>]>{SVG}",
        "<svg:svg xmlns:svg='http://www.w3.org/2000/svg'>",
        "<SVG onload=alert(1)>",
    ],
)
def test_svg_is_a_program(text):
    for data in (text.encode(), text.encode("utf-16")):
        with pytest.raises(Refusal) as caught:
            format_of(data)
        assert caught.value.code == "I_SVG"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xef\xbb\xbf\n<!DOCTYPE html><html>", "text/html"),
        (b"<html><body><svg></svg>", "text/html"),
        (b"<script>alert(1)</script>", "text/html"),
        (b"<?xml version='1.0'?><rss/>", "text/xml"),
        (b"%PDF-1.7", "application/pdf"),
        (b"PK\3\4\x14", "application/zip"),
        (b"\x1f\x8b\x08", "application/gzip"),
        (b"\0\0\0\x18ftypmp42", "video/mp4"),
        (b"\x1a\x45\xdf\xa3", "video/webm"),
        (b'{"error": 403}', "application/json"),
        (b"Not found\r\n", "text/plain"),
        (b"RIFF\0\0\0\0WAVE", "application/octet-stream"),
        (b"\x7fELF\2\1", "application/octet-stream"),
        (b"GIF88a", "text/plain"),
        (b"\0GIF89a", "application/octet-stream"),
    ],
)
def test_what_is_no_picture_is_named(head, kind):
    with pytest.raises(Refusal) as caught:
        format_of(head)

    assert (caught.value.code, caught.value.detail) == ("I_NOT_PICTURE", {"type": kind})


@given(st.binary(max_size=HEAD))
def test_any_bytes_are_a_picture_or_refused(head):
    try:
        kind = format_of(head)
    except Refusal:
        return
    assert kind in PICTURES


@pytest.mark.parametrize(
    "piece", [b"<!---->", b"<?a?>", b" ", b"<!doctype svg[]>", b"<!doctype svg [", b"<!--", b"<?"]
)
def test_no_bytes_take_long_to_tell(piece):
    with without_hanging(), pytest.raises(Refusal):
        format_of(piece * HEAD)
