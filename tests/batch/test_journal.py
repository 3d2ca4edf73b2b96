from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.batch.journal import Journal, Row
from pipeline.errors import UserError

ROWS = [("x.jsonl", Row(line, f"{line:016}", line * 10, 3, 0)) for line in range(1, 6)]


def journal(path: Path) -> Journal:
    made = Journal(path)
    made.start({"beam": 4}, "model:toy")
    return made


def test_what_is_added_is_read_again(tmp_path: Path) -> None:
    first = journal(tmp_path / "j")
    first.add(ROWS)
    first.add([("a.en.txt", Row(0, "old", 0, 1, 0)), ("a.en.txt", Row(0, "new", 0, 2, 1))])
    first.close()
    second = Journal(tmp_path / "j")
    assert (second.made_with, second.signature) == ({"beam": 4}, "model:toy")
    assert second.done == {"x.jsonl": [row for _, row in ROWS], "a.en.txt": [Row(0, "new", 0, 2, 1)]}


def test_a_cut_takes_back_what_stands_after_it(tmp_path: Path) -> None:
    first = journal(tmp_path / "j")
    first.add(ROWS)
    second = Journal(tmp_path / "j")
    second.cut("x.jsonl", 2)
    second.cut("x.jsonl", 2)
    second.add([("x.jsonl", Row(4, "other", 33, 1, 0))])
    assert [row.line for row in Journal(tmp_path / "j").done["x.jsonl"]] == [1, 2, 4]
    assert (tmp_path / "j").read_bytes().count(b"cut") == 1


def test_a_line_that_broke_off_counts_for_nothing_wherever_it_broke(tmp_path: Path) -> None:
    journal(tmp_path / "j").add(ROWS)
    raw = (tmp_path / "j").read_bytes()
    last = raw[:-1].rindex(b"\n") + 1
    for end in range(last, len(raw) + 1):
        (tmp_path / "j").write_bytes(raw[:end])
        torn = Journal(tmp_path / "j")
        assert len(torn.done["x.jsonl"]) == (5 if end >= len(raw) - 1 else 4)
        torn.add([("x.jsonl", Row(9, "more", 99, 1, 0))])
        torn.close()
        assert [row.line for row in Journal(tmp_path / "j").done["x.jsonl"]][-1] == 9
    (tmp_path / "j").write_bytes(raw[:last] + b"\0" * 50)
    assert len(Journal(tmp_path / "j").done["x.jsonl"]) == 4


def test_names_that_are_not_utf8_survive(tmp_path: Path) -> None:
    name = b"caf\xe9.en.txt".decode("utf-8", "surrogateescape")
    journal(tmp_path / "j").add([(name, ROWS[0][1])])
    assert list(Journal(tmp_path / "j").done) == [name]


@pytest.mark.parametrize("content", [b"", b"hello\n", b'{"journal": 99, "made_with": {}}\n', b"[1]\n"])
def test_another_file_is_not_taken_for_a_journal(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "j").write_bytes(content)
    with pytest.raises(UserError, match="not a journal of this version"):
        Journal(tmp_path / "j")
