"""YAML is read as text: no dialect of yes, dates and numbers, no attacks, and mistakes salvaged."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from articles.importer.problems import Refused
from articles.importer.yaml_events import MAX_DEPTH, MAX_EVENTS, MAX_PROBLEMS, read_yaml, unquote


def values(text: str) -> dict:
    """What is read from sound YAML."""
    fields = read_yaml(text, 2)
    assert fields.problems == []
    return fields.values


def refused(text: str) -> tuple[str, int | None, str]:
    with pytest.raises(Refused) as caught:
        read_yaml(text, 2)
    problem = caught.value.problem
    return problem.code, problem.line, str(problem.detail.get("what", problem.detail))


AS_WRITTEN = [
    "404", "12_00", "1e3", "No", "off", "yes", "true", "2021-03-21", "19:15", "0x1",
    ".5", "1_000", "=", "<<", "0o17", "+1", "NaN", "nULL", "'~'", '"null"', "''",
]  # fmt: skip


@pytest.mark.parametrize("written", AS_WRITTEN)
def test_a_scalar_keeps_its_text(written):
    assert values(f"title: {written}") == {"title": written.strip("'\"")}


@pytest.mark.parametrize("written", ["", "~", "null", "Null", "NULL"])
def test_nothing_is_empty(written):
    assert values(f"title: {written}\nb: c") == {"title": "", "b": "c"}


READ = {
    "lists": ("a: [b]\nd:\n  - e\n  - f", {"a": ["b"], "d": ["e", "f"]}),
    "tables": ("a: {b: {c: d}}", {"a": {"b": {"c": "d"}}}),
    "lists of lists": ("a:\n- [b, c]\n- [d]", {"a": [["b", "c"], ["d"]]}),
    "long texts": ("a: |\n  b\n  c\nd: >\n  e\n  f\n", {"a": "b\nc\n", "d": "e f\n"}),
    "escapes": ('a: "b\\n\\u4e2d"', {"a": "b\n中"}),
    "comments": ("# a\nb: c # d", {"b": "c"}),
    "harmless tags": ("a: !!str 1\nb: ! 2\nc: !!int '3'", {"a": "1", "b": "2", "c": "3"}),
    "an unused anchor": ("a: &x b", {"a": "b"}),
    "odd keys": ("1: a\ntrue: b\n[c]: d", {"1": "a", "true": "b", "?": "d"}),
    "an empty list": ("a: []\nb: {}", {"a": [], "b": {}}),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), READ.values(), ids=READ)
def test_yaml_is_read(text, expected):
    assert values(text) == expected


def test_each_key_has_its_line_and_whether_it_was_bare():
    fields = read_yaml("a: b\nc:\n  - d: e\n\nf: 'g'\n", 2)

    assert fields.lines == {"a": 2, "c": 3, "f": 6}
    assert fields.plain == {"a"}


def test_a_key_given_twice_is_told_and_the_last_one_counts():
    fields = read_yaml("a: 1\nb: {x: 1, x: 2}\na: 3\n", 2)

    assert fields.values == {"a": "3", "b": {"x": "2"}}
    assert [(p.code, p.line, p.detail) for p in fields.problems] == [("W_DUP_KEY", 4, {"key": "a"})]


MANY = {
    "one key": ("a: 1\n" * 1_900, 1),
    "many keys": ("".join(f"k{n}: 1\n" for n in range(900)) * 2, MAX_PROBLEMS),
}


@pytest.mark.parametrize(("text", "count"), MANY.values(), ids=MANY)
def test_repeated_keys_are_told_once_each_and_not_without_end(text, count):
    fields = read_yaml(text, 2)

    assert len({p.detail["key"] for p in fields.problems}) == len(fields.problems) == count


@pytest.mark.parametrize(("text", "count"), MANY.values(), ids=MANY)
def test_repeated_keys_of_what_is_no_yaml_leave_room_for_its_mistake(text, count):
    fields = read_yaml(text + "b: c: d\n", 2)

    assert fields.problems[0].code == "W_YAML_SALVAGED"
    assert len(fields.problems) == min(count + 1, MAX_PROBLEMS)


UNSAFE = {
    "an alias": ("a: &x b\nc: *x", 3, "aliases"),
    "an alias as a key": ("a: &x b\n*x : c", 3, "aliases"),
    "a merge": ("a: &x {b: c}\nd:\n  <<: *x", 4, "aliases"),
    "the bomb": ("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]", 3, "aliases"),
    "a Python object": ("a: !!python/object/new:os.system [id]", 2, "the tag tag:yaml"),
    "a tag of one's own": ("a: !Ref b", 2, "the tag !Ref"),
    "a binary": ("a: !!binary aGk=", 2, "the tag tag:yaml.org,2002:binary"),
    "deep lists": ("a: " + "[" * 30_000, 2, f"more than {MAX_DEPTH} levels of nesting"),
    "deep tables": ("a: " + "{b: " * 40, 2, f"more than {MAX_DEPTH} levels of nesting"),
    "many values": ("a: [" + "b, " * MAX_EVENTS + "]", 2, f"more than {MAX_EVENTS} values"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "what"), UNSAFE.values(), ids=UNSAFE)
def test_what_only_attacks_need_is_refused(text, line, what):
    code, at, said = refused(text)

    assert (code, at) == ("E_YAML_UNSAFE", line)
    assert said.startswith(what)


SALVAGED = {
    "a colon": ("title: Go: new\ndate: x", {"title": "Go: new", "date": "x"}),
    "quotes in quotes": ('title: "a "b" c"\nx: y', {"title": 'a "b" c', "x": "y"}),
    "an apostrophe": ("title: 'It's here'\nx: y", {"title": "It's here", "x": "y"}),
    "a pile of quotes": ('title: """\'a\'"""\nx: y', {"title": "a", "x": "y"}),
    "an at sign": ("title: @a b\nx: y", {"title": "@a b", "x": "y"}),
    "a bracket": ("title: [a] b\nx: y", {"title": "[a] b", "x": "y"}),
    "a percent sign": ("title: %a\nx: y", {"title": "%a", "x": "y"}),
    "a tab": ("title:\ta\n\tb\nx: 'y", {"title": "a b", "x": "'y"}),
    "an alias that is text": ("title: *new*\nx: y", {"title": "*new*", "x": "y"}),
    "an alias to nothing": ("title: *new\nx: y", {"title": "*new", "x": "y"}),
    "a list": ("t: a: b\nc:\n - 'd'\n- \"e\"\n", {"t": "a: b", "c": ["d", "e"]}),
    "an item after a value": ("t: a: b\n- c", {"t": ["c"]}),
    "lines before the first key": ("oops\n\nt: a: b", {"t": "a: b"}),
    "text after a list": ("t: a: b\nc:\n- d\noops", {"t": "a: b", "c": ["d"]}),
}


