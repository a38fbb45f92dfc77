"""Categories, sources, tags and redirects: moved without a dead link, told to the editor."""

import pytest
from django.urls import reverse
from taggit.models import Tag

from articles.models import Category, CategoryEntry, Redirect, Source
from tests.admin.helpers import change_url, errors_of, form_of, messages_of
from tests.factories import make_article, make_category, make_source

pytestmark = pytest.mark.django_db
REDIRECTS = reverse("admin:articles_redirect_add")


def save(client, obj, **changes):
    url = change_url(obj)
    data = form_of(client, url, f"{obj._meta.model_name}_form") | changes
    response = client.post(url, data, follow=True)
    obj.refresh_from_db()
    return response


def listed(client, name: str, query: str = "") -> list:
    response = client.get(reverse(f"admin:{name}_changelist") + query)
    return list(response.context["cl"].result_list)


def test_categories_stand_as_a_tree(desk):
    for path in (("News-old", "x"), ("News", "Wire", "Chips"), ("News", "Wire-2"), ("Acme",)):
        make_category(*path)

    paths = [category.path for category in listed(desk, "articles_category")]

    assert paths == ["acme", "news", "news/wire", "news/wire/chips", "news/wire-2", "news-old",
                     "news-old/x"]  # fmt: skip
    html = desk.get(reverse("admin:articles_category_changelist")).content.decode()
    assert '<span class="desk-depth-2">Chips</span>' in html


def test_a_moved_category_tells_which_addresses_lead_where(desk):
    chips = make_category("News", "Chips")
    story = make_article(categories=(make_category("News", "Chips", "Arm"),))
    target = make_category("Science")

    response = save(desk, chips, parent=str(target.pk))

    text = messages_of(response)
    assert "2 addresses have changed; /categories/news/chips/ now leads to" in text
    assert Redirect.objects.get(old_path="/categories/news/chips/").new_path == (
        "/categories/science/chips/"
    )
    assert CategoryEntry.objects.filter(article=story, category=target).exists()
    html = desk.get(change_url(chips)).content.decode()
    assert "<div>/categories/news/chips/</div>" in html


def test_a_renamed_category_keeps_its_address_and_says_nothing(desk):
    chips = make_category("Chips")

    response = save(desk, chips, name="Silicon")

    assert chips.path == "chips"
    assert "address" not in messages_of(response)


def test_a_category_cannot_be_moved_below_itself(desk):
    news, chips = make_category("News"), make_category("News", "Chips")

    response = save(desk, news, parent=str(chips.pk))

    assert list(errors_of(response)) == ["parent"]


def test_a_new_category_and_its_search(desk):
    url = reverse("admin:articles_category_add")
    desk.post(url, form_of(desk, url, "category_form") | {"name": "芯片"})

    assert listed(desk, "articles_category", "?q=芯") == [Category.objects.get(path="芯片")]
    assert listed(desk, "articles_category", "?q=none") == []


def test_a_sources_new_address_leaves_a_redirect(desk):
    source = make_source("Wire", homepage="https://wire.example/")

    response = save(desk, source, slug="the-wire", licence="CC BY 4.0")

    assert "/sources/wire/ now leads to the new one" in messages_of(response)
    assert Redirect.objects.get().new_path == "/sources/the-wire/"
    assert source.licence == "CC BY 4.0"
    assert "<div>/sources/wire/</div>" in desk.get(change_url(source)).content.decode()


def test_a_source_is_found_and_leads_to_its_stories(desk):
    source, other = make_source("Wire"), make_source("Other", is_public=False)

    assert listed(desk, "articles_source", "?q=wir") == [source]
    assert listed(desk, "articles_source", "?is_public__exact=0") == [other]
    link = f"{reverse('admin:articles_article_changelist')}?source__id__exact={source.pk}"
    assert link in desk.get(change_url(source)).content.decode()


def test_a_source_s_rights_are_set_and_found_by(desk):
    source, _other = make_source("Wire"), make_source("Other")

    save(desk, source, text_rights="excerpt", image_rights="none", indexing="canonical")

    assert (source.text_rights, source.image_rights, source.indexing) == (
        "excerpt",
        "none",
        "canonical",
    )
    for grant in ("text_rights=excerpt", "image_rights=none", "indexing=canonical"):
        name, _, value = grant.partition("=")
        assert listed(desk, "articles_source", f"?{name}__exact={value}") == [source]


def test_a_new_source_needs_no_more_than_a_name(desk):
    url = reverse("admin:articles_source_add")

    desk.post(url, form_of(desk, url, "source_form") | {"name": "IT 之家"})

    assert Source.objects.get().slug == "it-之家"
    assert not Redirect.objects.exists()


