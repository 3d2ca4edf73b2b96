"""The segmenter of text that is segmented already: one sentence a line."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import regex

from pipeline.data import Document, Sentence
from pipeline.segmentation.base import segmenters

_LINE = regex.compile(r"[^\n]+")


@segmenters.register("lines")
class Lines:
    """Takes every line for a sentence; an empty line ends a paragraph and is no sentence."""

    def segment(self, text: str, language: str, *, id: str = "", metadata: Mapping[str, str] | None = None) -> Document:
        """`text` as a Document, in any language."""
        sentences: list[Sentence] = []
        paragraph, end = 0, 0
        for match in _LINE.finditer(text):
            line = match.group().strip()
            if not line:
                continue
            start = match.start() + match.group().index(line)
            if sentences and text.count("\n", end, start) > 1:
                paragraph += 1
            end = start + len(line)
            sentences.append(Sentence(start, end, line, paragraph))
        return Document(id, language, text, tuple(sentences), MappingProxyType(dict(metadata or {})))
