"""What is said while a translation goes on, with a clock that the test moves."""

from __future__ import annotations

import io
import json

from pipeline.cli.progress import BarProgress, JsonProgress, Words
from pipeline.cli.tally import Tally
from pipeline.data import Flag, Output


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def told(progress: Words | JsonProgress, outputs: int, seconds: float) -> str:
    """All that is said about so many sentences of six pieces, one more each `seconds`."""
    clock = Clock()
    tally = Tally(clock, clock.now)
    progress.start(tally, lambda: 20)
    for number in range(outputs):
        clock.now += seconds
        flags = (Flag("number", "7 is lost"),) if number % 2 else ()
        output = Output("x", -0.5, flags, "memory" if number == 0 else "model", pieces=6)
        tally.add(output)
        tally.done += 1
        progress.advance(tally, output)
    progress.end(tally, "out")
    progress.close()
    assert isinstance(progress.out, io.StringIO)
    return progress.out.getvalue()


def test_events_say_how_fast_and_how_long_still() -> None:
    events = [json.loads(line) for line in told(JsonProgress(io.StringIO()), 8, 10.0).splitlines()]
    assert [e["event"] for e in events] == [
        *("start", "doubt", "progress", "doubt", "doubt", "progress", "doubt", "done"),
    ]
    assert {name: events[2][name] for name in list(events[2])[1:]} == {
        "event": "progress",
        "texts": 20,
        "texts_done": 3,
        "sentences": 3,
        "sentences_per_second": 0.1,
        "tokens_per_second": 0.6,
        "seconds": 30.0,
        "seconds_left": 170,
        "from_memory": 1,
        "flagged": 1,
        "flags": {"number": 1},
    }
    assert (events[-1]["flagged"], events[-1]["output"]) == (4, "out")


def test_words_are_few() -> None:
    lines = told(Words(io.StringIO()), 40, 1.0).splitlines()
    assert len(lines) == 12
    assert lines[0] == "sentence 2: number: 7 is lost"
    assert lines[-2:] == [
        "20 of 40 sentences are worth a look, the first 10 are shown",
        "1 of 40 sentences (2%) from memory",
    ]


def test_a_bar_says_the_same_at_its_end() -> None:
    assert told(BarProgress(io.StringIO()), 3, 1.0).endswith(
        "sentence 2: number: 7 is lost\n1 of 3 sentences are worth a look\n1 of 3 sentences (33%) from memory\n"
    )
