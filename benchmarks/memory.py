"""What a translation memory saves on a day of wire copy that repeats itself, and that it changes no output.

    python benchmarks/memory.py MODEL SOURCE [--takes 40]

The day is made up of SOURCE, one sentence a line, 16 lines a story: each take is the beginning of a story, longer takes
repeat what earlier ones had, and each ends with the same three sentences of boilerplate.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path

from pipeline.translation.make import make_translator
from pipeline.translation.settings import TranslationSettings


def main() -> None:
    """Print a row without a memory, and one with."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("source", type=Path)
    parser.add_argument("--takes", type=int, default=40)
    options = parser.parse_args()
    lines = options.source.read_text(encoding="utf-8").split("\n")[:-1]
    boilerplate, dice = lines[-3:], random.Random(1)
    stories = [lines[start : start + 16] for start in range(0, min(len(lines) - 16, 320), 16)]
    day = [dice.choice(stories)[: dice.randint(3, 16)] + boilerplate for _ in range(options.takes)]
    total = sum(map(len, day))
    print(f"{options.takes} takes, {total} sentences\n{'':16}{'CPU s':>8}{'from memory':>13}{'same texts':>12}")
    first: list[str] = []
    with tempfile.TemporaryDirectory() as place:
        for name, memory in (("no memory", None), ("memory", f"{place}/day.db")):
            settings = {"model": options.model, "precision": "int8", "beam": 1, "threads": 1, "memory": memory}
            translator = make_translator(TranslationSettings.model_validate(settings))
            began = time.process_time()
            outputs = [output for take in day for output in translator.translate(take)]
            took = time.process_time() - began
            texts = [output.text for output in outputs]
            first = first or texts
            served = sum(output.origin == "memory" for output in outputs)
            same = sum(a == b for a, b in zip(first, texts, strict=True))
            print(f"{name:16}{took:8.1f}{served / total:13.1%}{same:12}")


if __name__ == "__main__":
    main()
