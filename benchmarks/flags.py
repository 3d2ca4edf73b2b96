"""Precision and recall of each flag on outputs damaged on purpose, and how often it is raised on real ones.

    python benchmarks/flags.py DATA_FOLDER

DATA_FOLDER holds `source.ar`, `reference.en` and outputs of systems, `output.NAME.en`, line by line (FLORES dev was
used for docs/translation.md). Every damage is done, where it can be done, to the reference of each sentence; a detector
is right when it flags the damaged text, wrong when it flags the text as it was.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path

import regex

from pipeline.translation.flags import detectors
from pipeline.translation.flags.entity import Entity
from pipeline.translation.flags.negation import Negation

Damage = Callable[[str, str, random.Random], str | None]


def change_digit(_: str, text: str, dice: random.Random) -> str | None:
    places = [m.start() for m in regex.finditer(r"\d", text)]
    if not places:
        return None
    at = dice.choice(places)
    return text[:at] + str((int(text[at]) + dice.randint(1, 9)) % 10) + text[at + 1 :]


def loop(_: str, text: str, dice: random.Random) -> str | None:
    words = text.split()
    size = dice.randint(1, 3)
    at = dice.randrange(size, max(size + 1, len(words)))
    return " ".join(words[:at] + words[at - size : at] * dice.randint(3, 8) + words[at:])


def cut(_: str, text: str, dice: random.Random) -> str | None:
    words = text.split()
    return " ".join(words[: max(1, int(len(words) * dice.uniform(0.1, 0.4)))]) if len(words) > 8 else None


def copy(source: str, _: str, dice: random.Random) -> str | None:
    return source


def leave_word(source: str, text: str, dice: random.Random) -> str | None:
    arabic = regex.findall(r"\p{Arabic}{3,}", source)
    words = text.split()
    words[dice.randrange(len(words))] = dice.choice(arabic)
    return " ".join(words)


def nothing(_: str, text: str, dice: random.Random) -> str | None:
    return dice.choice(["", " ", ".", "..."])


def drop_quote(source: str, text: str, dice: random.Random) -> str | None:
    places = [m.start() for m in regex.finditer(r'["“”()]', text)]
    if not places or regex.search(r'["«»“”()]', source) is None:
        return None
    at = dice.choice(places)
    return text[:at] + text[at + 1 :]


def affirm(source: str, text: str, dice: random.Random) -> str | None:
    """Every word that negates goes: what a model does that overlooks لم."""
    plain = regex.sub(r"\b(?:do|does|did) not |\b(?:not|never|no|without) |n['’]t\b", "", text)
    return plain if plain != text and Negation().find(source, "") else None


def swap_name(source: str, text: str, dice: random.Random) -> str | None:
    if Entity().find(source, "") is None:
        return None
    plain = regex.sub(r"\b\p{Lu}\w+", "Someone", text)
    return plain if plain != text else None


DAMAGES: dict[str, list[Damage]] = {
    "number": [change_digit],
    "repetition": [loop],
    "length": [cut],
    "untranslated": [copy],
    "residue": [leave_word],
    "empty": [nothing],
    "quotes": [drop_quote],
    "negation": [affirm],
    "entity": [swap_name],
}


def main(folder: Path) -> None:
    """Print both tables."""
    sources = (folder / "source.ar").read_text(encoding="utf-8").split("\n")[:-1]
    references = (folder / "reference.en").read_text(encoding="utf-8").split("\n")[:-1]
    print(f"{'flag':14}{'damaged':>8}{'found':>7}{'false':>7}{'recall':>8}{'precision':>11}")
    for name, damages in DAMAGES.items():
        detector, dice = detectors.get(name)(), random.Random(1)
        found = false = total = 0
        for source, text in zip(sources, references, strict=True):
            for damage in damages:
                damaged = damage(source, text, dice)
                if damaged is None:
                    continue
                total += 1
                found += detector.find(source, damaged) is not None
                false += detector.find(source, text) is not None
        precision = found / (found + false) if found else 0.0
        print(f"{name:14}{total:8}{found:7}{false:7}{found / total:8.1%}{precision:11.1%}")
    print("\nflags raised on whole texts")
    names = detectors.names()
    print(f"{'text':24}" + "".join(f"{name[:11]:>13}" for name in names))
    for path in [folder / "reference.en", *sorted(folder.glob("output.*.en"))]:
        texts = path.read_text(encoding="utf-8").split("\n")[:-1]
        counts = [
            sum(detectors.get(name)().find(s, t) is not None for s, t in zip(sources, texts, strict=True))
            for name in names
        ]
        print(f"{path.name:24}" + "".join(f"{count:13}" for count in counts))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
