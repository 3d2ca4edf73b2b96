"""Story-level scores against line-parallel ones: `python benchmarks/story_scores.py FOLDER [--aligner NAME]`.

FOLDER holds `reference.en` and `output.SYSTEM.en`, line by line. Stories are made of 20 lines. Each story's reference
is changed: sentences merged, split, passages moved, sentences left out. The changed reference is a document of its
own shape, so that it must be aligned; the score over aligned blocks should be the line-parallel score. Columns:

    lines   the line-parallel score, the truth (deletions: of the lines that are left)
    aligned the score over blocks, aligned by the aligner from nothing but the texts
    gold    the same with the true alignment: what the change of shape alone does to the figure
    strict  uncovered text counts
    mwer    the hypothesis cut by minimum edit distance to the reference's lines (Matusov et al., 2005)
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.alignment.base import aligners
from pipeline.data import Alignment, Bead
from pipeline.evaluation.base import Metric, make
from pipeline.evaluation.blocks import AlignedReference
from pipeline.evaluation.cutting import resegment
from pipeline.evaluation.joint import SystemText, joint_blocks, joint_counts
from pipeline.evaluation.lines import score_lines
from pipeline.evaluation.story import CorpusScores, score_corpus, score_story
from pipeline.formats.files import read_lines
from pipeline.significance.systems import Ranking, compare

STORY = 20
MERGED, SPLIT, DELETED = 0.2, 0.3, 0.15
METRICS = ("bleu", "chrf")


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of a changed reference and the original lines, numbered within the story, that it holds a part of."""

    text: str
    lines: tuple[int, ...]


def merged(pieces: list[Piece], rng: random.Random) -> list[Piece]:
    """One line in five is joined to the one before it."""
    found: list[Piece] = []
    for piece in pieces:
        if found and rng.random() < MERGED:
            last = found.pop()
            piece = Piece(f"{last.text} {piece.text}", (*last.lines, *piece.lines))
        found.append(piece)
    return found


def split(pieces: list[Piece], rng: random.Random) -> list[Piece]:
    """Three lines in ten are cut after the comma nearest to their middle."""
    found = []
    for piece in pieces:
        commas = [i for i, c in enumerate(piece.text) if c == "," and piece.text[i + 1 : i + 2] == " "]
        if not commas or rng.random() >= SPLIT:
            found.append(piece)
            continue
        cut = min(commas, key=lambda i: abs(i - len(piece.text) / 2)) + 1
        found += [Piece(piece.text[:cut], piece.lines), Piece(piece.text[cut + 1 :], piece.lines)]
    return found


def moved(pieces: list[Piece], rng: random.Random) -> list[Piece]:
    """A passage of one to three lines is put elsewhere, twice in a story."""
    for _ in range(2):
        size, start = rng.randint(1, 3), rng.randrange(len(pieces) - 3)
        passage, rest = pieces[start : start + size], pieces[:start] + pieces[start + size :]
        place = rng.choice([i for i in range(len(rest) + 1) if i != start])
        pieces = rest[:place] + passage + rest[place:]
    return pieces


def deleted(pieces: list[Piece], rng: random.Random) -> list[Piece]:
    """15 % of the lines are left out."""
    return [piece for piece in pieces if rng.random() >= DELETED]


CHANGES: Mapping[str, tuple[Callable[[list[Piece], random.Random], list[Piece]], ...]] = {
    "none": (),
    "merges": (merged,),
    "splits": (split,),
    "moves": (moved,),
    "all three": (merged, split, moved),
    "deletions": (deleted,),
    "all four": (deleted, merged, split, moved),
}


