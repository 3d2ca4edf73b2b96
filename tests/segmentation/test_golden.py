"""The golden files of segmentation: plain text that a linguist can edit. tests/golden/segmentation/ar.txt says how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.segmentation.base import segmenters

FOLDER = Path(__file__).parents[1] / "golden" / "segmentation"
INVISIBLE = {
    "<RLM>": "\u200f",
    "<LRM>": "\u200e",
    "<NBSP>": "\u00a0",
    "<ZWNJ>": "\u200c",
    "<TAB>": "\t",
    "<RLE>": "\u202b",
    "<PDF>": "\u202c",
    "<BOM>": "\ufeff",
}


@dataclass(frozen=True)
class Case:
    """One case: a text, and its sentences by paragraph."""

    title: str
    text: str
    paragraphs: list[list[str]]


def seen(text: str) -> str:
    for name, character in INVISIBLE.items():
        text = text.replace(name, character)
    return text


def cases(language: str) -> Iterator[Case]:
    file = (FOLDER / f"{language}.txt").read_text(encoding="utf-8")
    for case in file.split("\n=== ")[1:]:
        title, body = case.split("\n", 1)
        text, sentences = body.split("\n---\n")
        groups = [group.split("\n") for group in seen(sentences).strip("\n").split("\n\n")]
        yield Case(title, seen(text), groups)


def parameters() -> list[object]:
    return [
        pytest.param(
            language,
            case,
            id=f"{language}: {case.title}",
            marks=[pytest.mark.xfail(strict=True)] if case.title.startswith("xfail: ") else [],
        )
        for language in ("ar", "en")
        for case in cases(language)
    ]


@pytest.mark.parametrize(("language", "case"), parameters())
def test_golden(language: str, case: Case) -> None:
    document = segmenters.get("rules")().segment(case.text, language)
    assert [[document.lines[i] for i in group] for group in document.paragraphs] == case.paragraphs


def test_there_are_enough() -> None:
    assert len(list(cases("ar"))) >= 60
    assert len(list(cases("en"))) >= 50
