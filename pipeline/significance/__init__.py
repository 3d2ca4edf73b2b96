"""Statistics over scores: intervals, paired tests, many systems. All from sufficient statistics, counted once."""

from __future__ import annotations
