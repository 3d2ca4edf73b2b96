"""The error report: what a translation gets wrong where a reference can tell, each count with its sentences.

Counts are of surface signs (a number that no reference has; a name that the translation lacks), not of judged
errors: they say where to look.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import regex

_NUMBER = regex.compile(r"(?<![\p{L}\p{N}])\p{N}+(?:[.,:]\p{N}+)*")
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DAYS = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
# A month beside a number only: "may" and "march" are words too.
_DATE = regex.compile(rf"\b(?:{_MONTHS})\b(?=\s+\d|\s*,)|(?<=\d\s)(?:{_MONTHS})\b|\b{_DAYS}\b", regex.IGNORECASE)
_CALENDAR = regex.compile(rf"{_MONTHS}|{_DAYS}", regex.IGNORECASE)
_NAME = regex.compile(r"(?<=[\p{L}\p{N},;:'’\"”)–-]\s)\p{Lu}[\p{L}\p{M}'’-]*\p{Ll}[\p{L}\p{M}'’-]*")
_NEGATION = regex.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|nowhere)\b|n['’]t\b", regex.IGNORECASE
)
_FOREIGN = regex.compile(r"\p{Arabic}+")
_SMALL = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    "|eighteen|nineteen|twenty"
)
_WORDS = {word: str(value) for value, word in enumerate(_SMALL.split("|"))}
_SPELLED = regex.compile(rf"\b(?:{_SMALL})\b", regex.IGNORECASE)
_SHORT, _LONG = 0.6, 1.6  # hypothesis to reference words: beyond these something is missing or added
LENGTHS = (10, 20, 30, 40)


@dataclass(frozen=True, slots=True)
class Unit:
    """A line or block to look at. `source`: its source sentences, from 0; `text`: their text where it is known."""

    source: tuple[int, ...]
    hypothesis: str
    references: tuple[str, ...]
    text: str = ""
    story: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of an error in unit number `unit`."""

    kind: str
    unit: int
    detail: str


@dataclass(frozen=True, slots=True)
class Bucket:
    """Units whose first reference has `low`..`high` words (high None: no bound)."""

    low: int
    high: int | None
    units: int
    mean: float


@dataclass(frozen=True, slots=True)
class Report:
    """All signs, mean figures by length, and the worst units first."""

    units: tuple[Unit, ...]
    figures: tuple[float, ...]
    signs: tuple[Sign, ...]
    lengths: tuple[Bucket, ...]
    worst: tuple[int, ...]

    def counts(self) -> dict[str, list[int]]:
        """For each kind the units that show it, in order."""
        found: dict[str, list[int]] = {kind: [] for kind in KINDS}
        for sign in self.signs:
            if sign.unit not in found[sign.kind]:
                found[sign.kind].append(sign.unit)
        return found

    def place(self, unit: int) -> str:
        """Where a unit stands: story and source sentences, counted from 1."""
        found = self.units[unit]
        numbers = ",".join(str(i + 1) for i in found.source)
        return f"{found.story}:{numbers}" if found.story else numbers

    def as_object(self) -> dict[str, object]:
        """For JSON: every count with its sentences."""
        return {
            "signs": [
                {"kind": s.kind, "place": self.place(s.unit), "detail": s.detail, **self._texts(s.unit)}
                for s in self.signs
            ],
            "lengths": [{"from": b.low, "to": b.high, "units": b.units, "mean": b.mean} for b in self.lengths],
            "worst": [{"place": self.place(i), "figure": self.figures[i], **self._texts(i)} for i in self.worst],
        }

    def tables(self) -> list[tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]]]:
        """Titles, headers and rows: signs by kind, figures by length, the worst units."""
        kinds = tuple(
            (
                kind,
                str(len(units)),
                "; ".join(self.place(i) for i in units[:12]) + (" …" if len(units) > 12 else ""),
            )
            for kind, units in self.counts().items()
        )
        lengths = tuple(
            (f"{b.low}–{b.high}" if b.high else f"{b.low} and more", str(b.units), f"{b.mean:.2f}")
            for b in self.lengths
        )
        worst = tuple(
            (
                self.place(i),
                f"{self.figures[i]:.1f}",
                self.units[i].hypothesis,
                " / ".join(self.units[i].references),
            )
            for i in self.worst
        )
        return [
            ("signs of errors", ("kind", "units", "where (source sentences)"), kinds),
            ("by length of the reference", ("words", "units", "mean figure"), lengths),
            ("worst", ("where", "figure", "translation", "reference"), worst),
        ]

    def _texts(self, unit: int) -> dict[str, object]:
        found = self.units[unit]
        return {"hypothesis": found.hypothesis, "references": list(found.references), "source": found.text}


