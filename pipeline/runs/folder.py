"""The run folder. Each file is whole or not there; DONE is written last, and a run that has it is never made again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pipeline.formats.files import write_text_atomically

KEY_LENGTH = 12


def run_key(parts: Mapping[str, object]) -> str:
    """The name of a run: a hash of everything that can change its output, and of nothing else."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:KEY_LENGTH]


def hash_file(path: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class RunFolder:
    """The files of one run, `output/experiment/key/`."""

    def __init__(self, output: Path, experiment: str, key: str) -> None:
        self.path = output / experiment / key
        self.key = key

    @property
    def done(self) -> bool:
        """True where the run came to its end."""
        return (self.path / "DONE").is_file()

    def file(self, *names: str) -> Path:
        """A file of the run; its folder is made."""
        path = self.path.joinpath(*names)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def write(self, text: str, *names: str) -> Path:
        """Write one file, whole or not at all."""
        path = self.file(*names)
        write_text_atomically(path, text)
        return path

    def write_json(self, value: object, *names: str) -> Path:
        """Write an object, its keys in the order given."""
        return self.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n", *names)

    def write_rows(self, rows: Iterable[Mapping[str, object]], *names: str) -> Path:
        """Write JSON lines."""
        return self.write("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), *names)

    def read_rows(self, *names: str) -> list[dict[str, object]]:
        """The JSON lines of a file; none where it is not there."""
        path = self.path.joinpath(*names)
        if not path.is_file():
            return []
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    def write_table(self, header: Sequence[str], rows: Iterable[Sequence[object]], *names: str) -> Path:
        """Write a TSV; tabs and line ends inside a cell become spaces."""
        lines = ["\t".join(header)]
        lines += ["\t".join(" ".join(str(cell).split()) for cell in row) for row in rows]
        return self.write("\n".join(lines) + "\n", *names)

    def finish(self) -> None:
        """Say that the run is whole."""
        self.write(f"{self.key}\n", "DONE")
