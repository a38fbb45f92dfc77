"""The old site's addresses: one story redirects, several are offered, deleted ones are gone."""

from urllib.parse import quote, unquote

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from taggit.models import Tag

from articles.models import Article, OldAddress, Redirect, Sighting, Status, Tombstone
from articles.models.old_addresses import MOST_FILES, tellers
from articles.provenance.merging import merge
from tests.admin.helpers import make_sighting
from tests.factories import make_article, make_category, make_source
from tests.reading.helpers import make_hidden

pytestmark = pytest.mark.django_db
NUMBER = "/p/66c8.html"
PATH = "/2019/01/新年/"


def told(article=None, number: int | None = 0x66C8, path: str = "/2019/01/新年", **fields):
    """A file that tells of both kinds of address."""
    sighting = make_sighting(article, old_number=number, **fields)
    OldAddress.objects.create(path=path, sighting=sighting)
    return sighting


def leads(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 301, f"{address}: {response.status_code}"
    return response["Location"]


@pytest.mark.parametrize(
    "address",
    [NUMBER, "/p/66C8.html", "/p/066c8.html", "/p/66c8", "/p/66c8/", "/posts/66c8/", PATH,
     quote(PATH), "/2019/01/新年", "/2019/01/新年/index.html", f"{NUMBER}?utm_source=x"],
)  # fmt: skip
def test_one_story_is_led_to(client, address):
    story = make_article()
    told(story)

    assert leads(client, address) == story.get_absolute_url()


@pytest.mark.parametrize(
    "address", ["/p/66c9.html", "/p/.html", "/p/x66c8.html", "/p/66c8.htm", "/q/66c8.html",
                "/p/" + "6" * 400 + ".html", "/2019/01/", "/2019/01/新年/page/2/", "/p/١٢.html",
                "/p/%2566c8.html", "/p/66c8.html%00"]
)  # fmt: skip
def test_what_is_only_near_is_not_found(client, address):
    told(make_article())

    assert client.get(address).status_code in (400, 404)


@pytest.mark.parametrize("address", [NUMBER, PATH])
def test_several_stories_are_offered(client, address):
    stories = [make_article("First"), make_article("Second")]
    for story in (*stories, *make_hidden()):
        told(story)
    told(stories[0], superseded=True)

    response = client.get(address)
    html = response.content.decode()

    assert response.status_code == 300
    assert response["X-Robots-Tag"] == "noindex, follow"
    assert '<meta name="robots" content="noindex, follow">' in html
    assert html.index("First") < html.index("Second")
    assert unquote(address) in html
    assert "Hidden" not in html
    assert all(html.count(f'href="{story.get_absolute_url()}"') == 1 for story in stories)


def test_a_number_and_a_stated_path_are_one_address(client):
    stories = [make_article(), make_article()]
    told(stories[0])
    told(stories[1], number=None, path="/p/66c8.html")

    assert client.get(NUMBER).status_code == 300


@pytest.mark.parametrize("address", [NUMBER, PATH])
def test_deleted_stories_are_gone(client, address):
    story = make_article()
    told(story)
    story.delete()

    assert client.get(address).status_code == 410

    Tombstone.objects.get().forget()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", [NUMBER, PATH])
def test_a_merged_story_leads_to_the_one_that_stays(client, address):
    loser, winner = make_article(), make_article()
    told(loser)
    merge(loser, winner, User.objects.create_user("chief"))

    assert leads(client, address) == winner.get_absolute_url()

    winner.delete()
    assert client.get(address).status_code == 410


def own(number: int) -> tuple[str, ...]:
    """The forms of our own address: the number decides, whatever follows it."""
    return tuple(f"/articles/{number}{end}" for end in ("", "/", "/any-slug/", "/a/b"))


def test_a_deleted_story_s_own_address_is_gone(client):
    story = make_article()
    number = story.pk
    told(story)
    story.delete()

    assert {client.get(address).status_code for address in own(number)} == {410}

    Tombstone.objects.get().forget()
    assert {client.get(address).status_code for address in own(number)} == {404}


def test_every_form_of_a_merged_story_s_address_leads_to_the_one_that_stays(client):
    loser, winner = make_article(), make_article()
    number = loser.pk
    told(loser)
    merge(loser, winner, User.objects.create_user("chief"))

    assert {leads(client, address) for address in own(number)} == {winner.get_absolute_url()}

    Redirect.objects.all().delete()
    Article.objects.filter(pk=winner.pk).update(status=Status.DRAFT)
    assert {client.get(address).status_code for address in own(number)} == {404}


def test_a_number_of_ours_that_never_was_or_is_not_public_is_not_found(client):
    shown, draft = make_article(), make_article(status=Status.DRAFT)
    told(shown)
    told(draft)

    assert client.get(shown.get_absolute_url()).status_code == 200
    for number in (draft.pk, 2**63 - 1, 2**63, int("9" * 400)):
        assert {client.get(address).status_code for address in own(number)} == {404}


def test_of_what_is_not_public_nothing_is_told(client):
    for story in make_hidden():
        told(story)
    gone = make_article()
    told(gone)
    gone.delete()

    assert client.get(NUMBER).status_code == 404
    assert client.get(PATH).status_code == 404


def test_a_story_that_is_public_again_is_found_again(client):
    story = make_article(status=Status.DRAFT)
    told(story)
    assert client.get(NUMBER).status_code == 404

    story.status = Status.PUBLISHED
    story.save()

    assert leads(client, NUMBER) == story.get_absolute_url()


def test_a_refused_file_tells_of_nothing(client):
    told(None, refused="E_NO_TITLE")

    assert client.get(PATH).status_code == 404


def test_our_own_redirects_come_first(client):
    told(make_article())
    Redirect.leave(NUMBER, "/elsewhere/")

    assert leads(client, NUMBER) == "/elsewhere/"


def test_no_file_can_claim_a_page_of_ours(client):
    story = make_article()
    for path in ("/", "/tags", "/articles/1/x", story.get_absolute_url().rstrip("/")):
        told(make_article("Claims it"), path=unquote(path))

    assert client.get("/").status_code == 200
    assert client.get("/tags/").status_code == 200
    assert client.get(story.get_absolute_url()).status_code == 200


def test_addresses_that_everybody_claims_are_bounded():
    article = make_article()
    files = [make_sighting(article) for _ in range(MOST_FILES // 100)]
    others = Sighting.objects.bulk_create(
        Sighting(root="s", path=f"{n}", batch=files[0].batch, size=0, original=b"", old_number=7)
        for n in range(MOST_FILES + 1)
    )
    Sighting.objects.filter(pk=others[0].pk).update(article=article)

    assert tellers("/p/7.html") == set()  # the newest count


LISTS = {
    "/archives/": "/archive/",
    "/archives": "/archive/",
    "/archives/page/3/": "/archive/",
    "/archives/2021/": "/archive/2021/",
    "/archives/2021/page/2/": "/archive/2021/",
    "/archives/2021/05/": "/archive/2021/05/",
    "/archives/2021/05/page/2/index.html": "/archive/2021/05/",
    "/archives/2021/05/31/": "/archive/2021/05/31/",
    "/page/2/": "/",
    "/index.html": "/",
    "/categories/新媒体/IT 之家/": "/categories/新媒体/it-之家/",
    "/categories/新媒体/IT-之家/": "/categories/新媒体/it-之家/",
    "/categories/新媒体/IT-之家/page/2/": "/categories/新媒体/it-之家/",
    "/categories/新媒体/page/12": "/categories/新媒体/",
    "/tags/Silicon-Valley/": "/tags/silicon-valley/",
    "/tags/Silicon Valley/page/2/": "/tags/silicon-valley/",
    "/tags/C++/": "/tags/c/",
}


@pytest.mark.parametrize(("old", "new"), LISTS.items())
def test_an_old_list_leads_to_ours(client, old, new):
    make_category("新媒体", "IT 之家")
    make_article(tags=("Silicon Valley", "C++"))

    assert unquote(leads(client, quote(old))) == new
    assert client.get(new).status_code == 200


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/categories/Tech/AI-News/", "/categories/tech/ai/"),
        ("/categories/Tech/AI News/page/2/", "/categories/tech/ai/"),
        ("/categories/tech/ai-news/feed.xml", "/categories/tech/ai/feed.xml"),
    ],
)
def test_a_list_that_was_renamed_is_found_by_all_that_it_was_called(client, old, new):
    category = make_category("Tech", "AI News")
    category.name, category.slug = "AI", "ai"
    category.save()

    assert leads(client, quote(old)) == new
    assert client.get(new).status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/archives/2021/13/", "/archives/2021/00/", "/archives/2021/02/30/", "/archives/0000/",
     "/archives/9999/", "/archives/21/", "/archives/2021/5/", "/archives/x/", "/archive/2021/5/",
     "/categories/none/page/2/", "/tags/none/page/2/", "/page/x/", "/tags/+++/", "/page/٢/"],
)  # fmt: skip
def test_a_list_that_is_not_there_is_not_found(client, address):
    Tag.objects.create(name="+++", slug="")

    assert client.get(address).status_code == 404


