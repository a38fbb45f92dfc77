"""Sizes made again from the files as they came."""

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from articles.images import registering, remaking, storing, uploading
from articles.models import Gallery, Image
from tests.factories import make_article
from tests.images.workbench import Shop, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(monkeypatch):
    shop = Shop()
    monkeypatch.setattr(uploading, "workshop", lambda: shop)
    return shop


@pytest.fixture
def image(shop):
    return uploading.upload(uploaded("teal"), None)


def test_a_picture_is_made_again_and_its_stories_show_the_new_sizes(image):
    article = make_article(lead_image=uploading.address_of(image))
    registering.register([article.pk])

    call_command("remake_images", verbosity=0, workers=1)

    image.refresh_from_db()
    assert image.renditions["jpg"] == [64]
    assert Gallery.objects.get(article=article).lead["widths"] == image.renditions
    assert default_storage.exists(f"{image.folder}/64.jpg")


def test_without_the_original_it_stays_as_it_is(image, capsys):
    storing.originals().delete(image.original)

    with pytest.raises(SystemExit) as ended:
        call_command("remake_images", workers=1)

    assert ended.value.code == 1
    assert "1 have no original" in capsys.readouterr().out
    assert Image.objects.get().renditions == image.renditions


def test_an_original_that_is_another_file_is_not_believed(image, shop):
    storing.originals().delete(image.original)
    storing.originals().save(image.original, uploaded("red"))

    assert remaking.make_again(image, shop) is None


def test_one_that_is_taken_down_meanwhile_stays_so(image, shop):
    developed = remaking.make_again(image, shop)
    uploading.remove(image)

    remaking.write_down(image, developed)

    assert Image.objects.get().renditions == {}
