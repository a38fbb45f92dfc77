"""Beats: whoever has one meets no other beat's stories anywhere at the desk."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from articles.admin.workflow import scope
from articles.models import (
    Article,
    Beat,
    Comment,
    Conflict,
    Correction,
    HeldFile,
    ImportPlan,
    ImportRule,
    Job,
    PreviewLink,
    Redirect,
    RefusedFile,
    Revision,
    Sighting,
    Tombstone,
)
from tests.admin.helpers import (
    ADD,
    LIST,
    change_url,
    form_of,
    make_problem,
    make_sighting,
    messages_of,
)
from tests.admin.pictures import address_for, make_image, shop
from tests.factories import make_article, make_category, make_source

pytestmark = pytest.mark.django_db
__all__ = ["shop"]
SECRET = "Zanzibar"


@pytest.fixture
def freelancer(db):
    """May do everything that a permission can give, on one beat."""
    user = User.objects.create_user("freelancer", is_staff=True)
    user.user_permissions.set(Permission.objects.all())
    Beat.objects.create(user=user, source=make_source("His wire"))
    client = Client()
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def secret(shop):
    """A story of another beat, and one of each row that tells of it."""
    story = make_article(f"{SECRET} headline", source=make_source("Other wire"), status="inbox")
    other = User.objects.create_user("other")
    named = {"article": story}
    sighting = make_sighting(story, title=f"{SECRET} then", path=f"{SECRET}.md", root="seed")
    held = make_sighting(None, title=f"{SECRET} held", held="hold", path=f"{SECRET}-2.md")
    refused = make_sighting(None, refused="E_X", path=f"{SECRET}-3.md")
    address = address_for(make_image(), url=f"https://i.example/{SECRET}.png")
    story.image_uses.create(address=address)
    rows = {
        Article: story,
        Comment: Comment.objects.create(text=SECRET, user=other, **named),
        Conflict: Conflict.objects.create(
            field="title", ours=SECRET, theirs=f"{SECRET}!", batch=sighting.batch, **named
        ),
        Correction: Correction.objects.create(text=SECRET, **named),
        HeldFile: HeldFile.objects.get(pk=held.pk),
        ImportPlan: ImportPlan.objects.create(root=f"/{SECRET}"),
        ImportRule: ImportRule.objects.create(name=SECRET, pattern=SECRET),
        Job: Job.objects.create(kind="bulk", made_by=other, params={"title": SECRET}),
        PreviewLink: PreviewLink.objects.create(expires_at="2100-01-01T00:00Z", **named),
        Redirect: Redirect.objects.create(old_path=f"/{SECRET}/", new_path="/"),
        RefusedFile: RefusedFile.objects.get(pk=refused.pk),
        Revision: Revision.objects.create(kind="edit", before={"title": SECRET}, **named),
        Sighting: sighting,
        Tombstone: Tombstone.objects.create(title=SECRET, reason="deleted", article_number=10**6),
        type(address): address,
        type(sighting.batch): sighting.batch,
    }
    make_problem(sighting.batch, path=f"{SECRET}.md")
    return {model._meta.model_name: row for model, row in rows.items()}


def patterns(resolver=None, prefix: str = "/"):
    """Every address below /admin/, as its parts: text, and names of what goes between."""
    for each in (resolver or get_resolver()).url_patterns:
        way = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each, way)
        elif isinstance(each, URLPattern) and way.startswith("/admin/") and "^" not in way:
            yield way


def addresses(secret: dict) -> list[str]:
    """Each pattern, filled with the numbers of the secret rows."""
    found = []
    for pattern in patterns():
        model = pattern.split("/")[3] if pattern.count("/") > 4 else ""
        row = secret.get(model)
        if "logout" in pattern or "password" in pattern or ("<" in pattern and row is None):
            continue
        numbers = {"<path:object_id>": row, "<int:pk>": row, "<id>": row} if row else {}
        inner = "comment" if "comments" in pattern else "previewlink"
        numbers["<int:number>"] = secret["revision" if "history" in pattern else inner]
        found.append(re.sub("<.*?>", lambda place: str(numbers[place[0]].pk), pattern))  # noqa: B023
    return found


def everything(secret: dict) -> list[tuple]:
    story = Article.objects.values().get(pk=secret["article"].pk)
    counts = [type(row).objects.filter(pk=row.pk).count() for row in secret.values()]
    return [story, counts, PreviewLink.objects.get().revoked_at, Comment.objects.get().resolved_at]


def test_no_address_of_the_desk_tells_of_another_beat_or_changes_it(freelancer, secret):
    before = everything(secret)
    story = secret["article"]
    kind = ContentType.objects.get_for_model(Article).pk
    data = {"article": story.pk, "story": story.pk, "pk": story.pk, "ids": story.pk, "title": "x",
            "winner": story.pk, "deed": "drop", "text": "hm", "post": "yes", "choice": "theirs",
            "is_done": "1", "hours": "1", "action": "publish",
            "_selected_action": story.pk}  # fmt: skip
    asked = [*addresses(secret), f"/admin/r/{kind}/{story.pk}/"]
    assert len(asked) > 120

    for address in asked:
        is_list = address.count("/") < 5 and address != LIST
        asking = {} if address.count("/") < 5 else data  # a list refuses what it does not know
        posted = [] if is_list else [freelancer.post(address, data)]
        for response in (freelancer.get(address, asking), *posted):
            told = b"".join(response) if response.streaming else response.content
            where = f"{response.request['REQUEST_METHOD']} {address}"
            assert SECRET not in told.decode(errors="replace"), where
            assert SECRET not in response.headers.get("Location", ""), where
            assert SECRET.lower() not in response.headers.get("Location", ""), where
            if f"/article/{story.pk}/" in address and "presence" not in address:  # it says “gone”
                assert response.status_code in (302, 403, 404, 405, 409), where

    assert everything(secret) == before


def test_neither_searches_nor_typing_find_other_beats(freelancer, secret):
    ask = {"app_label": "articles", "model_name": "article", "field_name": "possibly_same"}

    typed = freelancer.get(reverse("admin:autocomplete"), ask | {"term": "zanz"}).json()
    by_word = freelancer.get(LIST, {"q": "headline"}).content.decode()
    by_number = freelancer.get(LIST, {"q": f"#{secret['article'].pk}"}).content.decode()
    pictures = freelancer.get(reverse("admin:articles_image_changelist"), {"q": "headline"})

    assert typed["results"] == []
    assert SECRET not in by_word + by_number
    assert pictures.context["cl"].result_list == []


def test_every_table_that_tells_of_stories_is_known(db):
    from django.apps import apps

    known = {*scope.WAYS, *scope.CLOSED}
    for model in apps.get_app_config("articles").get_models(include_auto_created=False):
        names = {field.related_model for field in model._meta.concrete_fields if field.is_relation}
        has_desk = "view" in model._meta.default_permissions and model.__name__ not in INNER
        if Article in names and has_desk:
            assert model in known, model


INNER = {"CategoryEntry", "Tagging"}  # no page of the desk shows them by themselves


def test_a_section_is_a_beat_with_all_below_it(freelancer):
    section = make_category("Science", "Space")
    Beat.objects.create(user=freelancer.user, category=section.parent)
    below, above = make_article(categories=[section]), make_article()
    similar = make_article(categories=[make_category("Science fiction")])
    given = make_article(assigned_to=freelancer.user)

    seen = set(scope.visible_to(User.objects.get(), Article.objects.all()))

    assert seen == {below, given}
    assert above not in seen
    assert similar not in seen


def test_whoever_has_no_beat_sees_everything_and_a_chief_of_all_as_well(person, desk):
    editor, story = person("editor"), make_article()
    boss = User.objects.get(username="chief")
    Beat.objects.create(user=boss, source=make_source("Elsewhere"))

    assert scope.visible_to(editor.user, Article.objects.all()).get() == story
    assert scope.visible_to(boss, Article.objects.all()).get() == story


def test_a_story_is_made_within_his_beats_only(freelancer):
    data = form_of(freelancer, ADD) | {"title": "New", "body": "<p>x</p>"}

    refused = freelancer.post(ADD, data | {"source": make_source("Other wire").pk})
    made = freelancer.post(ADD, data | {"source": make_source("His wire").pk})

    assert "none of yours" in str(refused.context["adminform"].form.errors)
    assert made.status_code == 302
    assert Article.objects.get().source.name == "His wire"


def test_a_story_of_another_beat_is_not_named_as_possibly_the_same(freelancer, secret):
    theirs = secret["article"]
    data = form_of(freelancer, ADD) | {"title": "New", "body": "<p>x</p>"}
    data["source"] = make_source("His wire").pk
    one_more = make_article("Known", source=make_source("His wire"))

    shown = freelancer.get(ADD, {"possibly_same": theirs.pk}).content.decode()
    refused = freelancer.post(ADD, data | {"possibly_same": theirs.pk})
    made = freelancer.post(ADD, data | {"possibly_same": one_more.pk})

    assert SECRET not in shown + refused.content.decode()
    assert list(refused.context["adminform"].form.errors) == ["possibly_same"]
    assert made.status_code == 302
    assert Article.objects.get(title="New").possibly_same == one_more


def test_a_stored_one_of_another_beat_stays_and_is_not_shown(freelancer, secret):
    theirs = secret["article"]
    story = make_article(source=make_source("His wire"), status="draft", possibly_same=theirs)
    data = form_of(freelancer, change_url(story))

    assert SECRET not in freelancer.get(change_url(story)).content.decode()
    assert freelancer.post(change_url(story), data | {"title": "Anew"}).status_code == 302
    freelancer.user.user_permissions.set(Permission.objects.filter(codename="view_article"))
    assert SECRET not in freelancer.get(change_url(story)).content.decode()

    story.refresh_from_db()
    assert (story.title, story.possibly_same) == ("Anew", theirs)


def test_a_story_is_not_filed_where_he_would_lose_it(freelancer):
    story = make_article(source=make_source("His wire"), status="draft")
    data = form_of(freelancer, change_url(story)) | {"source": make_source("Other wire").pk}

    refused = freelancer.post(change_url(story), data)
    kept = freelancer.post(change_url(story), data | {"assigned_to": freelancer.user.pk})

    assert "none of yours" in str(refused.context["adminform"].form.errors)
    assert kept.status_code == 302
    story.refresh_from_db()
    assert story.source.name == "Other wire"


def test_no_version_is_restored_with_which_he_would_lose_the_story(freelancer):
    own, other = make_source("His wire"), make_source("Other wire")
    story = make_article("Now", source=own, status="draft", categories=[make_category("News")])
    before = {"source": other.pk, "title": "Then"}
    revision = Revision.objects.create(article=story, kind="edit", before=before)
    change = reverse("admin:articles_article_restore", args=[story.pk, revision.pk])
    version = reverse("admin:articles_article_version", args=[story.pk])

    for address, data in ((change, {}), (version, {"v": "0"})):
        response = freelancer.post(address, data, follow=True)
        story.refresh_from_db()
        assert (story.title, story.source) == ("Now", own)
        assert "would not see it again" in messages_of(response)

    freelancer.post(change, {"choosing": "1", "names": "title", "seen": revision.pk})
    story.refresh_from_db()
    assert (story.title, story.source) == ("Then", own)


def test_a_list_of_beats_takes_no_query_for_each_row(freelancer, django_assert_max_num_queries):
    for _ in range(30):
        make_article(source=make_source("His wire"))

    with django_assert_max_num_queries(14):
        html = freelancer.get(LIST).content.decode()

    assert html.count("desk-mark desk-published") == 30
