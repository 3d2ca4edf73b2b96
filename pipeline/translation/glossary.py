"""Terms that must come out in a given way: a glossary, and a list of what is not to be translated."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import regex

from pipeline.arabic import normalise
from pipeline.errors import InputError
from pipeline.formats.files import read_lines


@dataclass(frozen=True, slots=True)
class Term:
    """`arabic` (normalised) must come out as `english`; `case` says whether capitals matter."""

    arabic: str
    english: str
    case: bool = False

    def met(self, output: str) -> bool:
        """Whether the output has the English as words of its own."""
        flags = 0 if self.case else regex.IGNORECASE
        return regex.search(rf"(?<!\w){regex.escape(self.english)}(?!\w)", output, flags) is not None


@dataclass(frozen=True, slots=True)
class Glossary:
    """Terms, longest Arabic first, and the hash of the file that they come from."""

    terms: tuple[Term, ...]
    fingerprint: str

    def find(self, text: str) -> list[tuple[int, int, Term]]:
        """Where terms stand in a normalised text: offsets without و ف ب ل ك written onto them; none overlap."""
        found: list[tuple[int, int, Term]] = []
        for term in self.terms:
            for match in _pattern(term.arabic).finditer(text):
                start, end = match.span(1)
                if all(end <= a or start >= b for a, b, _ in found):
                    found.append((start, end, term))
        return sorted(found, key=lambda hit: hit[:2])


def _pattern(arabic: str) -> regex.Pattern[str]:
    return regex.compile(rf"(?<!\w)[وف]?[بلك]?({regex.escape(arabic)})(?!\w)")


def read_glossary(path: Path | str) -> Glossary:
    """A TSV file: Arabic, English, and `case` where capitals matter. A line with one column is left untranslated.

    Empty lines and lines that begin with `#` are skipped. InputError, one line with file and line number, for a line
    that has no term, a third column that is not `case`, or a term that is there twice with different English.
    """
    lines = read_lines(path)
    terms: dict[str, Term] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        arabic, english, case = ([cell.strip() for cell in line.split("\t")] + ["", ""])[:3]
        arabic = normalise(arabic)
        if not arabic or case not in ("", "case"):
            fault = "no Arabic term" if not arabic else f"third column is '{case}'"
            raise InputError(f"{path}:{number}: {fault}; a line is: Arabic<TAB>English, and `case` after another tab")
        term = Term(arabic, english or arabic, case == "case")
        if terms.setdefault(arabic, term) != term:
            raise InputError(f"{path}:{number}: '{arabic}' is there twice with different English; keep one")
    longest_first = tuple(sorted(terms.values(), key=lambda term: (-len(term.arabic), term.arabic)))
    return Glossary(longest_first, hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12])
