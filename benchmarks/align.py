"""Sentence alignment on stories with gold beads: `python benchmarks/align.py FOLDER [--model M] [--long TEXT]`.

FOLDER holds `flores-mt.jsonl.gz` and `ntrex.jsonl.gz`, one story a line (source, target, gold, variant, pivots by
system), and perhaps beside it `textberg-dev` (dev.de, dev.fr, mt.google.fr, gold.path). Shown is strict F1 as counted
by Vecalign's score.py, pooled over the stories of a variant; `all` pools the monotone variants. Rows that end in
`*` leave out the beads of three lines of FLORES that are no translations of each other, where `flores-dev` is beside.
hunalign has a row of its own where it is installed; so has the embedding aligner with --encoder, the name or folder of
a sentence-transformers model for English, which reads the opusmt pivot (some minutes, as the model encodes each text
once). --model translates the NTREX stories, which come without a pivot, with one of our models. --long makes texts of
1,000, 10,000 and 50,000 sentences (--sizes) of TEXT, which has one sentence a line, with a noisy copy as pivot, and
times them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import resource
import shutil
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.alignment.base import aligners
from pipeline.alignment.score import Scores, calibration, judged, score
from pipeline.data import Alignment, Bead
from pipeline.formats.beads import read_beads
from pipeline.formats.files import read_lines
from pipeline.translation.make import make_translator
from pipeline.translation.settings import TranslationSettings

VARIANTS = ("base", "del05", "del15", "del30", "ins15", "mn", "mnx", "wire", "swap")
FAULTS = (126, 131, 166)
"""Lines of FLORES dev whose Arabic is another sentence than the English: 131 and 166 repeat that of 67 and 66."""
Story = dict[str, Any]
Align = Callable[[Story], Sequence[Bead]]


def stories(path: Path) -> list[Story]:
    """The stories of a file, their gold as beads."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        found = [json.loads(line) for line in file]
    for story in found:
        story["gold"] = [Bead(tuple(s), tuple(t)) for s, t in story["gold"]]
    return found


def ours(name: str, system: str = "") -> Align:
    """Our aligner `name`, with the output of `system` (several joined with +) as its pivot."""
    part: Any = aligners.get(name)
    aligner = part()

    def align(story: Story) -> tuple[Bead, ...]:
        pivots = [story["pivots"][s] for s in system.split("+")] if system else []
        found: Alignment = aligner.align(story["source"], story["target"], pivots=pivots)
        return found.beads

    return align


def embedded(encoder: str, system: str) -> Align:
    """The embedding aligner on a pivot; stories share most of their sentences, so vectors are kept."""
    from pipeline.alignment import embedding

    model, vectors = embedding.encoder(encoder), {}

    def encode(texts: Sequence[str]) -> Any:
        new = [text for text in dict.fromkeys(texts) if text not in vectors]
        vectors.update(zip(new, model(new) if new else (), strict=True))
        return np.array([vectors[text] for text in texts])

    aligner = embedding.EmbeddingAligner(encode=encode)
    return lambda story: aligner.align(story["source"], story["target"], pivots=[story["pivots"][system]]).beads


def translated(model: str, data: Sequence[Story]) -> None:
    """Gives each story a pivot named `own`: its sources, translated by `model` at beam 4."""
    lines = list(dict.fromkeys(line for story in data for line in story["source"]))
    translator = make_translator(TranslationSettings(model=model, flags=False))
    english = dict(zip(lines, (output.text for output in translator.translate(lines)), strict=True))
    for story in data:
        story["pivots"]["own"] = [english[line] for line in story["source"]]


