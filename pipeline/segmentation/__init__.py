"""Raw text to documents with paragraphs, sentences and offsets."""

from __future__ import annotations
