"""Looks at the texts before they are scored. Everything is reported, nothing is mended."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import regex

from pipeline.evaluation.base import Metric, References
from pipeline.evaluation.sacre import check_lengths

_ARABIC = regex.compile(r"\p{Arabic}")
_ENTITY = regex.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|quot|apos|amp|lt|gt|nbsp);")
_REFERENCE_NAME = regex.compile(r"(?<!\p{L})(?:refs?|references?|gold)(?!\p{L})", regex.IGNORECASE)
_OUTPUT_NAME = regex.compile(
    r"(?<!\p{L})(?:hyps?|hypothes[ie]s|outputs?|translations?|mt|systems?)(?!\p{L})", regex.IGNORECASE
)
_SAME_SHARE = 0.95
_TOKENIZED_LINES = 100  # sacreBLEU warns from here on


@dataclass(frozen=True, slots=True)
class Finding:
    """One doubt about the input: its name, what it is in words, and the lines (from 0) that show it."""

    name: str
    detail: str
    lines: tuple[int, ...] = ()


def check_texts(hypothesis: Sequence[str], references: References) -> list[Finding]:
    """Findings that need no metric: Arabic, blank lines, entities, tokenized text, a reference that is the hypothesis.

    References may have other numbers of lines than the hypothesis (documents); blank lines are then not compared.
    """
    found = []
    arabic = _where(hypothesis, _ARABIC)
    if arabic:
        found.append(Finding("arabic", f"{_lines(len(arabic))} of the hypothesis with Arabic letters", arabic))
    for number, stream in enumerate(references, 1):
        texts = [line or "" for line in stream]
        arabic = _where(texts, _ARABIC)
        if len(arabic) * 2 > len(texts):
            detail = f"reference {number} is mostly Arabic: is it the source?"
            found.append(Finding("source_as_reference", detail, arabic))
        found.extend(_identical(hypothesis, texts, number))
        found.extend(_blank(hypothesis, texts, number))
    entities = _where(hypothesis, _ENTITY)
    if entities:
        found.append(Finding("entities", f"{_lines(len(entities))} of the hypothesis with HTML entities", entities))
    tokenized = tuple(i for i, line in enumerate(hypothesis) if line.rstrip().endswith(" ."))
    if len(tokenized) >= _TOKENIZED_LINES:
        detail = f"{len(tokenized)} lines end in ' .': is the hypothesis still tokenized?"
        found.append(Finding("tokenized", detail, tokenized))
    return found


def check_names(hypothesis: Path, references: Sequence[Path]) -> list[Finding]:
    """Findings from file names alone: the same file twice, or names that say hypothesis and reference are swapped."""
    found = []
    for reference in references:
        if hypothesis == reference:
            found.append(Finding("same_file", f"{hypothesis} is given as hypothesis and as reference"))
        elif (
            _REFERENCE_NAME.search(hypothesis.name)
            and _OUTPUT_NAME.search(reference.name)
            and not _REFERENCE_NAME.search(reference.name)
        ):
            detail = f"{hypothesis.name} is scored against {reference.name}: are hypothesis and reference swapped?"
            found.append(Finding("swapped", detail))
    return found


def check_bytes(path: Path) -> list[Finding]:
    """Findings about a file's line ends and byte order mark, which the readers drop."""
    if not path.is_file():
        return []
    raw = path.read_bytes()
    found = []
    if b"\r\n" in raw:
        found.append(Finding("crlf", f"{path}: {raw.count(bytes([13, 10]))} line ends are CRLF, read as plain ones"))
    if raw.startswith(b"\xef\xbb\xbf"):
        found.append(Finding("bom", f"{path}: byte order mark, left out"))
    return found


def entity_gain(hypothesis: Sequence[str], references: References, metric: Metric) -> float:
    """By how much the figure would change if the hypothesis' HTML entities were characters. Line-parallel."""
    check_lengths(hypothesis, references)
    lines = _where(hypothesis, _ENTITY)
    streams = [[stream[i] for i in lines] for stream in references]
    counts = metric.count(hypothesis, references)
    mended = counts.copy()
    if lines:
        mended[list(lines)] = metric.count([unescape(hypothesis[i]) for i in lines], streams)
    return float(metric.value(mended.sum(axis=0)) - metric.value(counts.sum(axis=0)))


def unescape(line: str) -> str:
    """HTML entities as characters, twice where they were escaped twice (`&amp;#39;`)."""
    once = html.unescape(line)
    return html.unescape(once) if _ENTITY.search(once) else once


def _identical(hypothesis: Sequence[str], reference: Sequence[str], number: int) -> list[Finding]:
    known = {line.strip() for line in reference if line.strip()}
    same = tuple(i for i, line in enumerate(hypothesis) if line.strip() in known)
    if not hypothesis or len(same) < _SAME_SHARE * len(hypothesis):
        return []
    detail = (
        f"{len(same)} of {len(hypothesis)} hypothesis lines are the lines of reference {number}: "
        "is a reference given as the hypothesis, or are the two swapped?"
    )
    return [Finding("identical", detail, same)]


def _blank(hypothesis: Sequence[str], reference: Sequence[str], number: int) -> list[Finding]:
    found = []
    if len(hypothesis) == len(reference):
        missing = tuple(
            i for i, (a, b) in enumerate(zip(hypothesis, reference, strict=True)) if not a.strip() and b.strip()
        )
        empty = tuple(
            i for i, (a, b) in enumerate(zip(hypothesis, reference, strict=True)) if a.strip() and not b.strip()
        )
        if missing:
            detail = f"{_lines(len(missing))} of the hypothesis empty where reference {number} has text"
            found.append(Finding("missing", detail, missing))
        if empty:
            detail = f"{_lines(len(empty))} of reference {number} empty where the hypothesis has text"
            found.append(Finding("empty_reference", detail, empty))
    return found


def _where(lines: Sequence[str], pattern: regex.Pattern[str]) -> tuple[int, ...]:
    return tuple(i for i, line in enumerate(lines) if pattern.search(line))


def _lines(number: int) -> str:
    return f"{number} line{'' if number == 1 else 's'}"
