"""The run folder: keys, whole files, DONE."""

from __future__ import annotations

from pathlib import Path

from pipeline.runs.folder import RunFolder, hash_file, run_key
from pipeline.runs.manifest import Stopwatch, manifest


def test_a_key_depends_on_the_content_and_not_on_the_order() -> None:
    assert run_key({"a": 1, "b": ["x"]}) == run_key({"b": ["x"], "a": 1})
    assert run_key({"a": 1}) != run_key({"a": 2})
    assert len(run_key({})) == 12


def test_done_is_a_file_and_comes_last(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path, "demo", "abc")
    folder.write_rows([{"n": 1}, {"n": 2}], "deep", "rows.jsonl")
    assert not folder.done
    folder.finish()
    assert folder.done
    assert folder.read_rows("deep", "rows.jsonl") == [{"n": 1}, {"n": 2}]
    assert folder.read_rows("none.jsonl") == []
    assert not list(folder.path.rglob("*.tmp"))


def test_a_table_keeps_its_shape_whatever_the_cells_hold(tmp_path: Path) -> None:
    path = RunFolder(tmp_path, "demo", "abc").write_table(["a", "b"], [["x\ty", "line\nend"], [1, ""]], "t.tsv")
    assert path.read_text(encoding="utf-8") == "a\tb\nx y\tline end\n1\t\n"


def test_a_file_hash_is_its_sha256(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert hash_file(tmp_path / "a").startswith("ba7816bf")


def test_the_manifest_says_what_made_the_run() -> None:
    watch = Stopwatch()
    with watch.stage("a"):
        pass
    with watch.stage("a"):
        pass
    made = manifest(watch, extra="x")
    assert list(made["seconds"]) == ["a"]  # type: ignore[call-overload]
    assert made["extra"] == "x"
    assert made["libraries"]["sacrebleu"]  # type: ignore[index]
