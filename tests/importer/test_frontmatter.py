"""Front matter and body apart, in three formats, each mistake with its line."""

import json

import pytest

from articles.importer.frontmatter import parse
from tests.importer.documents import refusal

READ = {
    "YAML": ("---\na: b\n---\nbody\n", "yaml", {"a": "b"}, 4),
    "YAML with another end": ("---\na: b\n...\nbody\n", "yaml", {"a": "b"}, 4),
    "lines before": ("\n \n---\na: b\n---\nbody\n", "yaml", {"a": "b"}, 6),
    "spaces after a fence": ("---  \na: b\n--- \t\nbody\n", "yaml", {"a": "b"}, 4),
    "a fence within a text": ("---\na: |\n  ---\n---\nbody\n", "yaml", {"a": "---"}, 5),
    "TOML": ("+++\na = 'b'\n+++\nbody\n", "toml", {"a": "b"}, 4),
    "JSON": ('{"a": "b"}\nbody\n', "json", {"a": "b"}, 1),
    "JSON over lines": ('{\n"a": "b"\n}\nbody\n', "json", {"a": "b"}, 3),
    "JSON between fences": (';;;\n"a": "b"\n;;;\nbody\n', "json", {"a": "b"}, 4),
    "JSON with braces between fences": (';;;\n{"a": "b"}\n;;;\nbody\n', "json", {"a": "b"}, 4),
    "Windows line ends": ("---\r\na: b\r\n---\r\nbody\r\n", "yaml", {"a": "b"}, 4),
    "a mark": ("\ufeff---\na: b\n---\nbody\n", "yaml", {"a": "b"}, 4),
}


@pytest.mark.parametrize(("text", "form", "values", "line"), READ.values(), ids=READ)
def test_a_file_is_taken_apart(text, form, values, line):
    document = parse(text.encode(), "a.md")

    assert (document.format, document.values) == (form, values)
    assert document.body.lstrip("\n") == "body\n"
    assert document.body_line == line
    assert document.problems == ()


def test_a_document_without_text_after_it_has_an_empty_body():
    assert parse(b"---\na: b\n---", "a.md").body == ""


TEXTS = {
    "toml": (
        "+++\na = 12_00\nb = 2021-03-21T10:00:00Z\nc = 2021-03-21\nd = 1.50\ne = true\n"
        "f = [1, 'x']\ng = 07:32:00\n[h]\ni = false\n+++\n",
        {
            "a": "1200",
            "b": "2021-03-21T10:00:00+00:00",
            "c": "2021-03-21",
            "d": "1.50",
            "e": "true",
            "f": ["1", "x"],
            "g": "07:32:00",
            "h": {"i": "false"},
        },
        {"a": 2, "b": 3, "c": 4, "d": 5, "e": 6, "f": 7, "g": 8, "h": 9},
    ),
    "json": (
        '{\n"a": 12,\n"b": 1.50,\n"c": true,\n"d": null,\n"e": [1, {"f": NaN}],\n"g": 1e400\n}',
        {"a": "12", "b": "1.50", "c": "true", "d": "", "e": ["1", {"f": "NaN"}], "g": "1e400"},
        {"a": 2, "b": 3, "c": 4, "d": 5, "e": 6, "g": 7},
    ),
}


@pytest.mark.parametrize(("text", "values", "lines"), TEXTS.values(), ids=TEXTS)
def test_typed_values_become_the_text_that_stands_for_them(text, values, lines):
    document = parse(text.encode(), "a.md")

    assert document.values == values
    assert document.lines == lines
    assert document.line("nowhere", "b", "a") == lines["b"]
    assert document.line("nowhere") is None


