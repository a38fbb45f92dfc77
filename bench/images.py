"""Developing pictures, against bare Pillow doing the same resizes and saves in one process; and
what the formats save, at like quality."""

import io
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from random import Random
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import mean, median
from typing import Any

from PIL import Image, ImageDraw, ImageMath

from articles.images.develop import SECONDS, Developed
from articles.images.renditions import AVIF, FILM, JPEG, WEBP, avif_speed, height_for
from articles.images.workshop import Spent, Workshop
from bench.measure import table
from demo.pictures.themes import NUMBERS, THEMES, picture

OCTAVES = (256, 128, 64, 32, 16, 8, 4, 2)
SAMPLE = 6  # of the demo's pictures
QUALITIES = range(30, 96, 10)  # of JPEG, to find the one of like SSIM
LOSSLESS = Image.Resampling.LANCZOS


def photo(width: int, height: int, seed: int) -> Image.Image:
    """As photos are: as much contrast at every scale, and edges."""
    random = Random(seed)
    bands = []
    for _ in range(3):
        band = Image.new("L", (width, height), 128)
        for number, scale in enumerate(OCTAVES):
            size = (width // scale + 2, height // scale + 2)
            layer = Image.frombytes("L", size, random.randbytes(size[0] * size[1]))
            layer = layer.resize((width, height), Image.Resampling.BICUBIC)
            band = Image.blend(band, layer, 1 / (number + 2))
        bands.append(band.point(lambda value: max(0, min(255, (value - 128) * 3 + 128))))
    image = Image.merge("RGB", [bands[0], *(Image.blend(bands[0], b, 0.4) for b in bands[1:])])
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        left, top = random.randrange(width), random.randrange(height)
        across = random.randrange(width // 20, width // 5)
        colour = tuple(random.randrange(256) for _ in range(3))
        draw.ellipse((left, top, left + across, top + across * 0.7), fill=colour)
    return image


def drawings() -> list[Image.Image]:
    """Some of the demo's own, as they are drawn."""
    names = [(theme, number) for theme in sorted(THEMES) for number in NUMBERS]
    return [picture(*name) for name in names[:: len(names) // SAMPLE]][:SAMPLE]


# Speed -------------------------------------------------------------------------------------------


def cases() -> Iterator[tuple[str, str, dict[str, Any], list[Image.Image]]]:
    """Label, format, settings of the file, and its pictures."""
    drawing = drawings()[0]
    yield "JPEG, drawing, 1280 × 720", "JPEG", {"quality": 82}, [drawing]
    yield "JPEG, photo, 1 MP", "JPEG", {"quality": 85}, [photo(1200, 800, 1)]
    yield "JPEG, photo, 12 MP", "JPEG", {"quality": 85}, [photo(4000, 3000, 2)]
    yield "PNG, drawing, 2 MP", "PNG", {}, [drawing.resize((1920, 1080), LOSSLESS)]
    yield "WebP, photo, 1 MP", "WEBP", {"quality": 80}, [photo(1200, 800, 3)]
    yield "AVIF, photo, 1 MP", "AVIF", {"quality": 60, "speed": 9}, [photo(1200, 800, 4)]
    frames = [drawing.rotate(turn).resize((480, 270)).quantize(64) for turn in range(30)]
    yield "GIF, 30 pictures of 480 × 270", "GIF", {"duration": 80, "loop": 0}, frames


def bare(path: Path, into: Path, developed: Developed) -> None:
    """What a few lines of Pillow do for the same files: every width from the picture itself."""
    with Image.open(path) as image:
        if "jpg" in developed.renditions and developed.frames > 1:
            _bare_film(image, into, developed.renditions["webp"][0])
            return
        original = image.convert("RGB")
    until = time.process_time() + SECONDS
    made, seconds = original, 0.0
    settings: dict[str, dict[str, Any]] = {"jpg": JPEG, "webp": {**WEBP, "method": 4}}
    for extension in sorted(developed.renditions, key=("jpg", "webp", "avif").index):
        if extension == "avif":  # with the effort that the workshop would take
            settings["avif"] = {**AVIF, "speed": avif_speed(made, seconds, until) or 9}
        started = time.process_time()
        for width in developed.renditions[extension]:
            made = original.resize((width, height_for(width, original.size)), LOSSLESS)
            made.save(into / f"{width}.{extension}", **settings[extension])
        seconds = time.process_time() - started


def _bare_film(image: Any, into: Path, width: int) -> None:
    frames, durations = [], []
    size = (width, height_for(width, image.size))
    for number in range(image.n_frames):
        image.seek(number)
        frames.append(image.convert("RGB").resize(size, LOSSLESS))
        durations.append(image.info["duration"])
    first, *rest = frames
    first.save(
        into / f"{width}.webp", save_all=True, append_images=rest, duration=durations, **FILM
    )
    first.save(into / f"{width}.jpg", **JPEG)


def _cpu() -> float:
    """This process's CPU time and that of its children that have ended, in seconds."""
    used = (getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def _taken(work: Callable[[], object], runs: int) -> float:
    work()
    taken = []
    for _ in range(runs):
        started = _cpu()
        work()
        taken.append(_cpu() - started)
    return median(taken)


def _in_workshop(path: Path, into: Path, runs: int) -> tuple[Developed, float, Spent]:
    """CPU seconds of a picture: its child's, and this process's for it. The foreman's, which only
    waits, show once it has ended: so of all together."""
    started = _cpu()
    with Workshop() as shop:
        for _ in range(runs + 1):
            developed = shop.develop(path, into)
    # Its start costs once, however many pictures follow; that is counted apart.
    return developed, (_cpu() - started - _start()) / (runs + 1), shop.most


def _start() -> float:
    """CPU seconds that a workshop takes to start and to end."""
    started = _cpu()
    with tempfile.TemporaryDirectory() as folder, Workshop() as shop:
        path = Path(folder) / "tiny"
        Image.effect_mandelbrot((8, 8), (-2, -1, 1, 1), 9).save(path, "PNG")
        shop.develop(path, Path(folder))
    return _cpu() - started


def speed(runs: int) -> list[dict[str, Any]]:
    found = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for label, kind, settings, frames in cases():
            path = folder / "original"
            more = {"save_all": True, "append_images": frames[1:]} if len(frames) > 1 else {}
            frames[0].save(path, kind, **settings, **more)
            developed, ours, most = _in_workshop(path, folder, runs)
            floor = _taken(lambda at=path, to=developed: bare(at, folder, to), runs)
            found.append({
                "case": label, "per_second": 1 / ours, "bare_per_second": 1 / floor,
                "ratio": floor / ours, "peak_mb": most.memory / 1e6, "cpu_seconds": most.seconds,
            })  # fmt: skip
    return found


# What the formats save ---------------------------------------------------------------------------


def ssim(one: Image.Image, other: Image.Image, side: int = 8) -> float:
    """Structural similarity of two pictures' lightness (Wang et al., 2004), in squares."""
    x, y = (image.convert("L").convert("F") for image in (one, other))

    def means(formula: Callable[[Any], Any]) -> Image.Image:
        return ImageMath.lambda_eval(formula, x=x, y=y).reduce(side)

    squares = {
        "x": x.reduce(side), "y": y.reduce(side), "xx": means(lambda a: a["x"] * a["x"]),
        "yy": means(lambda a: a["y"] * a["y"]), "xy": means(lambda a: a["x"] * a["y"]),
    }  # fmt: skip
    light, contrast = (0.01 * 255) ** 2, (0.03 * 255) ** 2

    def similarity(a: Any) -> Any:
        both, sum_ = a["x"] * a["y"], a["x"] * a["x"] + a["y"] * a["y"]
        above = (both * 2 + light) * ((a["xy"] - both) * 2 + contrast)
        return above / ((sum_ + light) * (a["xx"] + a["yy"] - sum_ + contrast))

    found = ImageMath.lambda_eval(similarity, **squares)
    return found.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))


def _file(image: Image.Image, kind: str, settings: dict[str, Any]) -> tuple[int, float]:
    """Bytes and similarity of an encoded picture."""
    file = io.BytesIO()
    image.save(file, kind, **settings)
    return file.tell(), ssim(image, Image.open(file))


def _like(curve: list[tuple[int, float]], target: float) -> float:
    """The bytes of a JPEG of this similarity."""
    for (size, similar), (next_size, next_similar) in pairwise(curve):
        if target <= next_similar:
            share = max(0, (target - similar) / (next_similar - similar))
            return size + share * (next_size - size)
    return curve[-1][0]


def saving() -> list[dict[str, Any]]:
    found = []
    materials = {"drawings": drawings(), "photos": [photo(1600, 1000, seed) for seed in range(3)]}
    kinds = {
        "JPEG": JPEG, "WEBP": {**WEBP, "method": 4}, "AVIF": {**AVIF, "speed": 8},
    }  # fmt: skip
    for material, images in materials.items():
        for width in (320, 640, 960):
            sizes = [(width, height_for(width, image.size)) for image in images]
            small = [
                image.resize(size, LOSSLESS) for image, size in zip(images, sizes, strict=True)
            ]
            curves = [
                [_file(image, "JPEG", {**JPEG, "quality": q}) for q in QUALITIES] for image in small
            ]
            for kind, settings in kinds.items():
                files = [_file(image, kind, settings) for image in small]
                ratios = [
                    size / _like(curve, similar)
                    for (size, similar), curve in zip(files, curves, strict=True)
                ]
                found.append({
                    "material": material, "width": width, "format": kind,
                    "bytes": mean(size for size, _ in files),
                    "ssim": mean(similar for _, similar in files), "of_jpeg": mean(ratios),
                })  # fmt: skip
    return found


def report(runs: int) -> list[dict[str, Any]]:
    fast = speed(runs)
    rows = [
        (row["case"], f"{row['per_second']:.2f}", f"{row['bare_per_second']:.2f}",
         f"{row['ratio']:.2f} ×", f"{row['peak_mb']:.0f}", f"{row['cpu_seconds']:.2f}")
        for row in fast
    ]  # fmt: skip
    print("Developing pictures: pictures a CPU second")
    heads = ("workshop", "bare Pillow", "ratio", "peak MB", "CPU s at most")
    print(table(heads, rows))
    small = saving()
    rows = [
        (f"{row['material']}, {row['width']} wide, {row['format']}", f"{row['bytes']:,.0f}",
         f"{row['ssim']:.4f}", f"{row['of_jpeg']:.0%}")
        for row in small
    ]  # fmt: skip
    print("Bytes, and their share of a JPEG's of like SSIM")
    print(table(("bytes", "SSIM", "of JPEG"), rows))
    modern = [row for row in small if row["format"] != "JPEG"]
    for material in ("drawings", "photos"):
        shares = [row["of_jpeg"] for row in modern if row["material"] == material]
        print(f"  AVIF and WebP, {material}: {mean(shares):.0%} on average")
    return [*fast, *small]
