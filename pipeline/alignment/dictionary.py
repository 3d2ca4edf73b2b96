"""Bilingual dictionaries: the one in the package, or a user's; a file has a pair of words a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from pipeline.alignment.arabic_tokens import arabic_tokens
from pipeline.alignment.ibm1 import Entry
from pipeline.alignment.tokens import tokens
from pipeline.errors import InputError
from pipeline.formats.files import read_lines

STEMS = "# stems"
"""First line of a file whose words are stems already, as `as_file` writes them."""
_CLITICS = "وفبلكس"


@dataclass(frozen=True, slots=True)
class Dictionary:
    """For each source token its target tokens with p(target | source) and p(source | target)."""

    entries: dict[str, list[tuple[str, float, float]]]

    def of(self, token: str) -> list[tuple[str, float, float]]:
        """The entries of a token or, where it has none, of the token without up to two clitics in front."""
        for _ in range(3):
            if token in self.entries:
                return self.entries[token]
            if len(token) < 4 or token[0] not in _CLITICS:
                break
            token = token[1:]
        return []


@lru_cache(maxsize=1)
def packaged() -> Dictionary:
    """The dictionary that comes with wirepair; data/README.md says what it was induced from."""
    text = resources.files("pipeline.alignment").joinpath("data/ar-en.tsv").read_text(encoding="utf-8")
    return _dictionary([_entry(line) for line in text.splitlines()])


@lru_cache(maxsize=8)
def read_dictionary(path: str) -> Dictionary:
    """A user's dictionary: `Arabic TAB English TAB p(English | Arabic) TAB p(Arabic | English)`; the probabilities may
    be left out (1, the second: like the first), and `#` begins a comment.

    Words may be any forms: they are made stems as those of texts are; of an entry of several words each pair counts,
    with its share of the probability. Raises InputError with file and line.
    """
    entries = []
    lines = read_lines(path)
    stems = lines[0].strip() == STEMS
    for number, line in enumerate(lines, 1):
        cells = line.split("\t")
        if not line.strip() or line.startswith("#"):
            continue
        try:
            left, right = (cells[:1], cells[1:2]) if stems else (arabic_tokens(cells[0]), tokens(cells[1]))
            p = float(cells[2]) if len(cells) > 2 else 1.0
            q = float(cells[3]) if len(cells) > 3 else p
            if not (left and right and 0 < p <= 1 and 0 < q <= 1):
                raise ValueError
        except (ValueError, IndexError):
            raise InputError(
                f"{path}:{number}: not `Arabic TAB English TAB probability in 0..1`: {line[:60]!r}"
            ) from None
        entries += [Entry(a, e, p / len(right), q / len(left)) for a in left for e in right]
    return _dictionary(entries)


def as_file(entries: Sequence[Entry]) -> str:
    """Entries as lines: source, target, p(target | source), p(source | target)."""
    return f"{STEMS}\n" + "".join(f"{e.source}\t{e.target}\t{e.forth:.3f}\t{e.back:.3f}\n" for e in entries)


def _entry(line: str) -> Entry:
    source, target, forth, back = line.split("\t")
    return Entry(source, target, float(forth), float(back))


def _dictionary(entries: Sequence[Entry]) -> Dictionary:
    found: dict[str, list[tuple[str, float, float]]] = {}
    for e in entries:
        found.setdefault(e.source, []).append((e.target, e.forth, e.back))
    return Dictionary(found)
