"""A log for machines: JSON lines on standard error, each an event with its time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

EVERY = 30.0
"""Seconds between two lines of a log that say how far it is."""


def event_line(event: Mapping[str, object]) -> str:
    """One line without its end: `time` (UTC, ISO 8601), then what the event holds, `event` first."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    # escapes for all but ASCII: a file's name may hold bytes that are no text
    return json.dumps({"time": now, **event})
