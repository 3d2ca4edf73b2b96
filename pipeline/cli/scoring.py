"""What `evaluate` and `compare` share: texts read, cut, aligned and scored, in this order."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping, Sequence
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
from pipeline.evaluation.inputs import Role, Text, flat, flat_sources, is_plain, read_texts
from pipeline.formats.documents import read_document
from pipeline.segmentation.base import segmenters

SEGMENTER = "rules"


@dataclass(frozen=True, slots=True)
class Reading:
    """How texts are read and aligned."""

    encoding: str = "utf-8"
    aligner: str = "pivot"


@dataclass(frozen=True, slots=True)
class Options:
    """What `evaluate` and `compare` are asked for besides texts and metrics."""

    reading: Reading = Reading()
    source: str = ""
    """Path of the source lines, for metrics that read them."""
    resamples: int = 1000
    """For the intervals; 0: none."""
    seed: int = 12345
    worst: int = 0
    """How many of the worst blocks the error report shows; 0: no report."""


@dataclass(frozen=True, slots=True)
class MetricOptions:
    """What the metrics that are not sacreBLEU's need."""

    python: str = ""
    checkpoint: str = ""
    program: str = ""
    timeout: float = 600.0
    embedding_model: str = ""


def make_metrics(names: str, options: MetricOptions) -> list[Metric]:
    """The metrics named, joined with commas. Raises ConfigError for an unknown one."""
    wanted = [name for name in names.split(",") if name.strip()]
    if not wanted:
        raise UserError(f"--metrics: no metric named; known: {', '.join(known_metrics.names())}")
    return make(wanted, {key: value for key, value in asdict(options).items() if value != ""})


def read_parallel(
    hypothesis: str, references: Sequence[str], options: Options
) -> tuple[list[str], list[list[str]], list[str] | None]:
    """Hypothesis, references and sources with equal numbers of lines; InputError, with both counts, if they differ."""
    encoding = options.reading.encoding
    texts = read_texts(hypothesis, encoding)
    lines, sources = flat(texts), flat_sources(texts)
    streams = [flat(read_texts(reference, encoding, "reference")) for reference in references]
    if options.source:
        sources = flat(read_texts(options.source, encoding, "source"))
        check_parallel(hypothesis, lines, options.source, sources)
    for path, stream in zip(references, streams, strict=True):
        check_parallel(hypothesis, lines, path, stream)
    return lines, streams, sources


def check_parallel(first: str, lines: Sequence[str], second: str, others: Sequence[str]) -> None:
    """Raises InputError, with both counts, unless both files have the same number of lines."""
    if len(lines) != len(others):
        raise InputError(
            f"{second} has {len(others)} lines but {first} has {len(lines)}: with --lines they must be equal; "
            "without it the texts are aligned first"
        )


def read_stories(path: str, reading: Reading, role: Role = "hypothesis") -> tuple[Text, ...]:
    """The stories of a file, by sentences: a plain file is one story and is cut first."""
    if not is_plain(path):
        return read_texts(path, reading.encoding, role)
    document = read_document(path, "en", segmenters.get(SEGMENTER)(), encoding=reading.encoding)
    return (Text(document.id, document.lines, True),)


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
    if len(set(names)) == len(names):
        return names
    return [f"{number}:{path}" for number, path in enumerate(paths, 1)]


def system_names(paths: Sequence[str]) -> list[str]:
    """As `reference_names`, without the dotted parts that all share: `a` and `b` for out.a.en and out.b.en."""
    names = reference_names(paths)
    parts = [name.split(".") for name in names]
    shortest = min(map(len, parts))
    head = next((k for k in range(shortest) if len({p[k] for p in parts}) > 1), 0)
    tail = next((k for k in range(shortest - head) if len({p[-1 - k] for p in parts}) > 1), 0)
    return [".".join(p[head : len(p) - tail]) for p in parts]


def check_inputs(
    hypothesis: str, references: Sequence[str], lines: Sequence[str], streams: Sequence[Sequence[str]]
) -> list[Finding]:
    """Every finding about names, bytes and texts."""
    paths = [Path(path) for path in references]
    # A table may hold hypothesis and reference both.
    found = [f for f in check_names(Path(hypothesis), paths) if f.name != "same_file" or is_plain(hypothesis)]
    for path in [Path(hypothesis), *paths]:
        found.extend(check_bytes(path))
    return [*found, *check_texts(lines, streams)]


def gains_finding(gains: Mapping[str, float]) -> list[Finding]:
    """What the figures would gain if entities were characters, as a finding; none where no metric was asked."""
    shown = ", ".join(f"{gain:+.2f} {name}" for name, gain in gains.items())
    return [Finding("entity_gain", f"as characters the entities would change the figures by {shown}")] if shown else []


def report_findings(findings: Sequence[Finding]) -> None:
    """One line a finding on standard error, with the first lines that show it (counted from 1)."""
    for finding in findings:
        shown = ", ".join(str(i + 1) for i in finding.lines[:5])
        more = ", …" if len(finding.lines) > 5 else ""
        place = f" (lines {shown}{more})" if shown else ""
        print(f"warning: {finding.name}: {finding.detail}{place}", file=sys.stderr)


def text_signature(
    hypothesis: str,
    lines: Sequence[str],
    references: Sequence[str],
    streams: Sequence[Sequence[str]],
    made_by: str = "",
) -> str:
    """The texts' part of a figure's signature, and the model's, where the hypothesis says how it was made."""
    found = [f"hyp:{fingerprint(hypothesis, lines)}", *([f"translation:[{made_by}]"] if made_by else [])]
    found += [f"ref:{fingerprint(path, stream)}" for path, stream in zip(references, streams, strict=True)]
    return "|".join(found)


def fingerprint(name: str, lines: Sequence[str]) -> str:
    """`name@` and the first 12 digits of the lines' SHA-256: which text a figure is about."""
    digest = hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{name}@{digest[:12]}"
