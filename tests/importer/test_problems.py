"""Every code has a case that raises it, and a sentence that its details fit into."""

import re
import socket

import pytest

from articles.importer import files
from articles.importer.decode import SIGNATURES
from articles.importer.errors import explain, in_general
from articles.importer.generally import GENERALLY
from articles.importer.problems import EXCERPT, SENTENCES, SKIPPED, Problem, Refused
from tests.importer.documents import BODY, DATED, built, refusal

FIRST = "---\ntitle: A title\nauthor: A source\n" + DATED
SEED = f"---\ntitle: 'A title'\nheadimg: ''\nauthor: A source\n{DATED}---\n<p>{BODY}</p>"
LONG = "https://a.example/" + "x" * 2_000

# Code → a file that is refused with it, the line that it names, and a detail.
REFUSED = {
    "E_EMPTY_FILE": (b" \n", None, {}),
    "E_BINARY": (b"\x89PNG\r\n\x1a\n", None, {"kind": "a PNG picture"}),
    "E_NO_FRONT_MATTER": (b"\n\nHello\n---\n", 3, {}),
    "E_FM_UNTERMINATED": (b"---\ntitle: x\n\n<p>text</p>\n---\n", 4, {"fence": "---"}),
    "E_FM_TOO_BIG": (b"---\n" + b"a: b\n" * 20_000 + b"---\n", 1, {"limit": 65_536}),
    "E_FM_SYNTAX": (b'\n{"title": "x",\n "a" 1}\n', 3, {"format": "JSON"}),
    "E_YAML_UNSAFE": (b"---\na: &x 1\nb: *x\n---\n", 3, {"what": "aliases"}),
    "E_NO_TITLE": (b"---\ntitle: ''\n---\n", 2, {}),
}
# Code → a file that is imported with it, the line that it names, and a detail.
WARNED = {
    "W_ENCODING": (f"{FIRST}---\n今天的新闻".encode("gb18030"), None, {"encoding": "gb18030"}),
    "W_ENCODING_LOSSY": (f"{FIRST}---\n芯片中\nx".encode() + b"\xff", 7, {"count": 1}),
    "W_CONTROL": (f"{FIRST}---\na\x00b\x1b[31mc".encode(), None, {"count": 2}),
    "W_YAML_SALVAGED": (f"{FIRST}note: a: b\n---\nx".encode(), 5, {}),
    "W_DUP_KEY": (f"{FIRST}title: Another\n---\nx".encode(), 5, {"key": "title"}),
    "W_TITLE_GUESSED": (
        f"---\n{DATED}---\n# A heading\n".encode(),
        None,
        {"title": "A heading", "origin": "heading"},
    ),
    "W_TITLE_TRUNCATED": (
        f"---\n{DATED}title: {'x' * 301}\n---\nx".encode(),
        3,
        {"length": 301, "limit": 300},
    ),
    "W_SOURCE_GUESSED": (b"---\ntitle: x\n---\nx", None, {"source": "root"}),
    "W_DATE_MISSING": (b"---\ntitle: x\n---\nx", None, {}),
    "W_DATE_BAD": (b"---\ntitle: x\ndate: 2021-13-01\n---\nx", 3, {"date": "2021-13-01"}),
    "W_DATE_YEARLESS": (
        SEED.replace("2021-10", "2001-10").encode(),
        5,
        {"date": "2001-10-12T14:21:29Z"},
    ),
    "W_DATE_FUTURE": (
        f"{FIRST}---\nx".replace("2021", "2031").encode(),
        4,
        {"date": "2031-10-12T14:21:29+00:00"},
    ),
    "W_IMAGE_DROPPED": (f"{FIRST}cover: javascript:x\n---\nx".encode(), 5, {"url": "javascript:x"}),
    "W_URL_DROPPED": (f"{FIRST}link: {LONG}\n---\nx".encode(), 5, {"url": LONG[:100]}),
    "W_CATEGORY_DROPPED": (
        f"{FIRST}categories: [{', '.join(f'[A, B{n}]' for n in range(11))}]\n---\nx".encode(),
        5,
        {"name": "A / B10"},
    ),
    "W_BODY_EMPTY": (f"{FIRST}---\n\n".encode(), 6, {}),
    "W_BODY_CUT": (SEED.encode() + b"x" * 600_000, None, {"limit": 600_000}),
}
# Codes of what only a folder has; test_files.py raises them.
OF_FOLDERS = {
    "E_NOT_A_FILE",
    "E_HIDDEN",
    "E_PATH_UNSAFE",
    "E_PATH_TOO_LONG",
    "E_UNREADABLE",
    "E_CHANGED",
    "E_TOO_BIG",
}
# Codes of what only the archive knows; the tests of deciding raise them.
OF_THE_ARCHIVE = {"E_NOT_STORED", "W_POSSIBLY_SAME", "W_STORY_DELETED"}
OUR_OWN = {"E_BUG"}


