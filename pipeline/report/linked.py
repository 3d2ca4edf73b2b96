"""Words of a row that stand for each other, so that a page can show them together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.alignment.words import WordLink, word_links
from pipeline.report.view import Row

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. `word` is 0, or the number that it shares with its counterparts in the same row."""

    text: str
    word: int = 0
    kind: str = ""
    """`number`, `name` or `word` where `word` is not 0."""


Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class LinkedRow:
    """The texts of a row in pieces, one for each cell of the row; a cell without a text has none."""

    source: Pieces
    translation: Pieces
    cells: tuple[Pieces, ...]

    @property
    def words(self) -> int:
        """How many words of the source have a counterpart."""
        return max((piece.word for piece in self.source), default=0)


def linked(row: Row) -> LinkedRow:
    """Links the source of a row with its translation and with each of its references."""
    texts = [row.translation, *(cell.text or "" for cell in row.cells)]
    found = [word_links(row.source, text) for text in texts]
    words = _numbered([link for links in found for link in links])
    source = _pieces(row.source, words)
    translation, *cells = (
        _pieces(text, {link.target: words[link.source] for link in links})
        for text, links in zip(texts, found, strict=True)
    )
    return LinkedRow(source, translation, tuple(cells))


def _numbered(links: Sequence[WordLink]) -> dict[Span, tuple[int, str]]:
    """A number for each linked word of the source, in the order of the text, and the kind of its surest link."""
    kinds = {link.source: link.kind for link in sorted(links, key=lambda link: link.strength)}
    return {span: (number, kinds[span]) for number, span in enumerate(sorted(kinds), 1)}


def _pieces(text: str, words: Mapping[Span, tuple[int, str]]) -> Pieces:
    pieces, done = [], 0
    for (start, end), (number, kind) in sorted(words.items()):
        pieces += [Piece(text[done:start]), Piece(text[start:end], number, kind)]
        done = end
    return tuple(piece for piece in [*pieces, Piece(text[done:])] if piece.text)
