"""Bytes become text, in whatever encoding they are, and losses are told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importer.decode import _ordinary, _repaired, decode
from articles.importer.problems import Problem, Refused

CHINESE = "---\ntitle: 今天的新闻\n---\n芯片由沙子制成，这是常识。\n"
ENGLISH = "---\ntitle: Café\n---\nA “naïve” résumé.\n"

READ = {
    "UTF-8": (CHINESE.encode(), CHINESE, None),
    "UTF-16, little end first": (b"\xff\xfe" + CHINESE.encode("utf-16-le"), CHINESE, "utf-16-le"),
    "UTF-16, big end first": (b"\xfe\xff" + CHINESE.encode("utf-16-be"), CHINESE, "utf-16-be"),
    "UTF-16 without a mark": (CHINESE.encode("utf-16-le"), CHINESE, "utf-16-le"),
    "UTF-16 without a mark, big": (CHINESE.encode("utf-16-be"), CHINESE, "utf-16-be"),
    "UTF-32": (CHINESE.encode("utf-32"), CHINESE, "utf-32-le"),
    "GB18030": (CHINESE.encode("gb18030"), CHINESE, "gb18030"),
    "Windows-1252": (ENGLISH.encode("cp1252"), ENGLISH, "cp1252"),
}


@pytest.mark.parametrize(("data", "text", "encoding"), READ.values(), ids=READ)
def test_the_encoding_is_found(data, text, encoding):
    decoded = decode(data)

    assert decoded.text == text
    assert [problem.detail for problem in decoded.problems] == (
        [{"encoding": encoding}] if encoding else []
    )


LOSSY = {
    "cut within a character": (CHINESE.encode()[:-2], 1, 4),
    "a stray byte": (CHINESE.encode() + b"\xff", 1, 5),
    "bytes in the middle": ("芯片".encode() * 9 + b"\xff" + "芯片".encode() * 9, 1, 1),
    "a mark and a stray byte": (b"\xef\xbb\xbf" + CHINESE.encode() + b"\xff", 1, None),
    "no encoding at all": (b"a" + b"\x81\x8d\x8f" * 9, 27, None),
}


@pytest.mark.parametrize(("data", "count", "line"), LOSSY.values(), ids=LOSSY)
def test_damaged_characters_are_replaced_and_counted(data, count, line):
    decoded = decode(data)

    assert decoded.problems == (Problem("W_ENCODING_LOSSY", line, {"count": count}),)
    assert decoded.text.count("\ufffd") == count


def test_replacement_characters_that_the_file_holds_are_no_loss():
    assert decode("a \ufffd b".encode()).problems == ()
    assert decode(b"\xef\xbb\xbf" + "a \ufffd b".encode()).problems == ()


def test_a_byte_order_mark_is_noted_and_taken_out():
    decoded = decode(b"\xef\xbb\xbf---\n")

    assert (decoded.text, decoded.notes, decoded.problems) == ("---\n", {"N_BOM": 1}, ())


CLEANED = {
    "Windows line ends": ("a\r\nb\r\n", "a\nb\n", 0),
    "old line ends": ("a\rb", "a\nb", 0),
    "form feeds": ("a\fb", "a\nb", 0),
    "tabs": ("a\tb", "a\tb", 0),
    "NUL": ("a\x00b", "ab", 1),
    "terminal colours": ("\x1b[1;31ma\x1b[0m", "a", 2),
    "deleted": ("a\x7fb\x08", "ab", 2),
    "vertical tab": ("a\x0bb", "ab", 1),
}


@pytest.mark.parametrize(("given_", "text", "count"), CLEANED.values(), ids=CLEANED)
def test_control_characters_are_taken_out_and_counted(given_, text, count):
    decoded = decode(given_.encode())

    assert decoded.text == text
    assert decoded.problems == ((Problem("W_CONTROL", None, {"count": count}),) if count else ())


def test_lone_surrogates_of_utf_16_are_replaced():
    data = b"\xff\xfe" + "a\ud800b".encode("utf-16-le", "surrogatepass")

    assert "\ud800" not in decode(data).text
    assert decode(data).text.startswith("a")


REFUSED = {
    "nothing": (b"", "E_EMPTY_FILE"),
    "white space": (b" \r\n\t", "E_EMPTY_FILE"),
    "a mark only": (b"\xef\xbb\xbf \n", "E_EMPTY_FILE"),
    "control characters only": (b"\x00\x01", "E_EMPTY_FILE"),
    "many control characters": (b"abc\x01\x02" * 20, "E_BINARY"),
    "zeros and odd bytes": (b"\x80\xff\x00\xfe" * 20, "E_BINARY"),
}


@pytest.mark.parametrize(("data", "code"), REFUSED.values(), ids=REFUSED)
def test_what_holds_no_text_is_refused(data, code):
    with pytest.raises(Refused) as refused:
        decode(data)

    assert refused.value.problem.code == code


printable = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufeff\ufffd"), min_size=1
).filter(str.strip)
chinese = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=8)


@given(printable, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_any_text_comes_back_in_unicode_encodings(text, encoding):
    assert decode(f"---\n{text}".encode(encoding)).text == f"---\n{text}"


@given(chinese)
def test_any_chinese_text_comes_back_from_gb18030(text):
    # Some short words of GB18030 are UTF-8 as well, by chance; no file consists of these alone.
    assert decode(f"{CHINESE}{text}".encode("gb18030")).text == f"{CHINESE}{text}"


PIECES = [
    "a",
    "é",
    "芯",
    "\ufeff",
    "\r",
    "\f",
    "\x00",
    "\x1b[0m",
    "\x7f",
    "\x85",
    "\n",
    " ",
    "%PDF-",
]


@given(st.lists(st.sampled_from([*(piece.encode() for piece in PIECES), b"\xff"]), max_size=12))
def test_a_file_that_needs_no_repair_is_read_as_the_repairs_would_leave_it(pieces):
    text = _ordinary(b"".join(pieces))

    assert not text or text.isspace() or decode(b"".join(pieces)) == _repaired(b"".join(pieces))
