"""What tests of pictures share."""

import pytest
from PIL import AvifImagePlugin, Image

from articles.images.develop import Developed, develop


@pytest.fixture
def as_in_a_child(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)
    monkeypatch.setattr(AvifImagePlugin, "DEFAULT_MAX_THREADS", 1)


@pytest.fixture
def make(as_in_a_child, tmp_path):
    """Develops bytes; the renditions lie in tmp_path/out."""

    def made(data: bytes) -> Developed:
        path, out = tmp_path / "original", tmp_path / "out"
        path.write_bytes(data)
        out.mkdir(exist_ok=True)
        for old in out.iterdir():
            old.unlink()
        return develop(path, out)

    return made


@pytest.fixture
def opened(tmp_path):
    def opens(name: str) -> Image.Image:
        with Image.open(tmp_path / "out" / name) as image:
            image.load()
            return image

    return opens
