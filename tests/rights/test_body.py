"""Bodies without what the source does not grant."""

import pytest

from articles.cleaning import clean_html
from articles.models import Source
from articles.rights import rights_of, shown
from articles.rights.leftovers import with_pictures
from tests.factories import make_article

OTHER = '<img src="https://a.example/2.jpg" alt="">'
IMG = '<img src="https://a.example/1.jpg" alt="a &gt; b">'

CASES = {
    "alone": (f"<p>One</p>{IMG}<p>Two</p>", "<p>One</p><p>Two</p>"),
    "within words": (f"<p>One {IMG}two</p>", "<p>One two</p>"),
    "in a paragraph of its own": (f"<p>One</p><p>{IMG}<br></p>", "<p>One</p>"),
    "in a link": (f'<p>One <a href="https://a.example/">{IMG}</a></p>', "<p>One </p>"),
    "in a link with words": (
        f'<p><a href="https://a.example/">{IMG}more</a></p>',
        '<p><a href="https://a.example/">more</a></p>',
    ),
    "with a caption": (
        f"<p>One</p><figure>{IMG} <figcaption>By <b>Lin</b></figcaption></figure>",
        "<p>One</p>",
    ),
    "a figure with more": (
        f"<figure>{IMG}<pre>x = 1</pre><figcaption>Code</figcaption></figure>",
        "<figure><pre>x = 1</pre><figcaption>Code</figcaption></figure>",
    ),
    "a film's poster": (
        '<video src="https://a.example/1.mp4" poster="https://a.example/1.jpg"></video>',
        '<video src="https://a.example/1.mp4"></video>',
    ),
    "only told of": ("<p>&lt;img src=x&gt;</p>", "<p>&lt;img src=x&gt;</p>"),
    "in boxes": (f"<p>One</p><div><center><span>{IMG}</span></center></div>", "<p>One</p>"),
    "a target within": (f'<a id="s-1"></a>{IMG}', '<a id="s-1"></a>'),
}


def none(tag: str) -> str:
    return ""


@pytest.mark.parametrize(("body", "bare"), CASES.values(), ids=CASES)
def test_pictures_go_with_what_stands_there_for_them(body, bare):
    assert with_pictures(clean_html(body), none) == clean_html(bare)


@pytest.mark.parametrize("body", ["<p>One</p><p></p>", f"<p></p>{IMG}<figure></figure>"])
def test_what_was_empty_before_is_left_alone(body):
    assert with_pictures(body, none) == body.replace(IMG, "")


def test_of_two_pictures_one_may_stay_with_what_stands_there_for_it():
    body = clean_html(
        f"<figure>{IMG}<figcaption>One</figcaption></figure><p>{IMG}</p><p>{OTHER}</p>"
    )

    shown = with_pictures(body, lambda tag: tag if "2.jpg" in tag else "")

    assert shown == clean_html(f"<p>{OTHER}</p>")


def test_a_film_keeps_the_still_that_may_be_shown():
    film = (
        '<video src="https://a.example/1.mp4" poster="https://a.example/1.jpg?a=1&amp;b=2"></video>'
    )

    shown = with_pictures(film, none, lambda address: f"/media/{address[-7:]}")

    assert shown == film.replace("https://a.example/1.jpg?", "/media/")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "images", "printed"),
    [
        ("full", "link", '<p>Text <img src="/media/1.jpg" alt=""></p>'),
        ("full", "none", "<p>Text </p>"),
        ("excerpt", "link", ""),
        ("link", "link", ""),
    ],
)
def test_a_body_holds_what_both_grants_allow(text, images, printed):
    source = Source.objects.create(name="Wire", text_rights=text, image_rights=images)
    story = make_article(source=source)
    story.body = '<p>Text <img src="/media/1.jpg" alt=""></p>'

    rights = rights_of(story)

    def picture(tag: str) -> str:
        return tag if rights.shows_picture else ""

    assert shown(story.body, rights, picture) == printed
