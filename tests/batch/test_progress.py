from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest

from pipeline.batch.progress import BarProgress, Counts, JsonProgress, LogProgress, Pace, Progress
from pipeline.batch.story import Aside

from .jobs import Echo, text_folder, work


class Clock:
    """Ten seconds more at each look."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        self.now += 10.0
        return self.now


def told(progress: LogProgress) -> list[str]:
    """What is said about a small job."""
    counts = Counts(stories=2, sentences=10, kept=2)
    progress.start(lambda: 12, counts)
    for _ in range(4):
        counts.add(5, 0, remembered=1, pieces=20)
        progress.advance(counts)
    progress.aside(Aside("in/x.jsonl", 7, "n7", "is [bold]empty[/]"))
    progress.end(counts, "out")
    progress.close()
    assert isinstance(progress.out, io.StringIO)
    return progress.out.getvalue().splitlines()


def test_a_line_now_and_then(tmp_path: Path) -> None:
    lines = told(LogProgress(Pace(Clock()), io.StringIO()))
    assert lines[0] == "going on: 2 of 12 stories are done"
    assert lines[-2:] == ["set aside in/x.jsonl:7: is [bold]empty[/]", "out: 6 stories, 30 sentences"]
    assert 1 <= len(lines[1:-2]) < 4
    assert lines[1].endswith("left")


def test_the_same_as_json() -> None:
    events = [json.loads(line) for line in told(JsonProgress(Pace(Clock()), io.StringIO()))]
    assert [e["event"] for e in events[:1] + events[-2:]] == ["resume", "set_aside", "done"]
    assert set(events[1]) >= {"stories", "total", "sentences", "sentences_per_second", "seconds_left", "from_memory"}
    assert events[1]["tokens_per_second"] > 0
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", e.pop("time")) for e in events)
    assert events[-1]["from_memory"] == 4
    assert events[-2] == {
        "event": "set_aside",
        "path": "in/x.jsonl",
        "line": 7,
        "id": "n7",
        "reason": "is [bold]empty[/]",
    }


def test_a_bar_leaves_only_the_lines_that_matter() -> None:
    text = "\n".join(told(BarProgress(Pace(Clock()), io.StringIO())))
    assert "set aside in/x.jsonl:7: is [bold]empty[/]" in text
    assert "out: 6 stories, 30 sentences" in text


def test_pace() -> None:
    now = [7.0]
    pace = Pace(lambda: now[0])
    pace.start(100, Counts(stories=40, sentences=400))
    now[0] += 20
    assert pace.left(Counts(stories=40)) is None
    assert pace.rate(Counts(stories=50, sentences=500)) == pytest.approx(100 / 20)
    assert pace.left(Counts(stories=50, sentences=500, set_aside=10)) == pytest.approx(40 * 20 / 10)


def test_progress_of_a_job_is_closed_whatever_happens(tmp_path: Path) -> None:
    class Closing(Progress):
        closed = 0

        def close(self) -> None:
            Closing.closed += 1

    folder = text_folder(tmp_path / "in")
    with pytest.raises(KeyboardInterrupt):
        work(tmp_path / "out", folder, translator=Echo(dies=20), progress=Closing())
    work(tmp_path / "out", folder, progress=Closing())
    assert Closing.closed == 2
