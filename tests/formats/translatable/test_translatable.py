from __future__ import annotations

import gzip
import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pipeline.errors import ConfigError, InputError, UserError
from pipeline.formats.translatable import Options, kind_of, rewrite
from pipeline.formats.translatable import text as long_text
from pipeline.formats.translatable.base import Unit, filled

from .fakes import TMX, XLIFF12, XLIFF20, run, translate


@given(st.lists(st.lists(st.text(max_size=3), max_size=3), max_size=20), st.integers(1, 7), st.integers(0, 25))
def test_every_unit_gets_its_own_answers_however_far_the_translator_reads(
    rows: list[list[str]], ahead: int, first: int
) -> None:
    def batched(texts: Iterator[str]) -> Iterator[str]:
        while window := list(itertools.islice(texts, ahead)):
            yield from (text.upper() + "!" for text in window)

    units = (Unit(row, lambda answers: "|".join(answers)) for row in rows)
    assert list(filled(units, batched, first)) == ["|".join(text.upper() + "!" for text in row) for row in rows]


def test_kinds_by_name() -> None:
    names = ["a.jsonl", "a.tsv.gz", "A.CSV", "x.html.zst", "m.tmx", "m.xlf", "a.docx", "story.txt", "story"]
    assert [kind_of(name) for name in names] == ["jsonl", "tsv", "csv", "html", "tmx", "xliff", "docx", None, None]


def test_lines(tmp_path: Path) -> None:
    assert run("lines", tmp_path, "نعم\r\n\nدمشق") == "yes\n\nDamascus\n"


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_packed_streams(tmp_path: Path, ending: str) -> None:
    source, target = tmp_path / f"in{ending}", tmp_path / f"out{ending}"
    raw = "نعم\nدمشق\n".encode()
    source.write_bytes(gzip.compress(raw) if ending == ".gz" else zstandard.compress(raw))
    rewrite("lines", str(source), str(target), translate, Options())
    unpack = gzip.decompress if ending == ".gz" else zstandard.ZstdDecompressor().decompressobj().decompress
    assert unpack(target.read_bytes()) == b"yes\nDamascus\n"
    source.write_bytes(source.read_bytes()[:-9])
    with pytest.raises(InputError, match=f"not a whole {ending} file"):
        rewrite("lines", str(source), str(target), translate, Options())
    unpack = gzip.decompress if ending == ".gz" else zstandard.ZstdDecompressor().decompressobj().decompress
    assert unpack(target.read_bytes()) == b"yes\nDamascus\n"


