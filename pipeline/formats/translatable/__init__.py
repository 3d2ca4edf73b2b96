"""Files whose texts are translated and whose structure stays: one small module a kind of file."""

from __future__ import annotations

from pipeline.formats.translatable.base import Options, Rewrite, Translate
from pipeline.formats.translatable.counting import count_texts
from pipeline.formats.translatable.kinds import KINDS, kind_of, rewrite

__all__ = ["KINDS", "Options", "Rewrite", "Translate", "count_texts", "kind_of", "rewrite"]
