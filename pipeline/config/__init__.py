"""YAML to typed, checked objects; every fault is one line with file, line and key."""

from __future__ import annotations

from pipeline.config.load import Loaded, load

__all__ = ["Loaded", "load"]
