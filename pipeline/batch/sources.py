"""Where the stories come from: folders of text files, and JSON-lines files with a story a line."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline.errors import InputError, did_you_mean
from pipeline.formats.files import read_bytes
from pipeline.formats.raw import LONGEST, count_lines, raw_lines

OWN_FILES = frozenset({"DONE", "journal.jsonl", "set_aside.jsonl"})
"""Names in the output folder that belong to the job."""

_PACKED = (".gz", ".zst")
_LONGEST_NAME = 230
"""Bytes of a file's name; the rest of what file systems take (255) is for `.en` and a temporary ending."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A story as it lies there, not looked at yet; `fault` says why it could not even be read.

    `output` is the file under the output folder that its translation goes to, `line` its line there (from 1), or 0
    where the file is the story's alone. `path` is the input file.
    """

    output: str
    path: str
    line: int = 0
    content: bytes = b""
    fault: str = ""

    @property
    def place(self) -> str:
        """How a message names it."""
        return f"{self.path}:{self.line}" if self.line else self.path

    @property
    def hash(self) -> str:
        """16 hexadecimal digits that stand for the bytes."""
        return hashlib.sha256(self.content).hexdigest()[:16]


class Source(Protocol):
    """One input of the job."""

    @property
    def output(self) -> str:
        """The file under the output folder that all its stories go to; empty where each has a file of its own."""
        ...

    def stories(self) -> Iterator[Raw]:
        """The stories, always in the same order."""
        ...

    def count(self) -> int:
        """About how many stories there are, to say how long it will take."""
        ...


class Folder:
    """Text files in a folder and the folders in it, by name; hidden ones are passed over."""

    output = ""

    def __init__(self, path: Path, under: str = "") -> None:
        self._path, self._under = path, under

    def stories(self) -> Iterator[Raw]:
        """See Source. `a/b.ar.txt.gz` goes to `a/b.en.txt.gz`."""
        yield from self._walk(self._path, self._under)

    def count(self) -> int:
        """See Source."""
        return sum(_is_story(name) for _, _, names in os.walk(self._path) for name in names)

    def _walk(self, folder: Path, under: str) -> Iterator[Raw]:
        try:
            with os.scandir(folder) as found:
                entries = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in found)
        except OSError as error:
            yield Raw("", str(folder), fault=f"cannot be looked into ({error.strerror}); change its mode")
            return
        taken: dict[str, str] = {}
        for name, folders in entries:
            if folders and not name.startswith("."):
                yield from self._walk(folder / name, _joined(under, name))
            elif _is_story(name):
                output = _joined(under, _english(name))
                first = taken.setdefault(output, name)
                yield _text(folder / name, output, "" if first == name else first)


class Lines:
    """A file with a JSON object a line, each of them a story. Blank lines are passed over."""

    def __init__(self, path: Path, output: str) -> None:
        self._path, self.output = path, output

    def stories(self) -> Iterator[Raw]:
        """See Source."""
        number, path = 0, str(self._path)
        try:
            for number, line in enumerate(raw_lines(self._path), 1):
                if line is None:
                    fault = f"a line of more than {LONGEST:,} bytes; is it one story?"
                    yield Raw(self.output, path, number, fault=fault)
                elif line.strip():
                    yield Raw(self.output, path, number, line)
        except InputError as error:
            fault = str(error).removeprefix(f"{path}: ")
            yield Raw(self.output, path, number + 1, fault=f"this line and all below it: {fault}")

    def count(self) -> int:
        """See Source."""
        return count_lines(self._path)


def find_sources(inputs: Sequence[str], output: Path) -> list[Source]:
    """The sources that the command line names, in its order.

    The stories of a single folder go to the same tree under `output`; with several inputs each folder's tree stands
    under the folder's own name. Raises InputError, one line, for an input that is none, two inputs whose outputs
    would be the same, and an output folder that is, or is in, an input.
    """
    sources: list[Source] = []
    names: dict[str, str] = {}
    for given in inputs:
        path = Path(given)
        name = path.resolve().name
        if path.is_dir():
            if path.resolve() in (output.resolve(), *output.resolve().parents):
                raise InputError(f"{output}: is in the input {given}; choose an output folder outside of it")
            sources.append(Folder(path, name if len(inputs) > 1 else ""))
        else:
            sources.append(_lines(path, name, output))
        if names.setdefault(name, given) != given or inputs.count(given) > 1:
            raise InputError(f"{given}: an input called {name} is there already ({names[name]}); rename one of them")
    return sources


def _lines(path: Path, name: str, output: Path) -> Lines:
    if not path.exists():
        names = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
        raise InputError(
            f"{path}: no such file or folder{did_you_mean(path.name, names).partition(' known:')[0]} check it"
        )
    if not _unpacked(name).endswith((".jsonl", ".ndjson")):
        raise InputError(f"{path}: neither a folder nor a .jsonl file; for a single text there is 'wirepair translate'")
    if name in OWN_FILES:
        raise InputError(f"{path}: the job has a file of its own called {name}; rename the input")
    if (output / name).resolve() == path.resolve():
        raise InputError(f"{path}: the output would take its place; choose another output folder")
    return Lines(path, name)


def _text(path: Path, output: str, same: str) -> Raw:
    fault, content = "", b""
    try:
        if same:
            fault = f"its translation would have the name of that of {same}; rename one of them"
        elif len(os.fsencode(path.name)) > _LONGEST_NAME:
            fault = f"its name is longer than {_LONGEST_NAME} bytes; rename it"
        elif path.exists() and not path.is_file():
            fault = "not a file; take it out of the folder"
        elif path.exists() and path.stat().st_size > LONGEST:
            fault = f"larger than {LONGEST:,} bytes; is it one story?"
        else:
            content = read_bytes(path)
    except InputError as error:
        fault = str(error).removeprefix(f"{path}: ")
    except OSError as error:
        fault = f"cannot be read ({error.strerror}); check its mode"
    return Raw(output, str(path), content=content, fault=fault)


def _joined(under: str, name: str) -> str:
    return f"{under}/{name}" if under else name


def _is_story(name: str) -> bool:
    return not name.startswith(".") and _unpacked(name).endswith(".txt")


def _unpacked(name: str) -> str:
    return next((name.removesuffix(ending) for ending in _PACKED if name.endswith(ending)), name)


def _english(name: str) -> str:
    stem = _unpacked(name)
    return f"{stem.removesuffix('.txt').removesuffix('.ar')}.en.txt{name[len(stem) :]}"
