"""A translation memory: what was translated once with the same model and settings is not translated again."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pipeline.arabic import normalise
from pipeline.data import Flag, Output
from pipeline.errors import InputError, UserError
from pipeline.translation.base import Translator
from pipeline.translation.stream import WINDOW, Streaming

_APPLICATION = 0x77697265  # "wire", so that another program's database is not taken for a memory
_TABLE = """
create table if not exists translations (
    key blob primary key,
    source text not null,
    target text not null,
    score real,
    origin text not null,
    alternatives text not null,
    flags text not null,
    signature text not null,
    made integer not null,
    used integer not null,
    hits integer not null default 0
) without rowid
"""
IMPORTED = ""
"""The signature of imported entries: people's work, which serves every model and setting."""

_WAIT = 60.0
"""Seconds that a process waits for another one's write to end."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One remembered translation. `made` and `used` are seconds since 1970."""

    source: str
    target: str
    signature: str
    score: float | None
    made: int
    used: int
    hits: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """What a memory holds: entries, different signatures, hits since it was made, bytes on disk."""

    entries: int
    signatures: int
    hits: int
    size: int


class Memory:
    """A SQLite file in WAL mode: several processes may read and write it at once; kill -9 loses the last batch at most.

    The key is the hash of the signature (model hash, engine, every setting that can change an output) and of the
    normalised source, so an entry never serves a model or a setting that it was not made with.
    """

    def __init__(self, path: Path | str, must_exist: bool = False) -> None:
        self.path = Path(path)
        if must_exist and not self.path.is_file():
            raise InputError(f"{self.path}: no such memory; check the path")
        try:
            self._database = sqlite3.connect(self.path, timeout=_WAIT, isolation_level=None, check_same_thread=False)
            self._open()
        except sqlite3.Error as error:
            raise _fault(self.path, error) from None

    def _open(self) -> None:
        kind = self._database.execute("pragma application_id").fetchone()[0]
        tables = self._database.execute("select count(*) from sqlite_master").fetchone()[0]
        if kind != _APPLICATION and tables:
            raise InputError(f"{self.path}: a database of another program; give another file")
        self._database.execute("pragma journal_mode = wal")
        self._database.execute("pragma synchronous = normal")
        if kind != _APPLICATION:
            self._database.execute(f"pragma application_id = {_APPLICATION}")
        self._database.execute(_TABLE)

    def close(self) -> None:
        """Ends the connection."""
        self._database.close()

    def get(self, sources: Sequence[str], signature: str) -> list[Output | None]:
        """The remembered output of each source, or None. People's work is found whatever rules a model has for text."""
        found: list[Output | None] = []
        hits = []
        try:
            for source in sources:
                for key in (_key(normalise(source), IMPORTED), _key(source, signature)):
                    row = self._database.execute(
                        "select target, score, alternatives, flags from translations where key = ?", (key,)
                    ).fetchone()
                    if row:
                        break
                found.append(_output(*row) if row else None)
                hits += [(int(time.time()), key)] if row else []
            self._write("update translations set hits = hits + 1, used = ? where key = ?", hits)
        except sqlite3.Error as error:
            raise _fault(self.path, error) from None
        return found

    def put(self, sources: Sequence[str], outputs: Sequence[Output], signature: str) -> None:
        """Remember outputs, all of them or, should the process die, none. People's later work replaces earlier work."""
        now = int(time.time())
        rows = [
            (
                _key(source, signature),
                source,
                output.text,
                output.score,
                output.origin,
                json.dumps(output.alternatives, ensure_ascii=False),
                json.dumps([[flag.name, flag.detail] for flag in output.flags], ensure_ascii=False),
                signature,
                now,
                now,
            )
            for source, output in zip(sources, outputs, strict=True)
        ]
        try:
            self._write(
                "insert into translations"
                " (key, source, target, score, origin, alternatives, flags, signature, made, used)"
                " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (key) do "
                + ("update set target = excluded.target, made = excluded.made" if signature == IMPORTED else "nothing"),
                rows,
            )
        except sqlite3.Error as error:
            raise _fault(self.path, error) from None

    def _write(self, statement: str, rows: Sequence[tuple[object, ...]]) -> int:
        if not rows:
            return 0
        self._database.execute("begin immediate")
        try:
            changed = self._database.executemany(statement, rows).rowcount
        except BaseException:
            self._database.execute("rollback")
            raise
        self._database.execute("commit")
        return changed

    def entries(self) -> Iterator[Entry]:
        """Everything in the memory, by source."""
        with closing(self._database.cursor()) as cursor:
            rows = cursor.execute(
                "select source, target, signature, score, made, used, hits from translations order by source, signature"
            )
            for row in rows:
                yield Entry(*row)

    @property
    def imported(self) -> str:
        """12 digits that stand for all imported entries; empty where there are none."""
        digest = hashlib.sha256()
        rows = self._database.execute(
            "select source, target from translations where signature = ? order by source", (IMPORTED,)
        ).fetchall()
        for source, target in rows:
            digest.update(f"{source}\t{target}\n".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()[:12] if rows else ""

    def statistics(self) -> Statistics:
        """See Statistics."""
        entries, signatures, hits = self._database.execute(
            "select count(*), count(distinct signature), coalesce(sum(hits), 0) from translations"
        ).fetchone()
        files = [self.path, self.path.with_name(f"{self.path.name}-wal")]
        return Statistics(entries, signatures, hits, sum(file.stat().st_size for file in files if file.exists()))

    def prune(self, unused_days: float | None = None, keep_signature: str | None = None) -> int:
        """Delete entries not used for so many days, and those of other signatures; how many went."""
        removed = 0
        try:
            if unused_days is not None:
                before = int(time.time() - unused_days * 86400)
                removed += self._write("delete from translations where used < ?", [(before,)])
            if keep_signature is not None:
                removed += self._write(
                    "delete from translations where signature != '' and instr(signature, ?) = 0", [(keep_signature,)]
                )
            self._database.execute("vacuum")
        except sqlite3.Error as error:
            raise _fault(self.path, error) from None
        return removed


class RememberingTranslator(Streaming):
    """A translator that asks the memory first. Blank sentences are not remembered."""

    def __init__(
        self, inner: Translator, memory: Memory, normalised: Callable[[str], str] = normalise, window: int = WINDOW
    ) -> None:
        self._inner, self._memory, self._normalised = inner, memory, normalised
        self.window = window
        self._imported = memory.imported
        self.asked = self.found = 0
        """Sentences asked for, and found in the memory, since this translator was made."""

    @property
    def signature(self) -> str:
        """The inner one's, since a memory gives what the inner one would; imported entries are another matter."""
        return self._inner.signature + (f"|imported:{self._imported}" if self._imported else "")

    def translate(self, sentences: Sequence[str]) -> list[Output]:
        """Remembered outputs have the origin `memory`; each new sentence is translated once, then remembered."""
        signature = self._inner.signature
        # equal after normalisation means equal for the model, so that one output serves all
        keys = [self._normalised(sentence) for sentence in sentences]
        outputs = dict(zip(keys, self._memory.get(keys, signature), strict=True))
        first = dict(zip(reversed(keys), reversed(sentences), strict=True))
        missing = [key for key in dict.fromkeys(keys) if outputs[key] is None]
        made = self._inner.translate([first[key] for key in missing])
        self._memory.put(
            *_columns([(key, output) for key, output in zip(missing, made, strict=True) if key.strip()]), signature
        )
        self.asked += len(keys)
        self.found += sum(outputs[key] is not None for key in keys)
        outputs |= dict(zip(missing, made, strict=True))
        return [output for key in keys if (output := outputs[key]) is not None]


def _columns(rows: Sequence[tuple[str, Output]]) -> tuple[list[str], list[Output]]:
    return [key for key, _ in rows], [output for _, output in rows]


def _key(source: str, signature: str) -> bytes:
    return hashlib.blake2b(f"{signature}\0{source}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _output(target: str, score: float | None, alternatives: str, flags: str) -> Output:
    kept = tuple(Flag(name, detail) for name, detail in json.loads(flags))
    return Output(target, score, kept, "memory", tuple(json.loads(alternatives)))


def _fault(path: Path, error: sqlite3.Error) -> UserError:
    fault = " ".join(str(error).split())
    if "not a database" in fault or "malformed" in fault:
        return InputError(f"{path}: not a translation memory ({fault}); give another file")
    if "unable to open" in fault:
        return UserError(f"{path}: cannot be opened; check that its folder exists and may be written to")
    if "locked" in fault:
        return UserError(f"{path}: another process has held it for {_WAIT:.0f} s; wait for it or give another file")
    return UserError(f"{path}: {fault}; free some space, or give another file")