@pytest.mark.parametrize(("text", "expected"), SALVAGED.values(), ids=SALVAGED)
def test_what_is_no_yaml_is_salvaged_line_by_line(text, expected):
    fields = read_yaml(text, 2)

    assert fields.values == expected
    assert fields.problems[0].code == "W_YAML_SALVAGED"
    assert fields.problems[0].detail["reason"]
    assert 2 <= fields.problems[0].line <= 2 + text.count("\n")


def test_the_line_of_a_mistake_and_of_a_repeated_key_are_told():
    fields = read_yaml("a: b\nc: d: e\na: f\n", 2)

    assert [(p.code, p.line, p.excerpt) for p in fields.problems] == [
        ("W_YAML_SALVAGED", 3, "c: d: e"),
        ("W_DUP_KEY", 4, ""),
    ]
    assert fields.values["a"] == "f"


@pytest.mark.parametrize(
    "text", ["", "just text", "- a\n- b", "[]", "# comment", "'", "&", "--- a"]
)
def test_what_has_no_keys_is_refused(text):
    assert refused(text)[:1] == ("E_FM_SYNTAX",)


@pytest.mark.parametrize(
    ("given_", "bare"),
    [
        ("a", "a"), ("'a'", "a"), ('"a"', "a"), ("''", ""), ("'", "'"), ("\"a'", "\"a'"),
        ("\"\"\"'a'\"\"\"", "a"), ("\"'a'\"", "a"), ("'a' and 'b'", "a' and 'b"), ("''a''", "a"),
    ],
)  # fmt: skip
def test_quotes_come_off(given_, bare):
    assert unquote(given_) == bare


keys = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
scalars = st.text(st.characters(exclude_categories=("Cs", "Cc")))


@given(st.dictionaries(keys, scalars, min_size=1, max_size=6), st.booleans())
def test_what_yaml_writes_is_read_as_the_same_text(table, unicode):
    written = yaml.safe_dump(table, allow_unicode=unicode, width=10_000)

    assert values(written) == table


@given(st.text(alphabet="ab:-?[]{}&*!|>'\"%@#,~ \n\t\\0", max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        fields = read_yaml(text, 1)
    except Refused:
        return
    assert fields.lines.keys() == fields.values.keys()
