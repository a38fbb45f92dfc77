"""A file in the seed's shape becomes a story that readers can see, as its source wrote it."""

import pytest

from articles.models import Article, CategoryEntry, DateConfidence, ImportBatch, Sighting, Status
from tests.importer.corpus import Folder, codes, counted

pytestmark = pytest.mark.django_db

TITLE = "灯塔实验室：纸电池还是小学生，目标三年装满一百辆电车"
LEAD = "https://img.example.com/newsuploadfiles/2020/3/lead.jpg"
SECOND = "https://img.example.com/newsuploadfiles/2020/3/second.jpg"
BODY = f"""<div>
<p data-vmark="1a2b">3 月 10 日，灯塔实验室召开了首届<span class="accentTextColor">纸电池开放日\
</span>，向外界展示了样品。</p><h2 data-vmark="3c4d">为什么用纸？</h2><p data-vmark="5e6f">\
<img src="{LEAD}" w="660" h="495" title="{TITLE}" width="660" height="495" \
referrerpolicy="no-referrer"></p><p data-vmark="7a8b">纸很轻，也很便宜。\
<span class="accentTextColor">一公斤的成本不到两元</span>。</p><h2 data-vmark="9c0d">下一步</h2>\
<p data-vmark="aa11"><img src="{SECOND}" title="{TITLE}" width="660" height="371" \
referrerpolicy="no-referrer"></p><p data-vmark="bb22">工厂将于明年建成，位于海边。</p>
            </div>"""
FILE = f"""
---
title: '{TITLE}'
categories:\x20
 - 新媒体
 - 灯塔 之家
 - 分类资讯
headimg: '{LEAD}'
author: 灯塔 之家
comments: false
date: Tue, 10 Mar 2020 14:21:29 GMT
thumbnail: '{LEAD}'
---

{BODY}
"""


@pytest.fixture
def folder(tmp_path) -> Folder:
    folder = Folder(tmp_path)
    folder.write("新媒体/灯塔 之家/分类资讯/纸电池.md", FILE)
    return folder


@pytest.fixture
def article(folder) -> Article:
    folder.run()
    return Article.objects.get()


def test_the_report_says_one_new_article_and_no_problem(folder):
    report = folder.run()

    assert counted(report) == {"created": 1}
    assert (codes(report), report.exit_code) == ([], 0)


def test_the_story_is_published_and_visible_with_its_date(article):
    assert list(Article.objects.published()) == [article]
    assert article.status == Status.PUBLISHED
    assert article.published_at.isoformat() == "2020-03-10T14:21:29+00:00"
    assert article.date_confidence == DateConfidence.EXACT
    assert article.date_raw == "Tue, 10 Mar 2020 14:21:29 GMT"


def test_title_source_language_and_picture_are_the_files(article):
    assert article.title == TITLE
    assert article.source.name == "灯塔 之家"
    assert (article.byline, article.original_url) == ("", None)
    assert article.language == "zh-Hans"
    assert (article.lead_image, article.lead_width, article.lead_height) == (LEAD, 660, 495)
    assert article.summary.startswith("3 月 10 日，灯塔实验室")


def test_the_body_keeps_text_pictures_and_headings_and_loses_the_noise(article):
    for kept in ("纸电池开放日", "一公斤的成本不到两元", LEAD, SECOND):
        assert kept in article.body
    assert article.body.count("<h2>") == 2
    assert article.body.count("<img ") == 2
    for noise in ("data-vmark", "accentTextColor", "<div"):
        assert noise not in article.body
    assert article.word_count > 50
    assert not article.is_edited


def test_the_categories_are_one_path_and_each_level_lists_the_story(article):
    (filed,) = article.categories.all()
    entries = CategoryEntry.objects.filter(article=article).order_by("category__path")

    assert filed.title == "新媒体 / 灯塔 之家 / 分类资讯"
    assert [entry.category.title for entry in entries] == [
        "新媒体",
        "新媒体 / 灯塔 之家",
        "新媒体 / 灯塔 之家 / 分类资讯",
    ]
    assert {entry.published_at for entry in entries} == {article.published_at}


def test_the_file_is_kept_byte_for_byte_with_its_story(article):
    sighting = Sighting.objects.get()

    assert sighting.raw == FILE.encode()
    assert sighting.article == article
    assert (sighting.root, sighting.path) == ("news", "新媒体/灯塔 之家/分类资讯/纸电池.md")
    assert (sighting.title, sighting.date_raw) == (TITLE, article.date_raw)
    assert sighting.channel == "新媒体 / 灯塔 之家 / 分类资讯"
    assert (sighting.size, sighting.refused) == (len(FILE.encode()), "")


def test_the_batch_tells_what_the_run_did(article):
    batch = ImportBatch.objects.get()

    assert (batch.root, batch.state) == ("news", ImportBatch.State.DONE)
    assert (batch.files, batch.created, batch.refused) == (1, 1, 0)
    assert batch.finished_at >= batch.started_at
    assert batch.options["status"] == "published"


@pytest.mark.parametrize("status", [Status.INBOX, Status.PUBLISHED])
def test_new_stories_get_the_status_asked_for(folder, status):
    folder.run(status=status)

    assert Article.objects.get().status == status
    assert CategoryEntry.objects.exists() == (status == Status.PUBLISHED)


def test_a_story_of_the_future_waits_for_its_date(tmp_path):
    folder = Folder(tmp_path, "later")
    folder.write("story.md", date="Sat, 01 Jan 2190 00:00:00 GMT")

    report = folder.run()

    assert codes(report) == ["W_DATE_FUTURE"]
    assert Article.objects.get().publish_at == Article.objects.get().published_at
    assert not Article.objects.published().exists()


@pytest.mark.parametrize("date", ["Invalid Date", "", "Sun, 05 Aug 2001 00:00:00 GMT"])
def test_a_story_without_a_credible_date_is_a_draft(tmp_path, date):
    folder = Folder(tmp_path)
    folder.write("story.md", date=date)

    report = folder.run()

    assert counted(report) == {"created": 1, "drafts": 1}
    assert (Article.objects.get().status, Article.objects.get().published_at) == ("draft", None)
