"""What becomes of a picture: its pixels, its sizes, its formats. In this process, unlimited."""

import pytest
from PIL import Image, ImageCms, ImageDraw

from articles.images import develop as developing
from articles.images.renditions import LONGEST_SIDE, MOST_PIXELS, height_for, widths_for
from tests.images import pictures
from tests.images.pictures import BLUE, GREEN, RED, WHITE, animated, corners, encoded

ORIENTATION, GPS = 0x0112, 0x8825


def near(
    image: Image.Image, place: tuple[int, int], colour: tuple[int, ...], off: int = 24
) -> bool:
    found = image.convert("RGB").getpixel(place)
    return all(abs(one - other) <= off for one, other in zip(found, colour, strict=True))


def assert_corners(image: Image.Image, off: int = 24) -> None:
    right, bottom = image.width * 3 // 4, image.height * 3 // 4
    left, top = image.width // 4, image.height // 4
    places = {(left, top): RED, (right, top): GREEN, (left, bottom): BLUE, (right, bottom): WHITE}
    wrong = {at: image.getpixel(at) for at, c in places.items() if not near(image, at, c, off)}
    assert not wrong


# Sizes and formats -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((4000, 2250), [320, 640, 960, 1280]),
        ((1280, 720), [320, 640, 960, 1280]),
        ((1000, 600), [320, 640, 1000]),
        ((960, 500), [320, 640, 960]),
        ((650, 400), [320, 650]),
        ((300, 300), [300]),
        ((16, 16), [16]),
        ((3000, 5300), [320, 640, 960]),
        ((750, 7500), [640]),
        ((750, 30_000), [335]),
        ((40, 8000), [40]),
        ((1280, 7), [320, 640, 960, 1280]),
    ],
)
def test_widths_suit_the_picture(size, widths):
    chosen = widths_for(size)

    assert chosen == widths
    assert sum(width * height_for(width, size) for width in chosen) <= MOST_PIXELS
    assert max(height_for(width, size) for width in chosen) <= LONGEST_SIDE