DEEP = 20
REFUSED = {
    "no front matter": ("Hello\n", "E_NO_FRONT_MATTER", 1, {}),
    "a heading": ("\n# Hello\n---\n", "E_NO_FRONT_MATTER", 2, {}),
    "a fence that is too long": ("----\na: b\n----\n", "E_NO_FRONT_MATTER", 1, {}),
    "never closed": ("---\na: b\n", "E_FM_UNTERMINATED", 1, {"fence": "---"}),
    "never closed, text follows": ("---\na: b\n<p>x</p>", "E_FM_UNTERMINATED", 3, {"fence": "---"}),
    "closed by another fence": ("+++\na = 1\n---\n", "E_FM_UNTERMINATED", 1, {"fence": "+++"}),
    "never closed and long": ("---\n" + "a\n" * 40_000, "E_FM_TOO_BIG", 1, {"limit": 65_536}),
    "a long JSON": (json.dumps({"a": "b" * 70_000}), "E_FM_TOO_BIG", 1, {"limit": 65_536}),
    "TOML": ("\n+++\na = 1\nb = \n+++\n", "E_FM_SYNTAX", 4, {"reason": "Invalid value"}),
    "TOML that ends": ("+++\na = '''\n+++\n", "E_FM_SYNTAX", 2, {"format": "TOML"}),
    "TOML with a day that is none": ("+++\na = 2021-02-30\n+++\n", "E_FM_SYNTAX", 2, {}),
    "deep TOML": (
        "+++\na = " + "[" * DEEP + "]" * DEEP + "\n+++\n",
        "E_FM_SYNTAX",
        2,
        {"reason": "nested too deeply"},
    ),
    "deeper TOML": ("+++\na = " + "[" * 9_000 + "\n+++\n", "E_FM_SYNTAX", 2, {"format": "TOML"}),
    "TOML with a key of many parts": (
        "+++\n" + "a." * 15_000 + "b = 1\n+++\n",
        "E_FM_SYNTAX",
        2,
        {"reason": "nested too deeply"},
    ),
    "JSON": ('\n{"a": 1,\n"b" 2}\n', "E_FM_SYNTAX", 3, {"reason": "Expecting ':' delimiter"}),
    "JSON that ends": ('{"a": [1,\n2', "E_FM_SYNTAX", 2, {"format": "JSON"}),
    "JSON between fences": (';;;\n"a": 1,\n"b" 2\n;;;\n', "E_FM_SYNTAX", 3, {"format": "JSON"}),
    "no JSON between fences": (";;;\n[1]\n;;;\n", "E_FM_SYNTAX", 2, {"format": "JSON"}),
    "deep JSON": (
        '{"a": ' + "[" * DEEP + "]" * DEEP + "}",
        "E_FM_SYNTAX",
        1,
        {"reason": "nested too deeply"},
    ),
    "deeper JSON": ('{"a": ' + "[" * 50_000, "E_FM_SYNTAX", 1, {"format": "JSON"}),
    "YAML without keys": ("---\nfoo\n---\n", "E_FM_SYNTAX", 2, {"format": "YAML"}),
    "an empty YAML": ("---\n---\n", "E_FM_SYNTAX", 2, {"format": "YAML"}),
    "an alias": ("\n---\na: &b c\nd: *b\n---\n", "E_YAML_UNSAFE", 4, {"what": "aliases"}),
}


@pytest.mark.parametrize(("text", "code", "line", "detail"), REFUSED.values(), ids=REFUSED)
def test_a_mistake_is_refused_with_its_line(text, code, line, detail):
    problem = refusal(text.encode())

    assert (problem.code, problem.line) == (code, line)
    assert problem.detail | detail == problem.detail


def test_a_long_number_is_text():
    assert parse(b'{"a": ' + b"1" * 9_000 + b"}", "a.md").values == {"a": "1" * 9_000}


def test_a_key_that_is_not_found_as_it_was_written_has_no_line():
    document = parse(b'+++\n"\\u0061" = 1\n' + b"\n" * 30_000 + b"b = 2\n+++\n", "a.md")

    assert (document.line("a"), document.line("b")) == (None, 30_003)


def test_the_line_that_should_have_closed_the_front_matter_is_quoted():
    assert refusal(b"---\na: b\n<p>text</p>\n").excerpt == "<p>text</p>"
    assert refusal(b"Hello\n").excerpt == "Hello"