def error_report(units: Sequence[Unit], figures: Sequence[float], best: str, worst: int) -> Report:
    """Looks at every unit. `figures`: the metric's figure of each unit; `best`: high or low; `worst`: how many."""
    signs = [
        Sign(kind, number, detail)
        for number, unit in enumerate(units)
        for kind, look in _LOOKS.items()
        if (detail := look(unit))
    ]
    ordered = sorted(range(len(units)), key=lambda i: (figures[i] if best == "high" else -figures[i], i))
    return Report(tuple(units), tuple(figures), tuple(signs), _lengths(units, figures), tuple(ordered[:worst]))


def numbers(text: str) -> set[str]:
    """The numbers in a text, without thousands separators, spelled ones to twenty among them."""
    digits = {regex.sub(r"(?<=\d),(?=\d{3})", "", m.group()) for m in _NUMBER.finditer(text)}
    return digits | {_WORDS[m.group().lower()] for m in _SPELLED.finditer(text)}


def _odd(found: set[str], expected: Sequence[set[str]]) -> tuple[set[str], set[str]]:
    """Of the signs found: those that no reference has, and those that all references have but which are missing."""
    known = set().union(*expected)
    shared = set.intersection(*expected)
    return found - known, shared - found


def _compare(read: Callable[[str], set[str]]) -> Callable[[Unit], str]:
    def look(unit: Unit) -> str:
        if not unit.references:
            return ""
        extra, missing = _odd(read(unit.hypothesis), [read(reference) for reference in unit.references])
        parts = [f"not in a reference: {', '.join(sorted(extra))}"] if extra else []
        parts += [f"missing: {', '.join(sorted(missing))}"] if missing else []
        return "; ".join(parts)

    return look


def _dates(text: str) -> set[str]:
    return {m.group().lower() for m in _DATE.finditer(text)}


def _names(unit: Unit) -> str:
    """Names missing: capitalised words inside sentences that all references have and the translation lacks.

    A name spelled otherwise is missing too: only words the translation has nowhere, in no case, are listed.
    """
    shared = [{m.group() for m in _NAME.finditer(reference)} for reference in unit.references]
    words = {word.casefold() for word in regex.findall(r"[\p{L}\p{M}'’-]+", unit.hypothesis)}
    missing = {name for name in (set.intersection(*shared) if shared else set()) if name.casefold() not in words}
    missing = {name for name in missing if not _CALENDAR.fullmatch(name)}
    return f"missing: {', '.join(sorted(missing))}" if missing else ""


def _negation(unit: Unit) -> str:
    found = bool(_NEGATION.search(unit.hypothesis))
    expected = {bool(_NEGATION.search(reference)) for reference in unit.references}
    if found in expected or not expected:
        return ""
    return "negated, no reference is" if found else "not negated, every reference is"


def _untranslated(unit: Unit) -> str:
    foreign = _FOREIGN.findall(unit.hypothesis)
    if foreign:
        return f"left in Arabic: {' '.join(foreign[:5])}"
    same = unit.text and unit.text.strip() == unit.hypothesis.strip() and any(c.isalpha() for c in unit.text)
    return "the same as the source" if same else ""


def _ratio(unit: Unit) -> tuple[int, list[int]]:
    return len(unit.hypothesis.split()), [len(reference.split()) for reference in unit.references]


def _omission(unit: Unit) -> str:
    words, expected = _ratio(unit)
    if expected and min(expected) >= 5 and words < _SHORT * min(expected):
        return f"{words} words for at least {min(expected)}"
    return ""


def _addition(unit: Unit) -> str:
    words, expected = _ratio(unit)
    return f"{words} words for at most {max(expected)}" if expected and words > _LONG * max(5, *expected) else ""


def _lengths(units: Sequence[Unit], figures: Sequence[float]) -> tuple[Bucket, ...]:
    sizes = [len(unit.references[0].split()) if unit.references else 0 for unit in units]
    bounds = [0, *LENGTHS]
    buckets = []
    for low, high in zip(bounds, [*(b - 1 for b in LENGTHS), None], strict=True):
        inside = [f for f, n in zip(figures, sizes, strict=True) if n >= low and (high is None or n <= high)]
        if inside:
            buckets.append(Bucket(low, high, len(inside), sum(inside) / len(inside)))
    return tuple(buckets)


_LOOKS: dict[str, Callable[[Unit], str]] = {
    "numbers": _compare(numbers),
    "dates": _compare(_dates),
    "names": _names,
    "negation": _negation,
    "untranslated": _untranslated,
    "omission": _omission,
    "addition": _addition,
}
KINDS = tuple(_LOOKS)
