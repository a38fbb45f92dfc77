"""What is no picture, or a damaged one, is refused with its reason; nothing else ever happens."""

import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from articles.images.develop import Developed, develop
from articles.images.reasons import Refusal
from tests.images import pictures
from tests.images.pictures import RED, animated, corners, encoded

pytestmark = pytest.mark.usefixtures("as_in_a_child")


def refusal(make, data: bytes) -> str:
    with pytest.raises(Refusal) as refused:
        make(data)
    return refused.value.code


PHOTO = encoded(pictures.photo(200, 150), "JPEG")
"""A small one, to damage."""


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (pictures.png(65_535, 65_535, b""), "I_TOO_MANY_PIXELS"),
        (b"RIFF\xff\xff\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\xff" * 900, "I_TOO_MANY_PIXELS"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "I_BROKEN"),
        (pictures.gif(100, 100, 1000), "I_TOO_MANY_FRAMES"),
        (pictures.gif(100, 100, 2, frame=(0, 0)), "I_BROKEN"),
        (PHOTO[: len(PHOTO) // 2], "I_BROKEN"),
        (PHOTO[:30], "I_BROKEN"),
        (pictures.png(100, 100, zlib.compress(b"\0" * 9000)[:20]), "I_BROKEN"),
        (pictures.png(100, 100, b"no zlib"), "I_BROKEN"),
        (encoded(corners(90, 90), "PNG")[:150], "I_BROKEN"),
        (encoded(corners(), "WEBP")[:60], "I_BROKEN"),
        (encoded(corners(), "AVIF")[:300], "I_BROKEN"),
        (encoded(corners(), "GIF")[:100], "I_BROKEN"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "I_SVG"),
        (b"<!doctype html><html><body>404</body></html>", "I_NOT_PICTURE"),
        (encoded(corners(), "TIFF"), "I_FORMAT"),
        (encoded(corners(1, 1), "GIF"), "P_TINY"),
        (encoded(corners(600, 2), "PNG"), "P_TINY"),
        (encoded(corners(2400, 8), "PNG"), "P_TINY"),
        (encoded(Image.new("RGB", (300, 200), RED), "JPEG"), "P_BLANK"),
        (encoded(Image.new("RGBA", (300, 200)), "PNG"), "P_BLANK"),
        (animated(pictures.film(1) * 3, "GIF"), ""),
    ],
)
def test_what_is_no_picture_says_so(make, data, code):
    if not code:
        assert make(data).frames == 1
    else:
        assert refusal(make, data) == code


def test_an_emoji_is_a_picture(make):
    assert make(encoded(corners(16, 16), "PNG")).renditions["jpg"] == [16]


def test_what_follows_a_picture_is_not_read_and_does_not_go_out(make, tmp_path):
    for kind, more in (("GIF", b"*/=1;alert(1);/*"), ("JPEG", b"<script>alert(1)</script>")):
        make(encoded(corners(240, 160), kind) + more)

        assert all(b"alert" not in path.read_bytes() for path in (tmp_path / "out").iterdir())


def test_a_disk_that_is_full_is_not_the_picture_s_fault(tmp_path):
    path = tmp_path / "original"
    path.write_bytes(PHOTO)

    with pytest.raises(FileNotFoundError):
        develop(path, tmp_path / "missing")


ANY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
SMALL = [
    encoded(corners(24, 16), "JPEG"), encoded(corners(24, 16), "JPEG", progressive=True),
    encoded(corners(24, 16), "PNG"), encoded(corners(24, 16, "P"), "PNG"),
    encoded(corners(24, 16), "WEBP"), encoded(corners(24, 16), "WEBP", lossless=True),
    encoded(corners(24, 16), "AVIF"), animated(pictures.film(3, 24, 16), "GIF"),
    animated(pictures.film(3, 24, 16), "WEBP"), animated(pictures.film(3, 24, 16), "PNG"),
]  # fmt: skip
MAGIC = [data[:12] for data in SMALL]


@ANY
@given(st.sampled_from([b"", *MAGIC]), st.binary(max_size=300))
def test_any_bytes_are_refused_or_developed(tmp_path_factory, start, rest):
    outcome(tmp_path_factory.getbasetemp(), start + rest)


@ANY
@given(st.sampled_from(SMALL), st.lists(st.integers(0, 2000), max_size=6), st.integers(1, 255))
def test_any_damage_is_refused_or_developed(tmp_path_factory, data, places, by):
    outcome(tmp_path_factory.getbasetemp(), pictures.flipped(data, places, by))


def outcome(folder: Path, data: bytes) -> None:
    path, out = folder / "any", folder / "out"
    out.mkdir(exist_ok=True)
    path.write_bytes(data)
    try:
        developed = develop(path, out)
    except Refusal:
        return
    assert isinstance(developed, Developed)
    assert all(
        (out / f"{width}.{kind}").stat().st_size
        for kind, widths in developed.renditions.items()
        for width in widths
    )
