"""Uploads into folders: what comes in, what is left out, what is refused as a whole."""

import io
import stat
import zipfile
from pathlib import Path

import pytest

from articles.importer import unpacking
from articles.importer.unpacking import CannotUnpack, put, top_of, unpack

STORY = b"---\ntitle: A\n---\n"


def packed(*files: tuple[str | zipfile.ZipInfo, bytes], method=zipfile.ZIP_DEFLATED) -> io.BytesIO:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return target


def written(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def test_articles_come_in_under_their_names(tmp_path):
    done = unpack(
        packed(("news/a.md", STORY), ("news/芯片/b.HTML", STORY), ("news/pic.png", b"x"),
               ("__MACOSX/._a.md", b"x"), ("news/.git/c.md", STORY), ("./news//d.txt", STORY)),
        tmp_path,
    )  # fmt: skip

    assert written(tmp_path) == ["news/a.md", "news/d.txt", "news/芯片/b.HTML"]
    assert (done.files, done.size, done.others, done.left_out) == (3, 3 * len(STORY), 1, [])
    assert top_of(tmp_path) == (tmp_path / "news", "news")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../a.md", "U_OUTSIDE"),
        ("a/../../b.md", "U_OUTSIDE"),
        ("/etc/a.md", "U_OUTSIDE"),
        ("C:\\windows\\a.md", "U_OUTSIDE"),
        ("..\\..\\a.md", "U_OUTSIDE"),
        ("%2e%2e/a.md", "U_OUTSIDE"),
        ("a\0.md", "U_NAME"),
        ("a\ud800.md", "U_NAME"),
        ("con.md", "U_DEVICE"),
        ("a/NUL .tar.md", "U_DEVICE"),
        ("a" * 260 + ".md", "U_LONG"),
        ("字" * 90 + ".md", "U_LONG"),
        ("a/" * 600 + "b.md", "U_LONG"),
        ("inner.zip", "U_NESTED"),
        ("a.md/b.md", "U_TWICE"),
        ("a.md", "U_TWICE"),
    ],
)
def test_a_name_that_may_not_be_is_left_out_and_said(tmp_path, name, code):
    put(tmp_path / "in", "a.md", len(STORY), lambda: STORY)

    done = put(tmp_path / "in", name, len(STORY), lambda: STORY)

    assert (done.files, done.left_out) == (0, [(name[:1000], code)])
    assert written(tmp_path) == ["in/a.md"]
    assert code in unpacking.SENTENCES


def test_old_windows_programs_separate_folders_by_backslashes(tmp_path):
    put(tmp_path, "news\\a.md", 1, lambda: STORY)

    assert written(tmp_path) == ["news/a.md"]


def test_the_file_is_larger_than_any_article(tmp_path):
    done = put(tmp_path, "a.md", unpacking.MAX_BYTES + 1, lambda: STORY)

    assert done.left_out == [("a.md", "U_FILE_TOO_BIG")]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "cp437"])
def test_names_without_a_mark_are_read_as_they_were_meant(tmp_path, encoding):
    name = "café/a.md" if encoding == "cp437" else "新闻/芯片.md"
    data = packed((f"{'x' * len(name.encode(encoding))}", STORY)).getvalue()
    data = data.replace(b"x" * len(name.encode(encoding)), name.encode(encoding))

    unpack(io.BytesIO(data), tmp_path)

    assert written(tmp_path) == [name]


def test_links_and_devices_are_never_made(tmp_path):
    link, pipe = zipfile.ZipInfo("link.md"), zipfile.ZipInfo("pipe.md")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    pipe.external_attr = (stat.S_IFIFO | 0o644) << 16

    done = unpack(packed((link, b"/etc/passwd"), (pipe, b""), ("a.md", STORY)), tmp_path)

    assert done.left_out == [("link.md", "U_LINK"), ("pipe.md", "U_LINK")]
    assert written(tmp_path) == ["a.md"]


def test_other_ways_of_packing_are_not_unpacked(tmp_path):
    done = unpack(packed(("a.md", STORY), method=zipfile.ZIP_LZMA), tmp_path)

    assert done.left_out == [("a.md", "U_METHOD")]


def test_a_damaged_file_costs_only_itself(tmp_path):
    data = packed(("a.md", b"a" * 50), ("b.md", STORY), method=zipfile.ZIP_STORED).getvalue()

    done = unpack(io.BytesIO(data.replace(b"aaaa", b"abab", 1)), tmp_path)

    assert (done.files, done.left_out) == (1, [("a.md", "U_DAMAGED")])


def test_what_is_left_out_is_named_up_to_a_bound(tmp_path, monkeypatch):
    monkeypatch.setattr(unpacking, "TOLD", 1)

    done = unpack(packed(("../a.md", b""), ("../b.md", b""), ("../c.md", b"")), tmp_path)

    assert (done.left_out, done.more_left_out) == ([("../a.md", "U_OUTSIDE")], 2)


class TestRefusedAsAWhole:
    def refused(self, source: io.BytesIO, tmp_path: Path) -> str:
        with pytest.raises(CannotUnpack) as error:
            unpack(source, tmp_path)
        assert written(tmp_path) == []
        return error.value.code

    def test_no_zip(self, tmp_path):
        assert self.refused(io.BytesIO(b"<html>"), tmp_path) == "U_NO_ZIP"
        assert self.refused(io.BytesIO(b""), tmp_path) == "U_NO_ZIP"

    def test_half_a_zip(self, tmp_path):
        data = packed(("a.md", STORY)).getvalue()

        assert self.refused(io.BytesIO(data[:-30]), tmp_path) == "U_NO_ZIP"

    def test_encrypted(self, tmp_path):
        data = bytearray(packed(("a.md", STORY)).getvalue())
        data[data.index(b"PK\x01\x02") + 8] |= 1

        assert self.refused(io.BytesIO(bytes(data)), tmp_path) == "U_ENCRYPTED"

    def test_made_to_burst(self, tmp_path, monkeypatch):
        bomb = packed(*((f"{n}.md", b"0" * 1_000_000) for n in range(3)))
        monkeypatch.setattr(unpacking, "UNSUSPICIOUS", 1_000_000)

        assert self.refused(bomb, tmp_path) == "U_BOMB"
        monkeypatch.setattr(unpacking, "UNSUSPICIOUS", 10_000_000)
        monkeypatch.setattr(unpacking, "MAX_UNPACKED", 2_000_000)
        assert self.refused(bomb, tmp_path) == "U_BOMB"

    def test_more_files_than_anybody_reads(self, tmp_path, monkeypatch):
        monkeypatch.setattr(unpacking, "MAX_ENTRIES", 2)

        assert self.refused(packed(*((f"{n}.md", b"") for n in range(3))), tmp_path) == "U_MANY"

    def test_a_full_disk_is_no_fault_of_the_zip(self, tmp_path, monkeypatch):
        def full(*_args):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(unpacking, "_write", full)

        with pytest.raises(OSError, match="No space left"):
            unpack(packed(("a.md", STORY)), tmp_path)
        assert written(tmp_path) == []


def test_files_without_a_folder_have_no_name(tmp_path):
    put(tmp_path, "a.md", 1, lambda: STORY)
    put(tmp_path, "b/c.md", 1, lambda: STORY)

    assert top_of(tmp_path) == (tmp_path, "")
