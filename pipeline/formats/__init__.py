"""The nouns to and from files."""

from __future__ import annotations
