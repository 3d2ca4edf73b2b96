"""The segmenter of running text: paragraphs first, then sentences, by short rules and a language's abbreviations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from pipeline.data import Document, Sentence
from pipeline.segmentation.base import segmenters
from pipeline.segmentation.dateline import story_metadata
from pipeline.segmentation.decide import ends
from pipeline.segmentation.language import Language, language_of
from pipeline.segmentation.marks import WINDOW, Paragraph
from pipeline.segmentation.paragraphs import paragraphs


@segmenters.register("rules")
class Rules:
    """Splits at `.`, `؟`, `?`, `!` where a sentence ends, never at `،`, `؛` or `:`; keeps paragraphs apart.

    Takes time in proportion to the text's length. Fills the metadata of a wire story (headline, dateline, city, agency,
    date) where it finds them; what the caller gives stands above what is found.
    """

    def segment(self, text: str, language: str, *, id: str = "", metadata: Mapping[str, str] | None = None) -> Document:
        """`text` as a Document. InputError for a language that has no data file in `languages/`."""
        rules = language_of(language)
        spans = paragraphs(text)
        sentences = tuple(
            Sentence(start, end, text[start:end], number)
            for number, span in enumerate(spans)
            for start, end in split(text, *span, rules)
        )
        found = story_metadata([" ".join(text[start:end].split()) for start, end in spans[:3]], rules)
        return Document(id, language, text, sentences, MappingProxyType({**found, **(metadata or {})}))


def split(text: str, start: int, end: int, language: Language) -> Iterator[tuple[int, int]]:
    """Offsets of the sentences of the paragraph `text[start:end]`, which neither begins nor ends with white space."""
    begin = start
    for mark in Paragraph(text, start, end).marks():
        before = text[max(begin, mark.at - WINDOW) : mark.at]
        if begin < mark.at and ends(before, mark, language):
            yield begin, begin + len(text[begin : mark.end].rstrip())
            begin = mark.next
    yield begin, end
