"""Texts in every form that `evaluate` reads, and what a damaged one gets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.evaluation.inputs import Text, flat, flat_sources, read_texts


def written(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_plain_file_is_one_text_that_is_not_cut(tmp_path: Path) -> None:
    assert read_texts(written(tmp_path, "a.en", "One.\n\nTwo.\n")) == (Text("a.en", ("One.", "", "Two.")),)


def test_json_lines_of_sentences_are_joined_by_story(tmp_path: Path) -> None:
    records = [
        {"story": "a", "source": "واحد", "translation": "One.", "reference": "Uno."},
        {"story": "b", "source": "اثنان", "translation": "Two.", "reference": "Due."},
        {"story": "a", "source": "ثلاثة", "translation": "", "reference": "Tre."},
    ]
    path = written(tmp_path, "x.jsonl", "".join(json.dumps(r) + "\n\n" for r in records))
    assert read_texts(path) == (
        Text("a", ("One.", ""), True, ("واحد", "ثلاثة")),
        Text("b", ("Two.",), True, ("اثنان",)),
    )
    assert flat(read_texts(path, role="reference")) == ["Uno.", "Tre.", "Due."]
    assert flat_sources(read_texts(path)) == ["واحد", "ثلاثة", "اثنان"]


def test_json_lines_of_stories(tmp_path: Path) -> None:
    path = written(tmp_path, "x.jsonl", '{"id": "a", "lines": ["One.", "Two."]}\n{"id": "b", "lines": ["Three."]}\n')
    assert read_texts(path) == (Text("a", ("One.", "Two."), True), Text("b", ("Three.",), True))


def test_run_folder(tmp_path: Path) -> None:
    outputs = [{"source": "واحد", "text": "One.", "score": -0.3}, {"source": "اثنان", "text": "Two.", "score": None}]
    written(
        tmp_path,
        "run/translations.jsonl",
        json.dumps({"story": "a", "signature": "model:x", "sentences": outputs}) + "\n",
    )
    assert read_texts(str(tmp_path / "run")) == (Text("a", ("One.", "Two."), True, ("واحد", "اثنان"), "model:x"),)
    with pytest.raises(InputError, match=r"no translations\.jsonl"):
        read_texts(str(tmp_path))


def test_tsv_keeps_quotes_as_letters(tmp_path: Path) -> None:
    path = written(tmp_path, "x.tsv", 'Source\tHypothesis\tReference\nقال\t"He said\tHe said "no\n')
    assert read_texts(path) == (Text("x.tsv", ('"He said',), True, ("قال",)),)
    assert flat(read_texts(path, role="reference")) == ['He said "no']


def test_tmx(tmp_path: Path) -> None:
    units = (
        '<tu><tuv xml:lang="ar"><seg>واحد</seg></tuv><tuv xml:lang="en-GB"><seg>One <bpt i="1"/>thing.</seg></tuv></tu>'
    )
    path = written(tmp_path, "x.tmx", f'<tmx version="1.4"><header/><body>{units}</body></tmx>')
    assert read_texts(path) == (Text("x.tmx", ("One thing.",), True, ("واحد",)),)
    with pytest.raises(InputError, match="no 'en' variant"):
        read_texts(written(tmp_path, "y.tmx", units.replace("en-GB", "fr")))


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("x.jsonl", '{"text": "a"}\nnot json\n', r"x\.jsonl:2: not JSON"),
        ("x.jsonl", "[1]\n", r"x\.jsonl:1: not a JSON object"),
        ("x.jsonl", '{"words": "a"}\n', r"x\.jsonl:1: no field for the hypothesis \(it has: words\)"),
        ("x.jsonl", '{"text": 3}\n', r"x\.jsonl:1: 3 is not a text"),
        ("x.jsonl", '{"text": "a", "source": "b"}\n{"text": "a"}\n', "2 lines but 1 source sentences"),
        ("x.tsv", "hypothesis\tsource\na\n", r"x\.tsv:2: 1 columns, the header has 2"),
        ("x.tsv", "hypothesis\n", "holds no record"),
        ("x.tmx", "<tmx", "not XML"),
    ],
)
def test_damaged_input(tmp_path: Path, name: str, text: str, fault: str) -> None:
    with pytest.raises(InputError, match=fault) as caught:
        read_texts(written(tmp_path, name, text))
    assert "\n" not in str(caught.value)