def hunalign(system: str) -> Align:
    """hunalign with an empty dictionary on a pivot, as far as it is installed."""

    def align(story: Story) -> list[Bead]:
        with tempfile.TemporaryDirectory() as folder:
            paths = [Path(folder) / name for name in ("dictionary", "source", "target", "beads.ladder")]
            texts = ["", "\n".join(story["pivots"][system]), "\n".join(story["target"])]
            for path, text in zip(paths, texts, strict=False):
                path.write_text(f"{text}\n" if text else "", encoding="utf-8")
            done = subprocess.run(["hunalign", *map(str, paths[:3])], capture_output=True, text=True, check=True)
            paths[3].write_text(done.stdout, encoding="utf-8")
            return read_beads(paths[3])

    return align


def faults(flores: Path) -> list[tuple[str, str]]:
    """Stretches of source and target lines that the gold pairs although they say different things.

    `flores`: the folder of FLORES dev that the stories were made of; read from there, for its text is not ours.
    """
    if not flores.is_dir():
        return []
    sides = [read_lines(flores / name) for name in ("source.ar", "reference.en")]
    return [(sides[0][number - 1][:30], sides[1][number - 1][:30]) for number in FAULTS]


def sound(story: Story, beads: Sequence[Bead], known: Sequence[tuple[str, str]]) -> list[Bead]:
    """The beads, gold or found, that hold no line of a known fault; a fault needs both its lines in the story."""
    sources: set[int] = set()
    targets: set[int] = set()
    for left, right in known:
        ours = {i for i, line in enumerate(story["source"]) if left in line}
        theirs = {j for j, line in enumerate(story["target"]) if right in line}
        if ours and theirs:
            sources |= ours
            targets |= theirs
    return [bead for bead in beads if sources.isdisjoint(bead.source) and targets.isdisjoint(bead.target)]


def row(name: str, data: Sequence[Story], align: Align, known: Sequence[tuple[str, str]] = ()) -> None:
    """Prints one row: F1 by variant, calibration over all, milliseconds of processor time a story.

    `known`: faults of the gold, whose beads do not count.
    """
    scores: dict[str, Scores] = defaultdict(Scores)
    confidences = []
    align(data[0])  # the first call compiles, or reads what was compiled
    start = time.process_time()
    found = [align(story) for story in data]
    spent = (time.process_time() - start) / len(data)
    for story, beads in zip(data, found, strict=True):
        gold, beads = sound(story, story["gold"], known), sound(story, beads, known)
        one = score(gold, beads)
        scores[story["variant"]] += one
        if story["variant"] != "swap":
            scores["all"] += one
        confidences += judged(gold, beads)
    c = calibration(confidences)
    figures = "".join(f"{scores[v].f1:>7.4f}" for v in ("all", *VARIANTS))
    print(f"{name:<22}{figures}{c.error:>7.4f}{c.precision:>7.4f}{c.kept:>7.3f}{1000 * spent:>7.1f}")


def strangers(name: str, data: Sequence[Story], align: Align) -> None:
    """Prints how many beads are invented between unrelated stories, and between their first lines."""
    base = [s for s in data if s["variant"] == "base"]
    shown = []
    for lines in (1, 2, 4, 8, 99):
        cut = [
            {
                "source": a["source"][:lines],
                "target": b["target"][:lines],
                "pivots": {system: pivot[:lines] for system, pivot in a["pivots"].items()},
            }
            for a, b in zip(base, [*base[1:], base[0]], strict=True)
        ]
        pairs = [bead for story in cut for bead in align(story) if not bead.null]
        sure = sum(b.confidence >= 0.9 for b in pairs)
        shown.append(f"{min(lines, max(len(s['source']) for s in base))}: {len(pairs)} ({sure})")
    print(f"{name}: in {len(base)} pairs of unrelated texts, by lines: beads (sure ones) {', '.join(shown)}")


def textberg(folder: Path) -> None:
    """Prints the F1 on Text+Berg (German and French yearbook 1957), the pivot being Google's French."""
    lines = {
        name: (folder / name).read_text(encoding="utf-8").splitlines() for name in ("dev.de", "dev.fr", "mt.google.fr")
    }
    gold = read_beads(folder / "gold.path", "vecalign")
    for name in ("pivot", "length"):
        part: Any = aligners.get(name)
        beads = part().align(lines["dev.de"], lines["dev.fr"], pivots=[lines["mt.google.fr"]])
        print(f"Text+Berg dev, {name}: F1 {score(gold, beads).f1:.4f}")


