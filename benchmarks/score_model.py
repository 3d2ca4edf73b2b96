"""BLEU, chrF and TER of a model on parallel files: the figures of a model's card, made again.

    python benchmarks/score_model.py MODEL tests/data/newswire_handwritten.tsv [SOURCE.ar,REFERENCE.en[,OUTPUT.en]]

A TSV holds source<TAB>reference. Files joined by commas are lines of source, of reference, outputs of other systems.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from pipeline.evaluation.base import make
from pipeline.evaluation.lines import score_lines
from pipeline.evaluation.render import tabulate
from pipeline.formats.files import read_lines
from pipeline.training.corpus import read_pairs
from pipeline.translation.make import make_translator
from pipeline.translation.settings import TranslationSettings

METRICS = ("bleu", "chrf", "ter")


def read_set(name: str) -> tuple[list[str], list[str], dict[str, list[str]]]:
    """Sources, references, and outputs of other systems by the names of their files."""
    files = [Path(part) for part in name.split(",")]
    if len(files) == 1:
        pairs = list(read_pairs(files[0]))
        return [a for a, _ in pairs], [b for _, b in pairs], {}
    source, reference, *others = files
    return read_lines(source), read_lines(reference), {file.stem: read_lines(file) for file in others}


def main() -> None:
    """Print one table, and the signatures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--engine", default="auto")
    parser.add_argument("--precision", default="auto")
    parser.add_argument("--show", type=int, default=0, help="print so many outputs of each set")
    a = parser.parse_args()
    translator = make_translator(
        TranslationSettings(model=a.model, beam=a.beam, engine=a.engine, precision=a.precision, flags=False)
    )
    metrics = make(METRICS)
    rows = []
    for name in a.sets:
        sources, references, others = read_set(name)
        began = time.perf_counter()
        outputs = [o.text for o in translator.translate(sources)]
        seconds = time.perf_counter() - began
        for system, lines in {a.model: outputs, **others}.items():
            scores = score_lines(lines, [references], metrics).scores.values()
            timed = f"{seconds:.1f}" if system == a.model else ""
            rows.append([Path(name.split(",")[0]).name, system, *(f"{s.value:.2f}" for s in scores), timed])
        for source, output, reference in list(zip(sources, outputs, references, strict=True))[: a.show]:
            print(f"{source}\n  {output}\n  ({reference})")
    print(tabulate(["set", "system", *(m.name for m in metrics), "seconds"], rows, "table"))
    for metric in metrics:
        print(metric.signature(1))
    print(translator.signature)


if __name__ == "__main__":
    main()
