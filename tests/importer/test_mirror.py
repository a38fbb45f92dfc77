"""A folder of ours: only what changed is written, and nobody else's work is touched."""

import errno
import json
import os
from pathlib import Path

import pytest

from articles.importer.mirror import MANIFEST, Mirror, NotOurs

ONE, TWO = "wire/2021/1-one.html", "wire/2021/2-two.html"
ALL = {"status": "all"}


@pytest.fixture
def top(tmp_path) -> Path:
    return tmp_path / "out"


def fill(top: Path, stories: dict[str, bytes], selection=ALL, **options) -> Mirror:
    """A whole export."""
    mirror = Mirror(top, selection, **options)
    mirror.open()
    for path, data in stories.items():
        mirror.put(path, data)
    mirror.remove_the_rest()
    mirror.save()
    return mirror


def counts(mirror: Mirror) -> tuple[int, int, int, list[str]]:
    changes = mirror.changes
    return changes.written, changes.unchanged, changes.removed, changes.kept


def found(top: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(top)): path.read_bytes()
        for path in top.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def test_a_new_folder_is_filled(top):
    assert counts(fill(top / "deep", {TWO: b"2", ONE: b"1"})) == (2, 0, 0, [])

    manifest = json.loads((top / "deep" / MANIFEST).read_text())
    assert found(top / "deep") == {ONE: b"1", TWO: b"2"}
    assert (manifest["format"], manifest["selection"], [*manifest["files"]]) == (1, ALL, [ONE, TWO])


def test_what_has_not_changed_is_not_written(top):
    fill(top, {ONE: b"1", TWO: b"2"})
    for path in (ONE, TWO, MANIFEST):
        os.utime(top / path, (1, 1))

    assert counts(fill(top, {ONE: b"1", TWO: b"2"})) == (0, 2, 0, [])
    assert {(top / path).stat().st_mtime for path in (ONE, TWO, MANIFEST)} == {1}

    assert counts(fill(top, {ONE: b"1", TWO: b"two"})) == (1, 1, 0, [])
    assert (top / ONE).stat().st_mtime == 1
    assert (top / TWO).read_bytes() == b"two"


def test_what_is_gone_is_removed_with_its_empty_folders(top):
    fill(top, {ONE: b"1", "other/2020/3-c.html": b"3"})

    assert counts(fill(top, {ONE: b"1"})) == (0, 1, 1, [])
    assert sorted(path.name for path in top.iterdir()) == [MANIFEST, "wire"]


def test_what_somebody_removed_is_no_fault(top):
    fill(top, {ONE: b"1", TWO: b"2"})
    (top / ONE).unlink()
    (top / TWO).unlink()

    assert counts(fill(top, {ONE: b"1"})) == (1, 0, 0, [])


def test_files_that_somebody_changed_are_kept_and_told_every_time(top):
    fill(top, {ONE: b"1", TWO: b"2"})
    (top / ONE).write_bytes(b"mine")
    (top / TWO).write_bytes(b"mine")

    for _ in range(2):
        assert counts(fill(top, {ONE: b"new"})) == (0, 0, 0, [ONE, TWO])
    assert found(top) == {ONE: b"mine", TWO: b"mine"}

    assert counts(fill(top, {ONE: b"new"}, force=True)) == (1, 0, 0, [TWO])
    assert found(top) == {ONE: b"new", TWO: b"mine"}


def test_other_peoples_files_are_never_touched(top):
    fill(top, {ONE: b"1"})
    (top / "README.md").write_bytes(b"mine")
    (top / TWO).write_bytes(b"mine")

    assert counts(fill(top, {TWO: b"2"})) == (0, 0, 1, [TWO])
    assert found(top) == {"README.md": b"mine", TWO: b"mine"}
    assert json.loads((top / MANIFEST).read_text())["files"] == {}


def test_a_link_is_not_followed(top, tmp_path):
    fill(top, {ONE: b"1", TWO: b"2"})
    outside = tmp_path / "outside"
    (top / "wire").rename(outside)
    (top / "wire").symlink_to(outside)

    assert counts(fill(top, {ONE: b"new"})) == (0, 0, 0, [ONE, TWO])
    assert (outside / "2021/1-one.html").read_bytes() == b"1"


def test_a_folder_in_a_files_place_is_kept(top):
    fill(top, {})
    (top / ONE).mkdir(parents=True)

    assert counts(fill(top, {ONE: b"1"})) == (0, 0, 0, [ONE])


def test_a_folder_that_is_not_ours_is_refused_unless_forced(top):
    top.mkdir()
    (top / "thesis.txt").write_bytes(b"mine")

    with pytest.raises(NotOurs, match="not empty"):
        fill(top, {ONE: b"1"})
    assert found(top) == {"thesis.txt": b"mine"}

    fill(top, {ONE: b"1"}, force=True)
    assert found(top) == {"thesis.txt": b"mine", ONE: b"1"}


def test_an_empty_folder_and_a_fresh_repository_are_fine(top):
    (top / ".git").mkdir(parents=True)

    assert counts(fill(top, {ONE: b"1"})) == (1, 0, 0, [])


def test_another_selection_does_not_empty_the_folder_unasked(top):
    fill(top, {ONE: b"1", TWO: b"2"})

    with pytest.raises(NotOurs, match="something else"):
        fill(top, {ONE: b"1"}, {"status": "draft"})
    assert set(found(top)) == {ONE, TWO}

    assert counts(fill(top, {ONE: b"1"}, {"status": "draft"}, force=True)) == (0, 1, 1, [])


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "{}", '{"format": 2, "selection": {}, "files": {}}',
        '{"format": 1, "selection": {}, "files": []}', "\ud800",
        '{"format": 1, "selection": {"status": "all"}, "files": {"../2020/1-a.html": "x"}}',
        '{"format": 1, "selection": {"status": "all"}, "files": {"notes.txt": "x"}}',
    ],
)  # fmt: skip
def test_a_manifest_that_is_none_is_refused_unless_forced(top, text):
    top.mkdir()
    (top / MANIFEST).write_bytes(text.encode(errors="surrogatepass"))

    with pytest.raises(NotOurs, match="none that this version"):
        fill(top, {ONE: b"1"})
    assert found(top) == {}

    assert counts(fill(top, {ONE: b"1"}, force=True)) == (1, 0, 0, [])


def test_a_dry_run_counts_and_writes_nothing(top):
    assert counts(fill(top, {ONE: b"1"}, dry_run=True)) == (1, 0, 0, [])
    assert not top.exists()

    fill(top, {ONE: b"1", TWO: b"2"})
    assert counts(fill(top, {ONE: b"new"}, dry_run=True)) == (1, 0, 1, [])
    assert found(top) == {ONE: b"1", TWO: b"2"}


def test_a_full_disk_leaves_no_half_file(top, monkeypatch):
    fill(top, {ONE: b"1"})

    def full(self, data):
        with self.open("wb") as file:
            file.write(data[:1])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(OSError, match="No space left"):
            fill(top, {ONE: b"new"})

    assert found(top) == {ONE: b"1"}


def test_an_export_that_died_goes_on(top):
    died = Mirror(top, ALL)
    died.open()
    died.put(ONE, b"1")

    assert counts(fill(top, {ONE: b"1", TWO: b"2"})) == (1, 1, 0, [])
