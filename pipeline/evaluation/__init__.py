"""Scores of translations against references that need not be line by line."""

from __future__ import annotations
