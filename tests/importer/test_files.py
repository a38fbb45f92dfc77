"""Folders and files: what is found, in which order, and what is never read."""

import hashlib
import os
import socket
from contextlib import nullcontext
from pathlib import Path

import pytest

from articles.importer import files
from articles.importer.files import MAX_BYTES, Found, read, walk
from articles.importer.problems import Problem, Refused


def paths(top: Path) -> list[str]:
    return [found.path for found in walk(top)]


def only(top: Path) -> Found:
    (found,) = walk(top)
    return found


def refused(found: Found) -> Problem:
    with pytest.raises(Refused) as caught:
        read(found, "root")
    return caught.value.problem


def write(path: Path, data: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_articles_are_found_in_a_stable_order(tmp_path):
    for name in (
        "b/2.md",
        "b/10.md",
        "a.html",
        "B.markdown",
        "ä.md",
        "中/文.MDX",
        "c.txt",
        "d.htm",
    ):
        write(tmp_path / name)

    assert paths(tmp_path) == [
        "B.markdown", "a.html", "b/10.md", "b/2.md", "c.txt", "d.htm", "ä.md", "中/文.MDX",
    ]  # fmt: skip


def test_other_files_and_hidden_folders_are_passed_over(tmp_path):
    for name in ("a.jpg", "md", "a.md.bak", "a.mdown", ".git/a.md", "b/.cache/a.md", "Makefile"):
        write(tmp_path / name)

    assert paths(tmp_path) == []


def test_a_hidden_file_is_named_and_not_read(tmp_path):
    write(tmp_path / "._a.md")

    assert refused(only(tmp_path)).code == "E_HIDDEN"


def test_a_name_that_is_only_a_suffix_is_hidden(tmp_path):
    write(tmp_path / ".md")

    assert refused(only(tmp_path)).code == "E_HIDDEN"


def test_a_single_file_is_found_whatever_its_suffix(tmp_path):
    found = only(write(tmp_path / "a.rst", b"text"))

    assert (found.path, read(found, "root").data) == ("a.rst", b"text")


def test_a_file_is_read_with_its_hash(tmp_path):
    write(tmp_path / "a/b.md", b"text")

    source = read(only(tmp_path), "root")

    assert (source.root, source.path, source.data) == ("root", "a/b.md", b"text")
    assert source.sha256 == hashlib.sha256(b"text").hexdigest()


def test_links_are_named_and_never_followed(tmp_path):
    outside = write(tmp_path / "outside/a.md", b"secret")
    top = tmp_path / "top"
    top.mkdir()
    (top / "to_a_file.md").symlink_to(outside)
    (top / "to_a_folder.md").symlink_to(outside.parent)
    (top / "to_a_folder").symlink_to(outside.parent)
    (top / "loop").symlink_to(top)
    (top / "loop.md").symlink_to("loop.md")

    found = list(walk(top))

    assert [one.path for one in found] == ["loop.md", "to_a_file.md", "to_a_folder.md"]
    assert [refused(one).detail for one in found] == [{"kind": "link"}] * 3


def test_a_file_that_became_a_link_meanwhile_is_not_followed(tmp_path):
    path = write(tmp_path / "top/a.md")
    found = only(tmp_path / "top")
    path.unlink()
    path.symlink_to(write(tmp_path / "secret.md"))

    assert refused(found).code == "E_UNREADABLE"


def test_a_file_that_became_a_pipe_meanwhile_does_not_block(tmp_path):
    path = write(tmp_path / "a.md")
    found = only(tmp_path)
    path.unlink()
    os.mkfifo(path)

    assert refused(found) == Problem("E_NOT_A_FILE", None, {"kind": "device"})


def test_a_folder_named_like_an_article_is_named_and_its_articles_are_found(tmp_path):
    for name in ("a.html/b.md", "a.html/c.html/d.md", "b.md"):
        write(tmp_path / name)
    (tmp_path / "empty.md").mkdir()
    found = list(walk(tmp_path))

    assert [one.path for one in found] == [
        "a.html", "a.html/b.md", "a.html/c.html", "a.html/c.html/d.md", "b.md", "empty.md",
    ]  # fmt: skip
    folders = [one.path for one in found if one.problem]
    assert folders == ["a.html", "a.html/c.html", "empty.md"]
    assert refused(found[0]) == Problem("E_NOT_A_FILE", None, {"kind": "folder"})


def test_a_hidden_folder_named_like_an_article_is_not_entered(tmp_path):
    write(tmp_path / ".a.md/b.md")

    assert refused(only(tmp_path)).code == "E_HIDDEN"


@pytest.mark.parametrize("kind", ["socket", "device"])
def test_what_is_no_file_is_named(tmp_path, monkeypatch, kind):
    monkeypatch.chdir(tmp_path)
    if kind == "socket":
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("a.md")
    else:
        os.mkfifo("a.md")

    assert refused(only(tmp_path)) == Problem("E_NOT_A_FILE", None, {"kind": kind})


def test_a_file_of_four_gigabytes_is_refused_unread(tmp_path, monkeypatch):
    with (tmp_path / "a.md").open("wb") as file:
        file.truncate(4 * 1024**3)
    found = only(tmp_path)

    assert refused(found) == Problem("E_TOO_BIG", None, {"limit": 5})


def test_the_biggest_file_that_may_be_is_read(tmp_path):
    write(tmp_path / "a.md", b"x" * MAX_BYTES)

    assert len(read(only(tmp_path), "root").data) == MAX_BYTES


@pytest.mark.parametrize("change", [b"x", b"x" * 200], ids=["shorter", "longer"])
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path, monkeypatch, change):
    path = write(tmp_path / "a.md", b"x" * 100)
    found = only(tmp_path)
    look = os.fstat

    def look_then_change(descriptor):
        status = look(descriptor)
        path.write_bytes(change)
        return status

    monkeypatch.setattr(files.os, "fstat", look_then_change)

    assert refused(found) == Problem("E_CHANGED")


