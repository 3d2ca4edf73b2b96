"""The resampling's speed beside sacreBLEU's: `python benchmarks/resampling.py [FOLDER]`.

1,000 lines, BLEU, chrF and TER together, from statistics counted before the clock starts: bootstrap intervals with
1,000 resamples and the paired randomisation test with 1,000 trials. FOLDER holds reference.en and output.*.en; without
it the lines are invented. Prints the seconds of either, the ratio, and that the results are the same.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER
from sacrebleu.significance import _bootstrap_resample, _compute_p_value

from pipeline.evaluation.base import Counts, make
from pipeline.formats.files import read_lines
from pipeline.significance.intervals import bootstrap_intervals
from pipeline.significance.paired import paired_randomisations

LINES, RESAMPLES, RUNS = 1000, 1000, 3
THEIRS = {"BLEU": BLEU(), "chrF2": CHRF(), "TER": TER()}


def invented() -> tuple[list[str], list[str], list[str]]:
    """A reference and two systems of random words."""
    rng = random.Random(1)
    words = [f"word{n}" for n in range(500)]
    reference = [[rng.choice(words) for _ in range(rng.randint(5, 40))] for _ in range(LINES)]

    def system(wrong: float) -> list[str]:
        return [" ".join(rng.choice(words) if rng.random() < wrong else w for w in line) for line in reference]

    return [" ".join(line) for line in reference], system(0.30), system(0.31)


def read(folder: Path) -> tuple[list[str], list[str], list[str]]:
    """The reference and the first two systems of a folder."""
    systems = [read_lines(path)[:LINES] for path in sorted(folder.glob("output.*.en"))[:2]]
    return read_lines(folder / "reference.en")[:LINES], systems[0], systems[1]


def their_interval(name: str, counts: Counts) -> tuple[float, float]:
    """sacreBLEU's bootstrap: mean and half width."""
    _, scores = _bootstrap_resample(counts.tolist(), THEIRS[name], RESAMPLES)
    values = np.sort([score.score for score in scores])
    cut = len(values) // 40
    return float(values.mean()), float(values[-cut - 1] - values[cut]) / 2


def their_test(name: str, first: Counts, second: Counts) -> float:
    """sacreBLEU's paired randomisation, as in its `_paired_ar_test`."""
    metric = THEIRS[name]
    take = np.random.default_rng(12345).integers(2, size=(RESAMPLES, len(first)), dtype=bool)
    mixed = take @ first + ~take @ second, ~take @ first + take @ second
    scores = [np.array([metric._aggregate_and_compute(x).score for x in sums[:, None]]) for sums in mixed]
    whole = [metric._aggregate_and_compute(array.tolist()).score for array in (first, second)]
    return _compute_p_value(np.abs(scores[0] - scores[1]), abs(whole[0] - whole[1]))


def fastest(work: Callable[[], Sequence[object]]) -> tuple[float, Sequence[object]]:
    """The least seconds of some runs, and the result."""
    seconds, result = [], None
    for _ in range(RUNS):
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
    return min(seconds), result or ()


def main() -> None:
    """Prints one row for each kind of resampling."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    options = parser.parse_args()
    reference, first, second = read(options.folder) if options.folder else invented()
    metrics = make(["bleu", "chrf", "ter"])
    counts = [(metric, metric.count(first, [reference]), metric.count(second, [reference])) for metric in metrics]
    print(f"{len(reference)} lines, {RESAMPLES} resamples, BLEU, chrF and TER together, best of {RUNS}")
    print(f"{'':<24}{'sacreBLEU s':>12}{'ours s':>10}{'ratio':>8}")
    kinds: dict[str, tuple[Callable[[], Sequence[object]], Callable[[], Sequence[object]]]] = {
        "bootstrap intervals": (
            lambda: [their_interval(metric.name, a) for metric, a, _ in counts],
            lambda: [(x.mean, x.half) for x in bootstrap_intervals([(m, a) for m, a, _ in counts], RESAMPLES)],
        ),
        "paired randomisation": (
            lambda: [their_test(metric.name, a, b) for metric, a, b in counts],
            lambda: [found.p for found in paired_randomisations(counts, RESAMPLES)],
        ),
    }
    for name, (theirs, ours) in kinds.items():
        (slow, expected), (fast, found) = fastest(theirs), fastest(ours)
        print(f"{name:<24}{slow:>12.3f}{fast:>10.3f}{slow / fast:>7.0f}x")
        for metric, a, b in zip(metrics, np.round(expected, 4), np.round(found, 4), strict=True):  # type: ignore[arg-type]
            print(f"  {metric.name:<22}{a!s:>22} {b!s:>22}")


if __name__ == "__main__":
    main()