@dataclass(frozen=True, slots=True)
class Reference:
    """One story's changed reference with its true alignment."""

    start: int
    size: int
    pieces: tuple[Piece, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """Its sentences."""
        return tuple(piece.text for piece in self.pieces)

    def kept(self) -> list[int]:
        """Numbers of the original lines that are still there, in the whole text."""
        return sorted({self.start + i for piece in self.pieces for i in piece.lines})

    def gold(self) -> Alignment:
        """Pieces that hold parts of one line, or share a line, are one bead."""
        beads: list[tuple[set[int], list[int]]] = []
        for j, piece in enumerate(self.pieces):
            own, targets = set(piece.lines), [j]
            for bead in [bead for bead in beads if bead[0] & own]:
                beads.remove(bead)
                own, targets = own | bead[0], bead[1] + targets
            beads.append((own, targets))
        gone = set(range(self.size)) - {i for own, _ in beads for i in own}
        found = [Bead(tuple(sorted(own)), tuple(targets)) for own, targets in beads]
        return Alignment((*found, *(Bead((i,), ()) for i in sorted(gone))), self.size, len(self.pieces))


def changed(reference: Sequence[str], change: str) -> list[Reference]:
    """The stories of a reference, changed; the same each time."""
    stories = []
    for start in range(0, len(reference), STORY):
        lines = reference[start : start + STORY]
        pieces = [Piece(line, (i,)) for i, line in enumerate(lines)]
        rng = random.Random(f"{change} {start}")
        for step in CHANGES[change]:
            pieces = step(pieces, rng)
        stories.append(Reference(start, len(lines), tuple(pieces)))
    return stories


@dataclass(frozen=True, eq=False)
class Scored:
    """One system under one change. `texts`: its stories with what the aligner found."""

    lines: Mapping[str, float]
    gold: CorpusScores
    found: CorpusScores
    mwer: Mapping[str, float]
    texts: tuple[SystemText, ...]


def score(
    name: str, system: Sequence[str], reference: Sequence[str], stories: Sequence[Reference], aligner: str
) -> Scored:
    """All scores of one system."""
    metrics = make(METRICS)
    part = aligners.get(aligner)
    made = part(part.Settings())  # type: ignore[call-arg]
    gold, found, texts, cut = [], [], [], []
    for number, story in enumerate(stories):
        own = tuple(system[story.start : story.start + story.size])
        truth = AlignedReference("r", story.lines, story.gold())
        guess = AlignedReference("r", story.lines, made.align(own, story.lines, pivots=[own]))
        gold.append(score_story(own, [truth], metrics, id=str(number)))
        found.append(score_story(own, [guess], metrics, id=str(number)))
        texts.append(SystemText(name, own, (guess,)))
        cut += resegment(own, story.lines)
    kept = [i for story in stories for i in story.kept()]
    parallel = score_lines([system[i] for i in kept], [[reference[i] for i in kept]], metrics).scores
    mwer = score_lines(cut, [[line for story in stories for line in story.lines]], metrics).scores
    return Scored(
        {name: s.value for name, s in parallel.items()},
        score_corpus(gold),
        score_corpus(found),
        {name: s.value for name, s in mwer.items()},
        tuple(texts),
    )


def same_verdicts(
    metric: Metric, systems: Mapping[str, Sequence[str]], reference: Sequence[str], scored: Mapping[str, Scored]
) -> str:
    """Whether ranking and significant pairs are the line-parallel ones, over blocks that all systems share."""
    truth = compare(metric, {name: metric.count(lines, [reference]) for name, lines in systems.items()})
    count = len(next(iter(scored.values())).texts)
    blocks = [b for number in range(count) for b in joint_blocks([s.texts[number] for s in scored.values()])]
    ours = compare(metric, {name: joint_counts(metric, blocks, k) for k, name in enumerate(scored)})
    ranking = "same" if _order(truth) == _order(ours) else f"other ({' > '.join(_order(ours))})"
    pairs = "same" if _significant(truth) == _significant(ours) else "other"
    number = f"{len(_significant(truth))} of {len(truth.pairs)}"
    return f"{metric.name}: {ranking} ranking, {pairs} significant pairs ({number}), {len(blocks)} blocks"


def _order(ranking: Ranking) -> list[str]:
    return [standing.system for standing in ranking.standings]


def _significant(ranking: Ranking) -> set[tuple[str, str]]:
    return {(pair.better, pair.worse) for pair in ranking.pairs if pair.significant}


def main() -> None:
    """Prints a table for each change, the largest deviations, and whether the verdicts are the same."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--aligner", default="pivot")
    parser.add_argument("--changes", nargs="*", choices=list(CHANGES), default=list(CHANGES))
    options = parser.parse_args()
    reference = read_lines(options.folder / "reference.en")
    files = sorted(options.folder.glob("output.*.en"))
    systems = {file.name.split(".")[1]: read_lines(file) for file in files}
    for change in options.changes:
        stories = changed(reference, change)
        scored = {name: score(name, lines, reference, stories, options.aligner) for name, lines in systems.items()}
        print(f"\n{change}: {len(stories)} stories, {sum(len(s.pieces) for s in stories)} reference lines")
        for metric in make(METRICS):
            print_table(metric.name, scored)
        for metric in make(METRICS):
            print(same_verdicts(metric, systems, reference, scored))


def print_table(metric: str, scored: Mapping[str, Scored]) -> None:
    """One row a system and the largest deviation from the line-parallel score."""
    print(f"{metric:<16}{'lines':>8}{'aligned':>9}{'diff':>7}{'gold':>8}{'diff':>7}{'strict':>8}{'mwer':>8}{'diff':>7}")
    worst = [0.0, 0.0, 0.0]
    for name, s in scored.items():
        truth, strict = s.lines[metric], s.found.scores[metric].strict.value
        figures = [s.found.scores[metric].aligned.value, s.gold.scores[metric].aligned.value, s.mwer[metric]]
        off = [figure - truth for figure in figures]
        worst = [max(w, abs(d)) for w, d in zip(worst, off, strict=True)]
        print(
            f"{name:<16}{truth:>8.2f}{figures[0]:>9.2f}{off[0]:>+7.2f}{figures[1]:>8.2f}{off[1]:>+7.2f}"
            f"{strict:>8.2f}{figures[2]:>8.2f}{off[2]:>+7.2f}"
        )
    print(f"{'largest':<16}{'':>17}{worst[0]:>7.2f}{'':>8}{worst[1]:>7.2f}{'':>16}{worst[2]:>7.2f}")


if __name__ == "__main__":
    main()
