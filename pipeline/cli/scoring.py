"""What `evaluate` and `compare` share: texts read, cut, aligned and scored, in this order."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.alignment.base import aligners
from pipeline.data import Alignment
from pipeline.errors import InputError, UserError
from pipeline.evaluation.base import Metric, make
from pipeline.evaluation.base import metrics as known_metrics
from pipeline.evaluation.blocks import AlignedReference
from pipeline.evaluation.checks import Finding, check_bytes, check_names, check_texts
from pipeline.evaluation.inputs import Text, flat, flat_sources, read_texts
from pipeline.formats.documents import read_document
from pipeline.segmentation.base import segmenters

SEGMENTER = "rules"


@dataclass(frozen=True, slots=True)
class Reading:
    """How texts are read and aligned."""

    encoding: str = "utf-8"
    aligner: str = "pivot"


@dataclass(frozen=True, slots=True)
class MetricOptions:
    """What the metrics that run a program of their own need."""

    python: str = ""
    checkpoint: str = ""
    program: str = ""
    timeout: float = 600.0


def make_metrics(names: str, options: MetricOptions) -> list[Metric]:
    """The metrics named, joined with commas. Raises ConfigError for an unknown one."""
    wanted = [name for name in names.split(",") if name.strip()]
    if not wanted:
        raise UserError(f"--metrics: no metric named; known: {', '.join(known_metrics.names())}")
    return make(wanted, {key: value for key, value in asdict(options).items() if value != ""})


def read_flat(path: str, reading: Reading) -> tuple[list[str], list[str] | None]:
    """All lines of a file, and the source sentences where it has them."""
    texts = read_texts(path, reading.encoding)
    return flat(texts), flat_sources(texts)


def read_parallel(
    hypothesis: str, references: Sequence[str], source: str, reading: Reading
) -> tuple[list[str], list[list[str]], list[str] | None]:
    """Hypothesis, references and sources with equal numbers of lines; InputError, with both counts, if they differ."""
    lines, sources = read_flat(hypothesis, reading)
    streams = [read_flat(reference, reading)[0] for reference in references]
    if source:
        sources = read_flat(source, reading)[0]
    for path, stream in [
        *zip(references, streams, strict=True),
        *([(source, sources or [])] if source else []),
    ]:
        if len(stream) != len(lines):
            raise InputError(
                f"{path} has {len(stream)} lines but {hypothesis} has {len(lines)}: with --lines they must be equal; "
                "without it the texts are aligned first"
            )
    return lines, streams, sources


def read_stories(path: str, reading: Reading) -> tuple[Text, ...]:
    """The stories of a file, by sentences: a plain file is one story and is cut first."""
    texts = read_texts(path, reading.encoding)
    if all(text.sentences for text in texts):
        return texts
    segmenter = segmenters.get(SEGMENTER)()
    document = read_document(path, "en", segmenter, encoding=reading.encoding)
    return tuple(Text(text.id, document.lines) for text in texts)


def match_stories(
    hypotheses: Sequence[Text], references: Sequence[Sequence[Text]], names: Sequence[str]
) -> list[tuple[Text, list[Text]]]:
    """Each story with its reference texts: by id, or by place where each side holds only one.

    Raises InputError where a reference lacks a story.
    """
    matched = []
    for story in hypotheses:
        found = []
        for texts, name in zip(references, names, strict=True):
            by_id = {text.id: text for text in texts}
            single = len(texts) == 1 and len(hypotheses) == 1
            if not single and story.id not in by_id:
                raise InputError(
                    f"{name}: no story '{story.id}' (it holds {len(by_id)}: {', '.join(list(by_id)[:3])} …)"
                )
            found.append(texts[0] if single else by_id[story.id])
        matched.append((story, found))
    return matched


def align_story(
    lines: Sequence[str],
    references: Sequence[Text],
    names: Sequence[str],
    reading: Reading,
    pivots: Sequence[Sequence[str]] = (),
) -> tuple[list[AlignedReference], str]:
    """The references of one story aligned to the lines of its translation, and the aligner's signature.

    The hypothesis lines stand for the source sentences; they (or `pivots`, several translations of the same
    sentences) are what the aligner compares with the reference.
    """
    part: Any = aligners.get(reading.aligner, "--aligner")
    aligner = part(part.Settings())
    found = []
    for text, name in zip(references, names, strict=True):
        alignment: Alignment = aligner.align(lines, text.lines, pivots=pivots or [lines])
        found.append(AlignedReference(name, text.lines, alignment))
    return found, aligner.signature


def reference_names(paths: Sequence[str]) -> list[str]:
    """Short, distinct names of the references: file names, or paths where those are not distinct."""
    names = [Path(path).name for path in paths]
    return names if len(set(names)) == len(names) else [f"{number}:{path}" for number, path in enumerate(paths, 1)]


def check_inputs(
    hypothesis: str, references: Sequence[str], lines: Sequence[str], streams: Sequence[Sequence[str]]
) -> list[Finding]:
    """Every finding about names, bytes and texts."""
    paths = [Path(path) for path in references]
    found = check_names(Path(hypothesis), paths)
    for path in [Path(hypothesis), *paths]:
        found.extend(check_bytes(path))
    return [*found, *check_texts(lines, streams)]


def report_findings(findings: Sequence[Finding]) -> None:
    """One line a finding on standard error, with the first lines that show it (counted from 1)."""
    for finding in findings:
        shown = ", ".join(str(i + 1) for i in finding.lines[:5])
        more = ", …" if len(finding.lines) > 5 else ""
        place = f" (lines {shown}{more})" if shown else ""
        print(f"warning: {finding.name}: {finding.detail}{place}", file=sys.stderr)


def fingerprint(name: str, lines: Sequence[str]) -> str:
    """`name@` and the first 12 digits of the lines' SHA-256: which text a figure is about."""
    digest = hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{name}@{digest[:12]}"
