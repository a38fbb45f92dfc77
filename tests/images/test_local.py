"""Pictures of our own are measured; nothing else is touched."""

import pytest
from PIL import Image

from articles.images import local
from articles.images.local import size_of


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT


def test_a_picture_of_ours_tells_its_size(media):
    Image.new("RGB", (64, 36)).save(media / "城市 1.png")

    assert size_of("/media/城市 1.png") == (64, 36)
    assert size_of("/media/%E5%9F%8E%E5%B8%82%201.png?v=2") == (64, 36)


@pytest.mark.parametrize(
    "url", ["", "https://img.example/a.png", "//img.example/a.png", "/static/a.png", "/media"]
)
def test_any_other_address_is_not_even_looked_at(media, url):
    assert size_of(url) is None


@pytest.mark.parametrize(
    "url", ["/media/../outside.png", "/media/%2e%2e/outside.png", "/media//../outside.png"]
)
def test_no_address_leads_out_of_the_media_folder(media, url):
    Image.new("RGB", (8, 8)).save(media.parent / "outside.png")

    assert size_of(url) is None


def test_what_is_no_picture_has_no_size(media):
    (media / "text.png").write_text("no picture")
    (media / "folder.png").mkdir()

    assert size_of("/media/text.png") is None
    assert size_of("/media/folder.png") is None
    assert size_of("/media/missing.png") is None
    assert size_of("/media/a\0b.png") is None


def test_a_picture_with_absurd_dimensions_has_no_size(media, monkeypatch):
    Image.new("RGB", (64, 36)).save(media / "big.png")
    monkeypatch.setattr(local, "MAX_PIXELS", 64 * 36 - 1)

    assert size_of("/media/big.png") is None
