"""Word links of a row: the same number on a word and on its counterparts, and nothing of the text lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.data import Output
from pipeline.report.linked import Pieces, linked
from pipeline.report.view import Cell, Row

SOURCE = "قال الوزير سيرغي لافروف في موسكو إن خمسة مراقبين وصلوا عام ٢٠٢٣"


def row(source: str, translation: str, *references: str | None) -> Row:
    cells = tuple(Cell(str(k), text, None, False) for k, text in enumerate(references))
    return Row("1", False, source, (Output(translation),), cells, None)


def words(pieces: Pieces) -> dict[int, str]:
    return {piece.word: piece.text for piece in pieces if piece.word}


def text(pieces: Pieces) -> str:
    return "".join(piece.text for piece in pieces)


def test_counterparts_share_a_number() -> None:
    found = linked(row(SOURCE, "Minister Lavrov spoke in Moscow in 2023.", "5 observers came in 2023", None))
    source, translation, reference = words(found.source), words(found.translation), words(found.cells[0])
    number = {word: k for k, word in source.items()}
    assert translation[number["لافروف"]] == "Lavrov"
    assert translation[number["٢٠٢٣"]] == reference[number["٢٠٢٣"]] == "2023"
    assert reference[number["خمسة"]] == "5"
    assert found.cells[1] == ()
    assert found.words == max(source)


def test_the_kinds() -> None:
    found = linked(row(SOURCE, "Minister Lavrov spoke in 2023."))
    kinds = {piece.text: piece.kind for piece in found.source if piece.word}
    assert kinds == {"الوزير": "word", "لافروف": "name", "٢٠٢٣": "number"}


def test_an_addition_has_no_links() -> None:
    found = linked(row("", "", "Lavrov came in 2023."))
    assert found.words == 0
    assert [piece.word for piece in found.cells[0]] == [0]


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_no_character_is_lost(source: str, translation: str, reference: str) -> None:
    found = linked(row(source + SOURCE, translation, f"{reference} 2023"))
    assert text(found.source) == source + SOURCE
    assert text(found.translation) == translation
    assert text(found.cells[0]) == f"{reference} 2023"
