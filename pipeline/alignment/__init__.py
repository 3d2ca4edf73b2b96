"""Sentences of a source paired with the sentences of a target that say the same."""

from __future__ import annotations