def test_every_code_that_refuses_or_warns_has_a_case():
    known = {code for code in SENTENCES if code.startswith(("E_", "W_"))}

    assert known == REFUSED.keys() | WARNED.keys() | OF_FOLDERS | OF_THE_ARCHIVE | OUR_OWN


@pytest.mark.parametrize(("code", "case"), REFUSED.items(), ids=REFUSED)
def test_a_file_is_refused_with(code, case):
    data, line, detail = case
    problem = refusal(data, "..md")

    assert (problem.code, problem.line) == (code, line)
    assert problem.detail | detail == problem.detail
    assert problem.refuses
    assert_is_explained(problem)


@pytest.mark.parametrize(("code", "case"), WARNED.items(), ids=WARNED)
def test_a_file_is_imported_with(code, case):
    data, line, detail = case
    found = [problem for problem in built(data).problems if problem.code == code]

    assert [(problem.line, problem.detail | detail) for problem in found] == [
        (line, found[0].detail)
    ]
    assert not found[0].refuses
    assert_is_explained(found[0])


def assert_is_explained(problem: Problem) -> None:
    """Its sentence takes the details as they are, and names each of them."""
    sentence = SENTENCES[problem.code]
    assert explain(problem.code, problem.detail) == sentence % problem.detail
    assert set(re.findall(r"%\((\w+)\)", sentence)) <= problem.detail.keys()
    assert len(problem.excerpt) <= EXCERPT


@pytest.mark.parametrize(("signature", "kind"), SIGNATURES, ids=[kind for _, kind in SIGNATURES])
def test_what_is_no_text_is_told_by_its_first_bytes(signature, kind):
    assert refusal(signature + b"---\ntitle: x\n---\n").detail == {"kind": kind}


def test_codes_are_told_apart_by_their_first_letter():
    assert {code[:2] for code in SENTENCES} == {"E_", "W_", "N_"}
    assert SENTENCES.keys() > SKIPPED


def test_an_unknown_code_or_a_missing_detail_still_says_something():
    assert explain("E_NEVER_HEARD_OF", {}) == "E_NEVER_HEARD_OF"
    assert "%(limit)s" in explain("E_TOO_BIG", {})


def test_about_no_file_in_particular_each_code_says_a_whole_sentence():
    for code in SENTENCES:
        assert not re.search(r"…|%\(", in_general(code)), code
    # Nothing is worded twice that names nothing of a file.
    assert {code for code, words in SENTENCES.items() if "%(" in words} == GENERALLY.keys()
    assert in_general("E_NEVER_HEARD_OF") == "E_NEVER_HEARD_OF"


def test_a_refusal_keeps_a_short_excerpt():
    assert Refused("E_HIDDEN", 3, "x" * 500, kind="y").problem == Problem(
        "E_HIDDEN", 3, {"kind": "y"}, "x" * EXCERPT
    )


def test_each_code_of_folders_can_be_met(tmp_path, monkeypatch):
    """One folder with one of everything that walking and reading object to."""
    (tmp_path / "linked.md").symlink_to("nowhere")
    (tmp_path / ".hidden.md").touch()
    (tmp_path / "a\\b.md").touch()
    with (tmp_path / "big.md").open("wb") as file:
        file.truncate(4 * 1024**3)
    folder = tmp_path
    for _ in range(6):
        folder /= "x" * 200
        folder.mkdir()
    (folder / "long.md").touch()
    with socket.socket(socket.AF_UNIX) as listener:
        monkeypatch.chdir(tmp_path)
        listener.bind("socket.md")

    met = set()
    for found in files.walk(tmp_path):
        with pytest.raises(Refused) as refused:
            files.read(found, "root")
        assert_is_explained(refused.value.problem)
        met.add(refused.value.problem.code)
    assert met == OF_FOLDERS - {"E_UNREADABLE", "E_CHANGED"}