def test_a_file_that_is_gone_is_refused_with_the_reason(tmp_path):
    path = write(tmp_path / "a.md")
    found = only(tmp_path)
    path.unlink()

    assert refused(found).code == "E_UNREADABLE"
    assert refused(found).detail == {"reason": "No such file or directory"}


def test_a_file_without_permission_is_refused_with_the_reason(tmp_path, monkeypatch):
    write(tmp_path / "a.md").chmod(0)
    found = only(tmp_path)
    if os.access(tmp_path / "a.md", os.R_OK):  # for root there is no such file

        def deny(*_args):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(files.os, "open", deny)

    assert refused(found) == Problem("E_UNREADABLE", None, {"reason": "Permission denied"})


def test_a_folder_that_cannot_be_listed_is_one_problem_and_the_rest_goes_on(tmp_path, monkeypatch):
    write(tmp_path / "a/1.md")
    write(tmp_path / "b/2.md")
    scan = os.scandir

    def deny_one(location):
        if location.endswith(b"/a"):
            raise PermissionError(13, "Permission denied")
        return scan(location)

    monkeypatch.setattr(files.os, "scandir", deny_one)
    first, second = walk(tmp_path)

    assert (first.path, second.path) == ("a/", "b/2.md")
    assert refused(first).detail == {"reason": "Permission denied"}
    assert second.problem is None


def test_a_folder_that_does_not_exist_is_a_problem(tmp_path):
    found = only(tmp_path / "nowhere")

    assert (found.path, refused(found).code) == (".", "E_UNREADABLE")


NAMES = {
    "no UTF-8": (b"\xff\xfe.md", "\\xff\\xfe.md"),
    "GB18030": ("新闻.md".encode("gb18030"), "\\xd0\\xc2\\xce\\xc5.md"),
    "a line feed": (b"a\nb.md", "a\\u000ab.md"),
    "an escape": (b"a\x1b[31m.md", "a\\u001b[31m.md"),
    "a direction sign": ("a\u202egpj.md".encode(), "a\\u202egpj.md"),
    "a no-break space": ("a\u00a0b.md".encode(), "a\\u00a0b.md"),
    "a byte like a no-break space": (b"a\xa0b.md", "a\\xa0b.md"),
    "GB18030 and digits": (b"\xb2\xe2\xca\xd454.md", "\\xb2\\xe2\\xca\\xd454.md"),
    "a private character": ("a\U000f0000.md".encode(), "a\\U000f0000.md"),
    "text": ("标题：「测试」 ? #1.md".encode(), "标题：「测试」 ? #1.md"),
}


@pytest.mark.parametrize(("name", "shown"), NAMES.values(), ids=NAMES)
def test_odd_names_are_shown_and_their_files_read(tmp_path, name, shown):
    write(tmp_path / os.fsdecode(name), b"text")
    found = only(tmp_path)

    assert found.path == shown
    assert read(found, "root").data == b"text"


def test_a_path_that_is_too_long_is_refused_and_shown_in_part(tmp_path):
    folder = tmp_path
    for _ in range(6):
        folder /= "x" * 200
    write(folder / "a.md")
    found = only(tmp_path)

    assert refused(found) == Problem("E_PATH_TOO_LONG", None, {"limit": 1000})
    assert len(found.path) == 1000


def test_two_names_are_never_shown_alike(tmp_path):
    for name, _ in NAMES.values():
        write(tmp_path / os.fsdecode(name))

    assert len(set(paths(tmp_path))) == len(NAMES)


def test_folders_below_each_other_without_end_are_told_once(tmp_path):
    write(tmp_path / "z.md")
    folders = [tmp_path / "d"]
    for _ in range(1_100):
        folders.append(folders[-1] / "d")
    for folder in folders:
        folder.mkdir()
    write(tmp_path / "d/d/a.md")
    try:
        found = list(walk(tmp_path))
    finally:  # shutil.rmtree, which would clean up, recurses
        (tmp_path / "d/d/a.md").unlink()
        for folder in reversed(folders):
            folder.rmdir()

    assert [one.path for one in found] == ["d/d/a.md", ("d/" * 501)[:1000], "z.md"]
    assert refused(found[1]) == Problem("E_PATH_TOO_LONG", None, {"limit": 1000})


@pytest.mark.parametrize("error", [PermissionError(13, "denied"), FileNotFoundError(2, "gone")])
def test_a_link_that_cannot_be_looked_at_is_unreadable(tmp_path, monkeypatch, error):
    (tmp_path / "a.md").symlink_to("b.md")

    def fail(_location):
        raise error

    monkeypatch.setattr(files.os, "lstat", fail)

    assert refused(only(tmp_path)) == Problem("E_UNREADABLE", None, {"reason": error.strerror})


def test_a_file_system_that_does_not_tell_kinds_may_fail_at_each(tmp_path, monkeypatch):
    class Unknown:
        name, path = b"a.md", os.fsencode(tmp_path / "gone.md")

        def is_file(self, *, follow_symlinks):
            raise PermissionError(13, "Permission denied")

        is_dir = is_file

    monkeypatch.setattr(files.os, "scandir", lambda _: nullcontext([Unknown()]))

    assert refused(only(tmp_path)).code == "E_UNREADABLE"


def test_a_path_that_could_lead_out_is_refused_with_the_part(tmp_path):
    write(tmp_path / "a%2f..%2fb.md")
    found = only(tmp_path)

    assert refused(found) == Problem("E_PATH_UNSAFE", None, {"part": "/../"})
