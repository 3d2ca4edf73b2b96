"""What the tests of a job share: a translator that says what it was asked, and folders of small stories."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.batch.job import Job, run_job
from pipeline.batch.progress import Counts, Progress
from pipeline.batch.story import Form
from pipeline.data import Flag, Output
from pipeline.translation.settings import TranslationSettings
from pipeline.translation.stream import Streaming

ARABIC = ("قال الرئيس ذلك", "زار الملك دمشق", "أعلن الوزير القرار", "رفض المجلس الاتفاق", "غادر السفير العاصمة")


class Echo(Streaming):
    """`<sentence>` for each sentence, and a flag where it has a question mark. Dies before sentence `dies`."""

    def __init__(self, window: int = 8, dies: int | None = None, signature: str = "echo") -> None:
        self.window, self.dies, self.signature = window, dies, signature
        self.asked: list[str] = []

    def translate(self, sentences: Sequence[str]) -> list[Output]:
        if self.dies is not None and len(self.asked) + len(sentences) > self.dies:
            raise KeyboardInterrupt
        self.asked += sentences
        flags = (Flag("doubt", "a question"),)
        return [Output(f"<{s}>", -0.25, flags if "؟" in s else ()) for s in sentences]


def story(number: int, sentences: int = 3) -> str:
    """A story of its own."""
    return "\n\n".join(f"{ARABIC[(number + i) % len(ARABIC)]} {number}." for i in range(sentences)) + "\n"


def text_folder(folder: Path, stories: int = 12) -> Path:
    """`000.ar.txt` …, every third one in a folder below."""
    for number in range(stories):
        path = folder / ("below" if number % 3 == 2 else ".") / f"{number:03}.ar.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(story(number), encoding="utf-8")
    return folder


def lines_file(path: Path, stories: int = 12) -> Path:
    """A JSON object a line."""
    rows = ({"id": n, "text": story(n), "agency": "وكالة", "more": [1.5, None]} for n in range(stories))
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def work(
    output: Path,
    *inputs: Path,
    translator: Echo | None = None,
    again: bool = False,
    beam: int = 4,
    form: Form | None = None,
    progress: Progress | None = None,
) -> Counts:
    """Run a job."""
    job = Job([str(i) for i in inputs], output, form or Form(), again)
    return run_job(job, TranslationSettings(beam=beam), progress, lambda _: translator or Echo())


def no_model(_: TranslationSettings) -> Echo:
    """To be given where no model may be loaded."""
    raise AssertionError("a model was loaded")


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file that a job promises to make the same again."""
    return {
        str(p.relative_to(folder)): p.read_bytes() for p in _files(folder) if p.name not in (".lock", "journal.jsonl")
    }


def set_aside(output: Path) -> list[dict[str, object]]:
    """The records of set_aside.jsonl."""
    return [json.loads(line) for line in (output / "set_aside.jsonl").read_text(encoding="utf-8").splitlines()]


def _files(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        yield from (Path(parent) / name for name in sorted(names))