@pytest.mark.parametrize(("address", "queries"), [("/none", 2), (NUMBER, 3), ("/tags/none/", 4)])
def test_what_is_not_found_is_told_soon(client, django_assert_num_queries, address, queries):
    frame = 1  # the navigation
    with django_assert_num_queries(frame + queries):
        assert client.get(address).status_code == 404


def test_a_story_is_led_to_with_one_query_more(client, django_assert_num_queries):
    told(make_article())

    with django_assert_num_queries(1 + 3 + 1):
        leads(client, NUMBER)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    path=st.text(max_size=30)
    | st.lists(
        st.sampled_from(["/", "//", "p", "66c8", ".html", "evil.example", "\\", "..", "%2F", "%",
                         "categories", "tags", "archives", "page/2", "2021", "\t", "index.html"]),
        max_size=8,
    ).map("".join)
)  # fmt: skip
def test_whatever_is_asked_for_nobody_leaves_or_runs_in_circles(client, path):
    if not Sighting.objects.exists():
        make_category("evil.example")
        told(make_article(source=make_source("evil.example")))
    address = f"/{path}"

    response = client.request(PATH_INFO=address.encode("utf-8", "replace").decode("latin-1"))

    assert response.status_code in (200, 301, 400, 404, 405)
    if response.status_code == 301:
        target = response["Location"]
        assert target.startswith("/")
        assert target[1:2] not in ("/", "\\")
        assert client.get(target).status_code in (200, 301)
