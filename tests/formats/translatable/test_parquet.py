from __future__ import annotations

import gzip
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import InputError, UserError
from pipeline.formats.translatable import Options, rewrite

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


def translate(texts: Iterator[str]) -> Iterator[str]:
    return (text[::-1] for text in texts)


def run(tmp_path: Path, table: Any, **options: str) -> Any:
    pq.write_table(table, tmp_path / "in.parquet", row_group_size=3, compression={"text": "zstd", "id": "gzip"})
    rewrite("parquet", str(tmp_path / "in.parquet"), str(tmp_path / "out.parquet"), translate, Options(**options))
    return pq.ParquetFile(tmp_path / "out.parquet")


@pytest.fixture
def table() -> Any:
    texts = ["نعم", None, "", "دمشق", "لا"]
    schema = pa.schema(
        [pa.field("id", pa.int32(), metadata={"unit": "none"}), ("text", pa.string()), ("tags", pa.list_(pa.string()))],
        metadata={"desk": "Cairo"},
    )
    return pa.table([list(range(5)), texts, [["a"], [], None, ["b", "c"], ["d"]]], schema=schema)


def test_a_column_more_and_all_else_as_it_was(tmp_path: Path, table: Any) -> None:
    made = run(tmp_path, table)
    found = made.read()
    assert found.column_names == ["id", "text", "tags", "translation"]
    assert found["translation"].to_pylist() == ["معن", None, "", "قشمد", "ال"]
    assert found.drop_columns(["translation"]).equals(table)
    assert found.schema.metadata == {b"desk": b"Cairo"}
    assert found.schema.field("id").metadata[b"unit"] == b"none"
    rows = [made.metadata.row_group(i).num_rows for i in range(made.num_row_groups)]
    assert rows == [3, 2]
    first = made.metadata.row_group(0)
    assert [first.column(i).compression for i in range(4)] == ["GZIP", "ZSTD", "UNCOMPRESSED", "ZSTD"]


@pytest.mark.parametrize("kind", ["string", "large_string", "string_view", "dictionary"])
def test_a_column_written_over_keeps_its_place(tmp_path: Path, kind: str) -> None:
    types = {"dictionary": pa.dictionary(pa.int32(), pa.string())}
    texts = pa.array(["نعم", "لا", "نعم", None]).cast(types.get(kind) or getattr(pa, kind)())
    found = run(tmp_path, pa.table({"text": texts, "id": [1, 2, 3, 4]}), into="text").read()
    assert found.column_names == ["text", "id"]
    assert found["text"].to_pylist() == ["معن", "ال", "معن", None]


def test_rows_are_read_as_they_are_needed(tmp_path: Path) -> None:
    read = 0

    def counted(texts: Iterator[str]) -> Iterator[str]:
        nonlocal read
        for window in iter(lambda: list(itertools.islice(texts, 100)), []):
            read += len(window)
            yield from window

    pq.write_table(pa.table({"text": [f"نص {i}" for i in range(5000)]}), tmp_path / "in.parquet", row_group_size=2500)
    target = tmp_path / "out.parquet"
    rewrite("parquet", str(tmp_path / "in.parquet"), str(target), counted, Options(into="english"))
    made = pq.ParquetFile(target)
    assert made.read()["english"].to_pylist() == [f"نص {i}" for i in range(5000)]
    assert [made.metadata.row_group(i).num_rows for i in range(2)] == [2500, 2500]
    assert read == 5000


def test_no_rows_and_the_same_bytes_again(tmp_path: Path, table: Any) -> None:
    assert run(tmp_path, table.slice(0, 0)).read().column_names == [*table.column_names, "translation"]
    run(tmp_path, table)
    first = (tmp_path / "out.parquet").read_bytes()
    run(tmp_path, table)
    assert (tmp_path / "out.parquet").read_bytes() == first


def test_a_packed_file(tmp_path: Path, table: Any) -> None:
    run(tmp_path, table)
    packed = tmp_path / "in.parquet.gz"
    packed.write_bytes(gzip.compress((tmp_path / "in.parquet").read_bytes()))
    rewrite("parquet", str(packed), str(tmp_path / "2.parquet"), translate, Options())
    assert (tmp_path / "2.parquet").read_bytes() == (tmp_path / "out.parquet").read_bytes()


def written(tmp_path: Path, table: Any) -> bytes:
    pq.write_table(table, tmp_path / "x", compression="none", use_dictionary=False)
    raw = (tmp_path / "x").read_bytes()
    (tmp_path / "x").unlink()
    return raw


def test_a_bad_file_is_one_line_and_writes_nothing(tmp_path: Path, table: Any) -> None:
    whole = written(tmp_path, table)
    not_utf8 = written(tmp_path, pa.table({"text": ["aaaa", "bbbb"]})).replace(b"bbbb", b"\xff\xff\xff\xff")
    cases = [
        (b"no", "text", "not a whole Parquet file"),
        (whole[:-20], "text", "not a whole Parquet file"),
        (whole[: len(whole) // 3] + b"PAR1", "text", "not a whole Parquet file"),
        (b"PAR1" + bytes(60) + whole[64:], "text", "not a whole Parquet file"),
        (not_utf8, "text", r"a text in the 2 rows from 1 on is not UTF-8"),
        (whole, "txet", "no column 'txet'; did you mean 'text'"),
        (whole, "id", "column 'id' holds int32, not text"),
        (written(tmp_path, pa.table({"text": ["x" * 1_000_001]})), "text", "row 1 has more than 1,000,000 characters"),
    ]
    for raw, name, message in cases:
        (tmp_path / "in").write_bytes(raw)
        with pytest.raises(InputError, match=message) as caught:
            rewrite("parquet", str(tmp_path / "in"), str(tmp_path / "out"), translate, Options(field=name))
        assert "\n" not in str(caught.value)
        assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_a_missing_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(UserError, match=r"needs pyarrow.*pip install 'wirepair\[parquet\]'"):
        rewrite("parquet", "in", str(tmp_path / "out"), translate, Options())