def test_a_tags_new_slug_leaves_a_redirect_and_an_empty_one_is_made(desk):
    make_article(tags=("Arm",))
    tag = Tag.objects.get()

    save(desk, tag, name="ARM Holdings", slug="")

    assert tag.slug == "arm-holdings"
    assert Redirect.objects.get().old_path == "/tags/arm/"
    assert listed(desk, "taggit_tag", "?q=holdings") == [tag]
    url = reverse("admin:taggit_tag_add")
    desk.post(url, form_of(desk, url, "tag_form") | {"name": "芯片"})
    assert Tag.objects.filter(slug="芯片").exists()


def test_a_tag_is_deleted_without_its_stories(desk):
    story = make_article(tags=("arm",))

    desk.post(change_url(Tag.objects.get(), "delete"), {"post": "yes"})

    assert not Tag.objects.exists()
    assert list(story.tags.all()) == []


def test_chinese_addresses_are_shown_and_found_as_people_read_them(desk):
    chips = make_category("新闻", "芯片")
    save(desk, chips, slug="芯")
    assert "<div>/categories/新闻/芯片/</div>" in desk.get(change_url(chips)).content.decode()

    desk.post(REDIRECTS, {"old_path": "/%E6%97%A7/", "new_path": "/新/"})

    redirect = Redirect.objects.get(old_path="/旧/")
    for term in ("/旧/", "/%25E6%2597%25A7/", "旧"):
        assert listed(desk, "articles_redirect", f"?q={term}") == [redirect]


def test_a_redirect_is_added_and_found(desk):
    desk.post(REDIRECTS, {"old_path": "/p/1a2b.html", "new_path": "/articles/1/x/"})
    desk.post(REDIRECTS, {"old_path": "/gone/", "new_path": ""})

    gone, moved = listed(desk, "articles_redirect")
    assert listed(desk, "articles_redirect", "?q=/p/1a2b.html") == [moved]
    assert listed(desk, "articles_redirect", "?q=one") == [gone]


def test_what_led_to_an_old_address_follows_it(desk):
    Redirect.leave("/first/", "/second/")

    desk.post(REDIRECTS, {"old_path": "/second/", "new_path": "/third/"})

    assert Redirect.objects.get(old_path="/first/").new_path == "/third/"


BAD = {
    "no slash": ("old/", "/new/", "old_path"),
    "another site": ("/old/", "//evil.example/", "new_path"),
    "a script": ("/old/", "javascript:alert(1)", "new_path"),
    "a backslash": ("/old/", "/\\evil.example", "new_path"),
    "one that leads on": ("/old/", "/known/", "new_path"),
    "a circle": ("/new/", "/known/", "new_path"),
    "itself": ("/old/", "/old/", "__all__"),
    "itself in disguise": ("/old/", "/%6Fld/", "__all__"),
    "one that is gone": ("/old/", "/gone/", "new_path"),
}


@pytest.mark.parametrize(("old", "new", "field"), BAD.values(), ids=BAD)
def test_a_redirect_cannot_lead_to(desk, old, new, field):
    Redirect.leave("/known/", "/new/")
    Redirect.leave("/gone/", "")

    response = desk.post(REDIRECTS, {"old_path": old, "new_path": new})

    assert list(errors_of(response)) == [field]
    assert Redirect.objects.count() == 2


@pytest.mark.parametrize("path", ["/x%00y", "/x%2500y", "/%252500"])
@pytest.mark.parametrize("field", ["old_path", "new_path"])
def test_a_redirect_holds_no_escaped_nul(desk, field, path):
    response = desk.post(REDIRECTS, {"old_path": "/old/", "new_path": "/new/"} | {field: path})

    assert list(errors_of(response)) == [field]
    assert listed(desk, "articles_redirect", "?q=%2500") == []


def add_tag(client, name: str, slug: str = ""):
    url = reverse("admin:taggit_tag_add")
    return client.post(url, form_of(client, url, "tag_form") | {"name": name, "slug": slug})


def test_tags_whose_names_differ_by_signs_get_different_slugs(desk):
    for name in ("C", "C+", "C++", "C#", "c?", "???", "!!!"):
        assert add_tag(desk, name).status_code == 302

    slugs = dict(Tag.objects.values_list("name", "slug"))
    assert len(set(slugs.values())) == 7
    assert {"C+": "c-plus", "C++": "c-plus-plus", "???": "tag"}.items() <= slugs.items()
    assert slugs["!!!"].startswith("tag-")


def test_a_tags_taken_slug_is_an_error_to_read(desk):
    add_tag(desk, "Arm")

    assert list(errors_of(add_tag(desk, "Leg", "arm"))) == ["slug"]
    assert list(errors_of(add_tag(desk, "Arm"))) == ["name"]


def test_a_tag_keeps_its_slug_when_it_is_made_again(desk):
    tag = Tag.objects.create(name="C++", slug="c-plus-plus")

    save(desk, tag, slug="")

    assert tag.slug == "c-plus-plus"
    assert not Redirect.objects.exists()
