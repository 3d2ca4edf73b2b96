"""wirepair: translate Arabic wire stories, pair their sentences with English versions, score the result."""

from __future__ import annotations

__version__ = "0.1.0"