@given(st.lists(st.sampled_from(["نعم", " ", "\n", "\r\n", "\n \n", "\n\n"]), max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_long_text_is_cut_at_line_ends_and_nothing_is_lost(tmp_path: Path, parts: list[str]) -> None:
    text = "نعم" + "".join(parts)
    (tmp_path / "in").write_bytes(text.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(long_text, "PIECE", 12)
        if max(map(len, text.split("\n"))) > 12:
            with pytest.raises(InputError, match="a line of more than 12 characters"):
                list(long_text.pieces(str(tmp_path / "in")))
            return
        assume(max(map(len, text.split("\n"))) < 12)
        found = list(long_text.pieces(str(tmp_path / "in")))
    assert "".join(found) == text
    assert all(0 < len(piece) <= 12 for piece in found)
    assert all(piece.endswith("\n") for piece in found[:-1])


def test_a_long_text_is_cut_where_a_line_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_text, "PIECE", 12)
    (tmp_path / "in").write_text("نعم\n\nنعم\nنعم\nنعم", encoding="utf-8")
    assert list(long_text.pieces(str(tmp_path / "in"))) == ["نعم\n\nنعم\n", "نعم\nنعم"]
    (tmp_path / "in").write_text("نعم نعم\n \nنعم\nنعم", encoding="utf-8")
    assert list(long_text.pieces(str(tmp_path / "in"))) == ["نعم نعم\n \n", "نعم\nنعم"]


def test_jsonl_keeps_every_other_key(tmp_path: Path) -> None:
    made = run("jsonl", tmp_path, '{"id": 7, "text": "نعم", "meta": {"a": [1]}}\n\n{"text": "دمشق", "id": 8}\n')
    lines = made.splitlines()
    assert json.loads(lines[0]) == {"id": 7, "text": "نعم", "meta": {"a": [1]}, "translation": "yes"}
    assert lines[1] == ""
    assert list(json.loads(lines[2])) == ["text", "id", "translation"]
    assert json.loads(run("jsonl", tmp_path, '{"text": "نعم", "x": "\\udfff"}'))["x"] == "\udfff"
    assert json.loads(run("jsonl", tmp_path, '{"body": "نعم"}', field="body", into="body")) == {"body": "yes"}


def test_tables(tmp_path: Path) -> None:
    assert run("tsv", tmp_path, "id\ttext\n1\tنعم\n2\tدمشق\n") == (
        "id\ttext\ttranslation\n1\tنعم\tyes\n2\tدمشق\tDamascus\n"
    )
    assert run("tsv", tmp_path, "1\tنعم\n", field="2") == "1\tنعم\tyes\n"
    made = run("csv", tmp_path, 'text,note\n"نعم","two\nlines, ""quoted"""\n', into="text")
    assert made == 'text,note\nyes,"two\nlines, ""quoted"""\n'


def test_a_table_keeps_its_line_ends_and_its_byte_order_mark(tmp_path: Path) -> None:
    for kind in ("csv", "tsv"):
        (tmp_path / "in").write_bytes(b"\xef\xbb\xbf" + "text\r\nنعم\r\n\r\n".encode())
        rewrite(kind, str(tmp_path / "in"), str(tmp_path / "out"), translate, Options(into="text"))
        assert (tmp_path / "out").read_bytes() == b"\xef\xbb\xbftext\r\nyes\r\n\r\n"


def test_no_archive_is_written_to_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    with pytest.raises(UserError, match="a docx file is nothing for a terminal; name a file with -o"):
        rewrite("docx", str(tmp_path / "in"), "-", translate, Options())


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        ("jsonl", '{"text": "a"}\n{"text": \n', r"in:2: not JSON"),
        ("jsonl", '{"body": "a"}', r"in:1: no text under 'text' \(the line has body\)"),
        ("jsonl", "[1]", r"is no object"),
        ("jsonl", "[" * 100_000, r"in:1: not JSON that can be read \(maximum recursion depth"),
        ("jsonl", '{"n": ' + "9" * 5000 + "}", r"in:1: not JSON that can be read \(Exceeds the limit"),
        ("jsonl", '{"text": "\\ud800"}', r"in:1: half of a surrogate pair in 'text'"),
        ("csv", "text;id\nنعم;1\n", r"in:1: no column 'text'; its cells are divided by semicolons"),
        ("tmx", XLIFF12.replace('"ar"', '"fr"'), r"in:1: its source-language is 'fr', not 'ar'"),
        ("xliff", XLIFF20.replace("srcLang", 'trgLang="fr" srcLang'), r"in:1: its trgLang is 'fr', not 'en'"),
        ("tmx", TMX.replace('"ar', '"fr'), r"no unit in 'ar' \(it has en, fr\)"),
        ("tmx", '<tmx version="1.4"><body/></tmx>', r"it has no units with text"),
        ("tsv", "id\ttxet\n1\tx\n", r"in:1: no column 'text'; did you mean 'txet'"),
        ("tsv", "0\tx\n", r"no column 'text'"),
        ("tsv", "id\ttext\n1\n", r"in:2: 1 columns, none of them number 2"),
        ("csv", 'text\n"a\n', r"not CSV"),
        ("xliff", "<a/>", r"its root is <a>, not <xliff> or <tmx>"),
        ("tmx", "no", r"not XML"),
        ("tmx", TMX[:-20], r"in: not XML"),
        ("tmx", "<a/>", r"its root is <a>, not <xliff> or <tmx>"),
        ("html", " \n", r"only blanks"),
        ("html", "<b>" * 300 + "نعم", r"in:1: more than 256 elements inside each other"),
        ("tmx", "<tmx>" + "<a>" * 300 + "</a>" * 300 + "</tmx>", r"not XML \(Excessive depth"),
        ("lines", "a\0b", r"in:1: NUL byte"),
        ("lines", "x" * 1_000_001, r"in:1: a line of more than 1,000,000 characters"),
    ],
)
def test_a_bad_file_is_one_line_and_writes_nothing(tmp_path: Path, kind: str, text: str, message: str) -> None:
    (tmp_path / "out").write_text("before", encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        run(kind, tmp_path, text)
    assert "\n" not in str(caught.value)
    assert (tmp_path / "out").read_text(encoding="utf-8") == "before"
    assert len(list(tmp_path.iterdir())) == 2


def test_an_unknown_kind_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(
        ConfigError, match=r"no kind of file 'rtf'.*known: csv, docx, html, jsonl, lines, parquet, text, tmx"
    ):
        run("rtf", tmp_path, "x")


def test_a_missing_file_and_another_encoding(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        rewrite("lines", str(tmp_path / "none"), str(tmp_path / "out"), translate, Options())
    (tmp_path / "in").write_bytes("نعم\n".encode("cp1256"))
    with pytest.raises(InputError, match=r"in:1: not utf-8 at byte offset 0"):
        rewrite("lines", str(tmp_path / "in"), str(tmp_path / "out"), translate, Options())
    for encoding in ("cp1256", "utf-16"):
        (tmp_path / "in").write_bytes("نعم\n".encode(encoding))
        rewrite("lines", str(tmp_path / "in"), str(tmp_path / "out"), translate, Options(encoding=encoding))
        assert (tmp_path / "out").read_text(encoding="utf-8") == "yes\n"
