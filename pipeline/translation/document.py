"""A whole document: its sentences translated, and put where they stood."""

from __future__ import annotations

from itertools import pairwise

from pipeline.data import Document, Translation
from pipeline.translation.base import Translator


def translate_document(document: Document, translator: Translator) -> Translation:
    """One output for each sentence of the document."""
    outputs = translator.translate(document.lines)
    return Translation(document.id, tuple(outputs), translator.signature)


def render(document: Document, translation: Translation) -> str:
    """The translation as a text of the same shape: headline, paragraphs and blank lines where the source has them.

    Between sentences of a paragraph stands one space; a line break that only wraps a paragraph is not kept.
    """
    if not document.sentences:
        return document.text
    first, last = document.sentences[0], document.sentences[-1]
    made = [_outside(document.text[: first.start])]
    for (a, b), line in zip(pairwise(document.sentences), translation.lines, strict=False):
        between = document.text[a.end : b.start]
        made += [line, _outside(between) if a.paragraph != b.paragraph else " " if line else ""]
    made += [translation.lines[-1], _outside(document.text[last.end :])]
    return "".join(made)


def _outside(text: str) -> str:
    """Line breaks as they are; marks and blanks around them belong to the source's script and go."""
    return "".join(c for c in text if c in "\r\n")
