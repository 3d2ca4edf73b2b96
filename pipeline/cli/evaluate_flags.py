"""The error report without a reference: what the translation's own detectors see, each count with its sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.cli.figures import Figures, Table
from pipeline.cli.scoring import Options, check_parallel
from pipeline.data import Flag
from pipeline.errors import UserError
from pipeline.evaluation.checks import check_texts
from pipeline.evaluation.inputs import Text, flat, flat_sources, read_texts
from pipeline.translation.flags import find_flags

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class _Line:
    place: str
    source: str
    hypothesis: str
    flags: tuple[Flag, ...]


def evaluate_flags(hypothesis: str, options: Options) -> Figures:
    """Flags of a translation whose source sentences are in its file or in `options.source`, line by line.

    Raises UserError where there is no source, InputError where the numbers of lines differ.
    """
    texts = read_texts(hypothesis, options.reading.encoding)
    lines, sources = flat(texts), flat_sources(texts)
    if options.source:
        sources = flat(read_texts(options.source, options.reading.encoding, "source"))
        check_parallel(hypothesis, lines, options.source, sources)
    if sources is None:
        raise UserError(f"{hypothesis}: nothing to compare it with; give --ref FILE, or --source FILE for its flags")
    found = [
        _Line(place, source, line, tuple(find_flags(source, line)))
        for place, source, line in zip(_places(texts), sources, lines, strict=True)
    ]
    flagged = [line for line in found if line.flags]
    tables = [_counts(hypothesis, found, flagged), _lines(flagged[: options.worst or None])]
    shown: dict[str, object] = {
        "lines": len(found),
        "flagged": len(flagged),
        "flags": [
            {"place": x.place, "name": f.name, "detail": f.detail, "source": x.source, "hypothesis": x.hypothesis}
            for x in flagged
            for f in x.flags
        ],
    }
    return Figures(tuple(tables), (shown,), tuple(check_texts(lines, [])))


def _places(texts: Sequence[Text]) -> list[str]:
    several = len(texts) > 1
    return [f"{text.id}:{n}" if several else str(n) for text in texts for n in range(1, len(text.lines) + 1)]


def _counts(title: str, found: Sequence[_Line], flagged: Sequence[_Line]) -> Table:
    places: dict[str, list[str]] = {}
    for line in flagged:
        for name in dict.fromkeys(flag.name for flag in line.flags):
            places.setdefault(name, []).append(line.place)
    rows = tuple(
        (name, str(len(where)), ", ".join(where[:_SHOWN]) + (" …" if len(where) > _SHOWN else ""))
        for name, where in sorted(places.items(), key=lambda item: (-len(item[1]), item[0]))
    )
    return Table(f"{title}: {len(flagged)} of {len(found)} lines flagged", ("flag", "lines", "where"), rows)


def _lines(flagged: Sequence[_Line]) -> Table:
    rows = tuple(
        (line.place, "; ".join(f"{flag.name}: {flag.detail}" for flag in line.flags), line.source, line.hypothesis)
        for line in flagged
    )
    return Table("flagged lines", ("where", "flags", "source", "translation"), rows)