def test_a_photo_comes_in_all_widths_and_formats(make, opened, tmp_path, monkeypatch):
    monkeypatch.setattr(developing, "SECONDS", 60)  # a slow machine would leave AVIF out
    developed = make(encoded(pictures.photo(1400, 700), "JPEG", quality=90))

    widths = [320, 640, 960, 1280]
    assert developed.renditions == {"avif": widths, "jpg": [640, 1280], "webp": widths}
    assert (developed.format, developed.width, developed.height) == ("jpeg", 1400, 700)
    named = {f"{width}.{kind}" for kind, all_ in developed.renditions.items() for width in all_}
    assert {path.name for path in (tmp_path / "out").iterdir()} == named
    for name in named:
        width = int(name.split(".")[0])
        assert opened(name).size == (width, width // 2)


@pytest.mark.parametrize(
    ("kind", "name"),
    [("JPEG", "jpeg"), ("PNG", "png"), ("GIF", "gif"), ("WEBP", "webp"), ("AVIF", "avif")],
)
def test_every_format_is_read(make, opened, kind, name):
    developed = make(encoded(corners(480, 320), kind))

    assert developed.format == name
    assert developed.renditions["jpg"] == [480]
    for extension, widths in developed.renditions.items():
        assert_corners(opened(f"{widths[-1]}.{extension}"))


def test_the_size_is_the_original_s_and_nothing_is_larger(make):
    developed = make(encoded(corners(100, 60), "PNG"))

    assert (developed.width, developed.height) == (100, 60)
    assert {width for widths in developed.renditions.values() for width in widths} == {100}


def test_a_format_that_saves_nothing_is_left_out(make, tmp_path):
    """A drawing with transparency may be smaller as PNG than what is made for photos."""
    image = Image.new("RGBA", (720, 500))
    ImageDraw.Draw(image).rectangle((0, 0, 349, 249), fill=(*RED, 255))

    developed = make(encoded(image, "PNG"))

    assert developed.renditions["png"] == [640, 720]
    assert {f"{kind}" for kind in developed.renditions} == {
        path.suffix[1:] for path in (tmp_path / "out").iterdir()
    }
    for kind in developed.renditions:
        sizes = [(tmp_path / "out" / f"{width}.{kind}").stat().st_size for width in (640, 720)]
        fallback = [(tmp_path / "out" / f"{width}.png").stat().st_size for width in (640, 720)]
        assert sum(sizes) <= sum(fallback)


def test_without_time_left_only_the_fallback_is_made(make, monkeypatch):
    monkeypatch.setattr(developing, "SECONDS", 0)

    assert make(encoded(corners(720, 500), "JPEG")).renditions == {"jpg": [640, 720]}


# Pixels ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_stand_upright(make, opened, orientation):
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    image = corners(240, 160)
    image = image.transpose(back[orientation]) if orientation > 1 else image
    exif = Image.Exif()
    exif[ORIENTATION] = orientation

    developed = make(encoded(image, "JPEG", exif=exif))

    assert (developed.width, developed.height) == (240, 160)
    assert opened("240.jpg").size == (240, 160)
    assert_corners(opened("240.jpg"))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_orientation_is_read_in_other_formats_too(make, opened, kind):
    exif = Image.Exif()
    exif[ORIENTATION] = 6

    make(encoded(corners(240, 160).transpose(Image.Transpose.ROTATE_90), kind, exif=exif))

    assert_corners(opened("240.jpg"))


def test_nothing_of_the_camera_s_notes_goes_out(make, opened, tmp_path):
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(GPS)[1] = "N"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>SecretCamera</x:xmpmeta>"
    for kind, notes in (
        ("JPEG", {"comment": b"SecretCamera", "xmp": xmp}),
        ("WEBP", {"xmp": xmp}),
        ("PNG", {}),
        ("AVIF", {"xmp": xmp}),
    ):
        developed = make(
            encoded(pictures.photo(200, 150), kind, exif=exif, icc_profile=profile, **notes)
        )

        assert set(developed.renditions) == {"avif", "webp", "jpg"}
        for path in (tmp_path / "out").iterdir():
            assert b"SecretCamera" not in path.read_bytes()
            image = opened(path.name)
            assert not {"exif", "xmp", "icc_profile", "comment"} & set(image.info)
            assert not image.getexif()


@pytest.mark.parametrize("mode", ["L", "P", "1", "CMYK", "RGBA", "LA", "I;16"])
def test_every_kind_of_pixels_is_read(make, opened, mode):
    grey = Image.linear_gradient("L").resize((300, 200))
    if mode == "I;16":
        wide = Image.new("I;16", grey.size)
        wide.putdata([value * 257 for value in grey.get_flattened_data()])
        grey = wide
    image = grey if mode == "I;16" else grey.convert(mode)

    developed = make(encoded(image, "JPEG" if mode == "CMYK" else "PNG"))

    assert developed.renditions["jpg"] == [300]
    if mode != "1":
        assert near(opened("300.jpg"), (150, 1), (0, 0, 0), 8)
        assert near(opened("300.jpg"), (150, 100), (128, 128, 128), 8)
        assert near(opened("300.jpg"), (150, 198), (255, 255, 255), 8)


def test_colours_of_printing_are_those_seen(make, opened):
    """Photoshop's CMYK files say the opposite of each value, as Pillow's do."""
    make(encoded(corners(240, 160, "CMYK"), "JPEG", quality=95))

    assert_corners(opened("240.jpg"))


def test_a_profile_s_colours_become_those_of_srgb(make, opened):
    """In P3, which many telephones write, the same numbers mean a stronger red."""
    make(encoded(Image.blend(corners(240, 160), Image.new("RGB", (240, 160), WHITE), 0.3), "PNG",
                 icc_profile=pictures.display_p3()))  # fmt: skip

    red, green, blue = opened("240.jpg").getpixel((60, 40))
    assert red > 230 + 8
    assert max(green, blue) < 97


def test_a_profile_of_another_space_than_the_pixels_is_left_alone(make, opened):
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()

    make(encoded(corners(240, 160), "PNG", icc_profile=lab))

    assert_corners(opened("240.jpg"))


@pytest.mark.parametrize("profile", [b"", b"no profile", b"\0" * 200])
def test_a_damaged_profile_damages_no_picture(make, opened, profile):
    make(encoded(corners(240, 160), "JPEG", icc_profile=profile))

    assert_corners(opened("240.jpg"))


@pytest.mark.parametrize("mode", ["RGBA", "P", "LA"])
def test_transparency_is_kept(make, opened, mode):
    image = Image.new("RGBA", (300, 200))
    ImageDraw.Draw(image).ellipse((50, 20, 250, 180), fill=(*BLUE, 255))
    settings = {}
    if mode == "P":
        image, settings = image.convert("RGB").quantize(4), {}
        settings["transparency"] = image.getpixel((0, 0))
    elif mode == "LA":
        image = image.convert("LA")

    developed = make(encoded(image, "PNG", **settings))

    assert "jpg" not in developed.renditions
    for extension in developed.renditions:
        made = opened(f"300.{extension}").convert("RGBA")
        assert made.getpixel((2, 2))[3] == 0
        assert made.getpixel((150, 100))[3] == 255


def test_what_could_be_transparent_but_is_not_becomes_a_jpeg(make):
    assert "jpg" in make(encoded(corners(240, 160, "RGBA"), "PNG")).renditions


@pytest.mark.parametrize(
    ("colour", "digits"),
    [((170, 68, 51), "a43"), ((255, 255, 255), "fff"), ((0, 0, 0), "000")],
)
def test_the_mean_colour_has_three_digits(make, colour, digits):
    image = Image.new("RGB", (200, 100), colour)
    image.putpixel((5, 5), (9, 9, 9))

    assert make(encoded(image, "PNG")).colour == digits


def test_the_mean_colour_of_what_is_transparent_lies_on_white(make):
    image = Image.new("RGBA", (200, 100))
    ImageDraw.Draw(image).rectangle((0, 0, 99, 100), fill=(0, 0, 0, 255))

    assert make(encoded(image, "PNG")).colour in ("777", "888")


@pytest.mark.parametrize("size", [(2600, 1000), (2601, 401)])
def test_large_pictures_of_few_colours_are_made_smaller_strip_by_strip(make, opened, size):
    make(encoded(corners(*size, "P"), "PNG"))

    assert opened("1280.jpg").width == 1280
    assert_corners(opened("1280.jpg"))


# Animations --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "loop", "plays"),
    [("GIF", {}, 1), ("GIF", {"loop": 0}, 0), ("GIF", {"loop": 2}, 3), ("WEBP", {"loop": 2}, 2),
     ("PNG", {"loop": 2}, 2), ("AVIF", {}, 0)],
)  # fmt: skip
def test_animations_keep_their_pace(make, opened, kind, loop, plays):
    frames = pictures.film(5)
    more = {"quality": 90} if kind in ("WEBP", "AVIF") else {}

    developed = make(animated(frames, kind, duration=[100, 200, 300, 400, 500], **loop, **more))

    assert (developed.frames, developed.renditions) == (5, {"webp": [64], "jpg": [64]})
    made = opened("64.webp")
    assert made.info["loop"] == plays
    shown = []
    for number in range(made.n_frames):
        made.seek(number)
        made.load()
        shown.append(made.info["duration"])
        assert near(made, (number * 5 + 4, 20), RED, 60)
    assert shown == [100, 200, 300, 400, 500]


def test_an_animation_without_a_pace_has_the_browsers(make, opened):
    make(animated(pictures.film(3), "GIF", duration=10))

    assert opened("64.webp").info["duration"] == 100


def test_a_wide_animation_is_at_most_640_wide(make, opened):
    developed = make(animated(pictures.film(3, 900, 90), "GIF", duration=50))

    assert developed.renditions == {"webp": [640], "jpg": [640]}
    assert (developed.width, opened("640.webp").size) == (900, (640, 64))


def test_every_second_picture_of_a_long_animation_is_kept(make, opened):
    make(animated(pictures.film(200), "GIF", duration=50))

    made = opened("64.webp")
    assert made.n_frames == 100
    assert made.info["duration"] == 100


@pytest.mark.parametrize("limit", ["MOST_FILMED", "FILM_SECONDS"])
def test_an_animation_too_costly_is_shown_as_its_first_picture(make, monkeypatch, limit):
    monkeypatch.setattr(developing, limit, -1)

    developed = make(animated(pictures.film(9, 400, 100), "GIF", duration=50))

    assert developed.frames == 9
    assert developed.renditions["jpg"] == [400]
