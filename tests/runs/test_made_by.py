"""What a run was made by: the package's own bytes."""

from __future__ import annotations

from pathlib import Path

from pipeline.runs.made_by import LIBRARIES, code_hash, library_versions


def _package(folder: Path) -> Path:
    (folder / "part" / "__pycache__").mkdir(parents=True)
    (folder / "a.py").write_text("x = 1\n")
    (folder / "part" / "words.tsv").write_text("a\tb\n")
    return folder


def test_any_changed_file_changes_the_hash_and_compiled_ones_do_not(tmp_path: Path) -> None:
    folder = _package(tmp_path)
    before = code_hash(folder)
    (folder / "part" / "__pycache__" / "a.pyc").write_bytes(b"\x00")
    assert code_hash(folder) == before
    (folder / "part" / "words.tsv").write_text("a\tc\n")
    changed = code_hash(folder)
    assert changed != before
    (folder / "a.py").rename(folder / "b.py")
    assert code_hash(folder) not in (before, changed)


def test_where_a_package_lies_does_not_matter(tmp_path: Path) -> None:
    assert code_hash(_package(tmp_path / "here")) == code_hash(_package(tmp_path / "there"))


def test_every_library_that_is_installed_tells_its_version() -> None:
    versions = library_versions()
    assert set(versions) == set(LIBRARIES)
    assert all(versions.values())