def long_story(lines: Sequence[str], sentences: int) -> Story:
    """A story of so many sentences of a text: a quarter of the pivot's words are lost; of the target's sentences some
    are merged in pairs, some left out, some are strangers.
    """
    rng = random.Random(1)
    source, strangers = lines[:sentences], lines[sentences:] or lines[:100]
    target: list[str] = []
    gold = []
    i = 0
    while i < len(source):
        kind, j = rng.choices(["1-1", "2-1", "1-0", "0-1"], [83, 8, 5, 4])[0], len(target)
        size = min(int(kind[0]), len(source) - i)
        if kind[2] == "1":
            target.append(" ".join(source[i : i + size]) or rng.choice(strangers))
        gold.append(Bead(tuple(range(i, i + size)), tuple(range(j, len(target)))))
        i += size
    pivot = [" ".join(w for w in line.split() if rng.random() > 0.25) or line for line in source]
    return {"source": pivot, "target": target, "gold": gold, "pivots": {"noisy": pivot}}


def long_rows(text: Path, sizes: Sequence[int]) -> Iterator[str]:
    """Processor seconds, memory and F1 for the first so many sentences of a text, one a line."""
    lines = list(dict.fromkeys(line for line in read_lines(text) if line.strip()))
    align = ours("pivot", "noisy")
    align(long_story(lines, 100))
    for size in sizes:
        story = long_story(lines, size)
        start = time.process_time()
        beads = align(story)
        spent = time.process_time() - start
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        count = f"{len(story['source']):,} and {len(story['target']):,} sentences"
        yield f"{count}: {spent:.2f} s, {memory:.2f} GB at most, F1 {score(story['gold'], beads).f1:.4f}"


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--encoder", metavar="MODEL")
    parser.add_argument("--model", metavar="MODEL")
    parser.add_argument("--long", type=Path, metavar="TEXT")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 50_000])
    options = parser.parse_args()
    heads = "".join(f"{name:>7}" for name in ("all", *VARIANTS, "ECE", "p@.9", "kept", "ms"))
    flores, ntrex = (stories(options.folder / f"{name}.jsonl.gz") for name in ("flores-mt", "ntrex"))
    print(f"{'flores-mt':<22}{heads}")
    systems = sorted(flores[0]["pivots"])
    for system in [*systems, "+".join(systems)]:
        row(f"pivot {system}"[:22], flores, ours("pivot", system))
    known = faults(options.folder.parent / "flores-dev")
    for system in systems if known else ():
        row(f"pivot {system} *", flores, ours("pivot", system), known)
    if options.encoder:
        row("embedding, opusmt", flores, embedded(options.encoder, "opusmt"))
    row("lexicon", flores, ours("lexicon"))
    row("length (Gale-Church)", flores, ours("length"))
    if shutil.which("hunalign"):
        row("hunalign, opusmt pivot", flores, hunalign("opusmt"))
    strangers("pivot opusmt", flores, ours("pivot", "opusmt"))
    strangers("lexicon", flores, ours("lexicon"))
    print(f"\n{'ntrex':<22}{heads}")
    if options.model:
        translated(options.model, ntrex)
        row(f"pivot {options.model}"[:22], ntrex, ours("pivot", "own"))
    row("lexicon", ntrex, ours("lexicon"))
    row("length (Gale-Church)", ntrex, ours("length"))
    print()
    if (options.folder.parent / "textberg-dev").is_dir():
        textberg(options.folder.parent / "textberg-dev")
    for line in long_rows(options.long, options.sizes) if options.long else ():
        print(line, flush=True)


if __name__ == "__main__":
    main()
