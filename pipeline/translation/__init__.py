"""Arabic sentences to English ones: engines, normalisation, flags, memory."""

from __future__ import annotations
