"""Sources: read, filtered, capped, kept apart from the held-out sets."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ConfigError, InputError
from pipeline.training.corpus import Corpus, Respelling, keep, key, read_pairs
from pipeline.training.joining import join
from pipeline.training.settings import Data, Filters

PAIRS = [("قال الوزير نعم", "the minister said yes"), ("وصل الوفد أمس", "the delegation arrived yesterday")]


def _corpus(folder: Path, **data: Any) -> Corpus:
    return Corpus(Data.model_validate(data), lambda name: folder / name, seed=1)


def _tsv(path: Path, pairs: list[tuple[str, str]]) -> None:
    path.write_text("".join(f"{a}\t{b}\n" for a, b in pairs), encoding="utf-8")


def test_tsv_gz_jsonl_and_tmx_give_the_same_pairs(tmp_path: Path) -> None:
    _tsv(tmp_path / "a.tsv", PAIRS)
    with gzip.open(tmp_path / "a.tsv.gz", "wt", encoding="utf-8") as file:
        file.write((tmp_path / "a.tsv").read_text(encoding="utf-8"))
    rows = [{"source_text": [a], "target_text": [b], "confidence": 0.9} for a, b in PAIRS]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    units = "".join(
        f'<tu><tuv xml:lang="ar"><seg>{a}</seg></tuv><tuv xml:lang="en-US"><seg>{b}</seg></tuv></tu>' for a, b in PAIRS
    )
    (tmp_path / "a.tmx").write_text(f"<tmx><body>{units}</body></tmx>", encoding="utf-8")
    for name in ("a.tsv", "a.tsv.gz", "a.jsonl", "a.tmx"):
        assert list(read_pairs(tmp_path / name)) == PAIRS, name


def test_beads_below_the_confidence_are_left_out(tmp_path: Path) -> None:
    rows = [
        {"source_text": [a], "target_text": [b], "confidence": c} for (a, b), c in zip(PAIRS, (0.9, 0.4), strict=True)
    ]
    rows.append({"source_text": [], "target_text": ["an addition"], "confidence": 1.0})
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    assert list(read_pairs(tmp_path / "a.jsonl", confidence=0.5)) == PAIRS[:1]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.tsv", "واحد\n".encode(), r"a\.tsv:1: want source<TAB>target"),
        ("a.jsonl", b"{}\n", r"a\.jsonl:1: want the JSON lines"),
        ("a.tmx", b"<tmx>", r"a\.tmx:1: not well-formed"),
        ("a.tsv", b"\xff\xfe", "not UTF-8"),
    ],
)
def test_a_bad_file_is_one_line(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=said):
        list(read_pairs(tmp_path / name))


def test_a_missing_source_is_a_fault_of_the_config(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no file matches"):
        _corpus(tmp_path, sources=[{"path": "none*.tsv"}])


def test_a_held_out_line_stops_the_run_however_it_is_written(tmp_path: Path) -> None:
    _tsv(tmp_path / "train.tsv", [("قَالَ الوزيرُ: نعم، بالطبع!", "yes indeed")])
    (tmp_path / "held.txt").write_text("قال الوزير نعم بالطبع\n", encoding="utf-8")
    with pytest.raises(InputError, match="stands in a held-out set"):
        _corpus(tmp_path, sources=[{"path": "train.tsv"}], heldout=["held.txt"])


def test_caps_and_weights_count_pairs(tmp_path: Path) -> None:
    _tsv(tmp_path / "a.tsv", [(f"سطر رقم {n}", f"line number {n}") for n in range(100)])
    assert len(_corpus(tmp_path, sources=[{"path": "a.tsv", "pairs": 30}]).draw(0)) == 30
    assert len(_corpus(tmp_path, sources=[{"path": "a.tsv", "weight": 2.5}]).draw(0)) == 250
    assert len(_corpus(tmp_path, sources=[{"path": "a.tsv", "weight": 0.1}]).draw(0)) == 10


def test_each_pass_is_fixed_by_seed_and_number(tmp_path: Path) -> None:
    _tsv(tmp_path / "a.tsv", [(f"سطر رقم {n}", f"line number {n}") for n in range(50)])
    sources = [{"path": "a.tsv", "pairs": 20}]
    first, again = _corpus(tmp_path, sources=sources), _corpus(tmp_path, sources=sources)
    first.draw(0)
    assert first.draw(3) == again.draw(3)
    assert first.draw(3) != first.draw(4)


def test_the_first_passes_may_have_sources_of_their_own(tmp_path: Path) -> None:
    _tsv(tmp_path / "easy.tsv", [("نعم بالطبع", "yes of course")])
    _tsv(tmp_path / "all.tsv", [(f"سطر رقم {n}", f"line number {n}") for n in range(5)])
    corpus = _corpus(tmp_path, sources=[{"path": "all.tsv"}], first=[{"path": "easy.tsv"}], curriculum=1)
    assert corpus.draw(0) == [("نعم بالطبع", "yes of course")]
    assert len(corpus.draw(1)) == 5


@pytest.mark.parametrize(
    ("source", "target", "kept"),
    [
        ("قال الوزير", "the minister said", True),
        ("", "x", False),
        ("same", "same", False),
        ("English words only here", "English words only here too", False),
        ("كلمة " * 200, "word " * 200, False),
        ("جملة قصيرة جدا هنا", "x" * 400, False),
        ("123", "124", False),
    ],
)
def test_filters(source: str, target: str, kept: bool) -> None:
    assert keep(source, target, Filters()) is kept


def test_respelling_keeps_the_case() -> None:
    respell = Respelling({"centre": "center", "labour": "labor", "per cent": "percent"})
    assert respell("5 per cent, 6 Per cent") == "5 percent, 6 Percent"
    assert respell("Labour leaves the centre; LABOURED stays") == "Labor leaves the center; LABOURED stays"


def test_keys_see_through_spelling_marks() -> None:
    assert key("قَالَ  «نعم»!") == key("قال نعم")


def test_joined_pairs_are_long_ones_and_lose_no_word(tmp_path: Path) -> None:
    _tsv(tmp_path / "a.tsv", [(f"وصل {n} إلى المدينة.", f"The {n} came to town.") for n in range(100)])
    sources = [{"path": "a.tsv"}]
    plain = _corpus(tmp_path, sources=sources).draw(0)
    joined = _corpus(tmp_path, sources=sources, joined=0.5).draw(0)
    assert 30 < len(joined) < 70
    assert joined == _corpus(tmp_path, sources=sources, joined=0.5).draw(0)
    for side in (0, 1):
        numbers = [sorted(w for pair in pairs for w in pair[side].split() if w.isdigit()) for pairs in (plain, joined)]
        assert numbers[0] == numbers[1]
    assert all(" " in pair[0] and pair[1].count(" ") < 75 for pair in joined)


def test_joining_writes_small_only_what_is_written_small() -> None:
    first, rng = ("وصل الوفد.", "The delegation arrived."), random.Random(1)
    linked = {join(first, ("قال الوزير نعم.", "The minister said yes."), rng) for _ in range(60)}
    assert ("وصل الوفد، فيما قال الوزير نعم.", "The delegation arrived, while the minister said yes.") in linked
    assert ("وصل الوفد. قال الوزير نعم.", "The delegation arrived. The minister said yes.") in linked
    named = {join(first, ("زار باريس.", "Paris was visited."), rng) for _ in range(20)}
    assert named == {("وصل الوفد. زار باريس.", "The delegation arrived. Paris was visited.")}
