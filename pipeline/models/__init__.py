"""Finding, fetching and verifying models."""

from __future__ import annotations
