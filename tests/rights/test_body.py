"""Bodies without what the source does not grant."""

import pytest

from articles.cleaning import clean_html
from articles.models import Source
from articles.rights import body_of, rights_of
from articles.rights.body import without_pictures
from tests.factories import make_article

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
    "a target within": (f'<a id="s-1"></a>{IMG}', '<a id="s-1"></a>'),
}


@pytest.mark.parametrize(("body", "bare"), CASES.values(), ids=CASES)
def test_pictures_go_with_what_stands_there_for_them(body, bare):
    assert without_pictures(clean_html(body)) == clean_html(bare)


def test_a_body_without_pictures_is_left_alone():
    assert without_pictures("<p>One</p><p></p>") == "<p>One</p><p></p>"


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

    assert body_of(story, rights_of(story)) == printed
