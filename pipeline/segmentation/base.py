"""What every segmenter is, and the list of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from pipeline.data import Document
from pipeline.registry import Registry


class Segmenter(Protocol):
    """Cuts a raw text into sentences without losing a character of it."""

    def segment(self, text: str, language: str, *, id: str = "", metadata: Mapping[str, str] | None = None) -> Document:
        """`text` as a Document whose sentences do not overlap, stand in order, and cover all but white space."""
        ...


segmenters: Registry[Segmenter] = Registry("segmenter", "pipeline.segmentation")
