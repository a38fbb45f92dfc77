"""Any bytes at all become a story or a refusal, never another exception."""

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from articles.importer.build import build
from articles.importer.finders import MAX_CATEGORIES, MAX_LEVELS, MAX_NAME, MAX_TAGS, Settings
from articles.importer.frontmatter import parse
from articles.importer.problems import SENTENCES, Refused
from articles.importer.titles import MAX_TITLE
from tests.cleaning.judge import faults
from tests.importer.documents import NOW

LINE_END = re.compile(rb"[\n\r\f]")
PIECES = [
    "---\n", "---", "+++\n", ";;;\n", "{", "}", "title: ", "title: x\n", "date: ", "2021-01-01",
    "author: ", "headimg: ''\n", "link: https://", "cover: ", "\n", " - a\n", "categories: ",
    "tags: ", "[", "]", '"', "'", "&a ", "*a", "!!python ", ": ", "\t", "<div>", "| \n", "> \n",
    "\x00", "# x", "{% img x %}", "{{< figure ", ">}}", "```\n", "`", '"title": "x"', ",", "|",
    "draft: true\n", "![a](b)", "[x]: ", "[^1]", "> ", "- ", "\r\n", "\r", "=", "a.b = 1\n",
    "\ufeff", "null", "~",
]  # fmt: skip
matter = st.lists(st.sampled_from(PIECES), max_size=40).map("".join).map(str.encode)
yaml = st.text().map(
    lambda text: f"---\ntitle: {text}\n---\n{text}".encode("utf-8", "surrogatepass")
)
any_json = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=10,
)
fields = st.sampled_from("title date categories tags author cover link draft description".split())
tables = st.dictionaries(fields, any_json).map(lambda table: json.dumps(table).encode())
data = st.one_of(st.binary(max_size=300), matter, yaml, tables)
fenced = st.builds(
    lambda fence, inner: fence + b"\n" + inner + b"\n" + fence + b"\n",
    st.sampled_from([b"---", b"+++", b";;;"]),
    data,
)
paths = st.sampled_from(["a.md", "a.html", "b/2020-01-01-x.mdx", "x.txt", "index.md", " .md"])
names = st.sampled_from(["auto", "rsshub", "hexo", "hugo", "jekyll", "zola"])


@given(st.one_of(data, fenced), paths, names)
def test_any_bytes_become_a_story_or_a_refusal(given_, path, dialect):
    try:
        found = build(parse(given_, path), Settings("root", NOW, dialect))
    except Refused as refused:
        problems = [refused.problem]
        refusals = problems
    else:
        problems, refusals = found.problems, []
        assert 0 < len(found.title) <= MAX_TITLE
        assert 0 < len(found.source) <= MAX_NAME
        assert len(found.tags) <= MAX_TAGS
        assert len(found.categories) <= MAX_CATEGORIES
        assert all(0 < len(path) <= MAX_LEVELS for path in found.categories)
        assert found.published_at is not None or found.draft
        assert faults(found.body) == []
        assert found.notes.keys() <= SENTENCES.keys()
        json.dumps([found.title, found.body, found.summary]).encode()
    for problem in problems:
        assert SENTENCES[problem.code] % problem.detail
        assert problem.refuses is (problem in refusals)
        assert problem.line is None or 1 <= problem.line <= len(LINE_END.findall(given_)) + 1
