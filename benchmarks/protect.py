"""How often what must come through does come through: 200 cases of each kind, with and without protection.

    python benchmarks/protect.py MODEL SOURCE [--cases 200]

A thing (URL, e-mail address, hashtag, code, figure, date, time, range, percentage, amount of money) is put into the
middle of each sentence of SOURCE, one a line; for the glossary a word of each sentence is taken as a term with an
English that no model would say by itself. Figures may come out in any way of writing them, per cent and currencies too,
all else must be there letter for letter.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Callable
from pathlib import Path

import regex

from pipeline.arabic import normalise
from pipeline.translation.flags.figures import english_values, source_values
from pipeline.translation.make import make_translator
from pipeline.translation.settings import TranslationSettings

_THINGS = {
    "URL": ["https://example.org/news/2024/05?id=77", "www.example.com/ar", "http://agency.example/story-12"],
    "e-mail address": ["desk@example.org", "info.ar@agency.example"],
    "hashtag": ["#سوريا_اليوم", "#Breaking", "@agency_ar"],
    "code": ["F-16", "A320", "COVID-19", "S-400", "G20"],
}
_MONTHS = ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس")
_MEANT = {
    r"%|في المئة|بالمئة": r"%|per ?cent",
    r"\$|دولار": r"\$|dollar|USD",
    "يورو": "€|euro|EUR",
    "جنيه": "£|pound|EGP",
}
"""What must be there beside the figure, by what the source has."""
_ENGLISH = ["Zanzibar Accord", "Quorum", "the Halden Group", "Ostrava Line", "Brightwater"]


def main() -> None:
    """Print a row for each kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("source", type=Path)
    parser.add_argument("--cases", type=int, default=200)
    options = parser.parse_args()
    lines = options.source.read_text(encoding="utf-8").split("\n")[:-1]
    lines = [line for line in lines if 8 <= len(line.split()) <= 25][: options.cases]
    print(f"{'':18}{'cases':>7}{'bare model':>12}{'protected':>11}")
    for kind, things in _THINGS.items():
        dice = random.Random(1)
        wanted = [dice.choice(things) for _ in lines]
        texts = [_inserted(line, thing) for line, thing in zip(lines, wanted, strict=True)]
        row(kind, options.model, texts, wanted, None)
    for kind, make in _FIGURES.items():
        dice = random.Random(3)
        wanted = [make(dice) for _ in lines]
        row(kind, options.model, [_inserted(f, t) for f, t in zip(lines, wanted, strict=True)], wanted, None)
    dice = random.Random(2)
    terms: dict[str, str] = {}
    wanted = []
    for line in lines:
        words = regex.findall(r"(?<!\S)\p{Arabic}{5,}(?!\S)", normalise(line))
        word = dice.choice(words or ["كلمة"])
        wanted.append(terms.setdefault(word, dice.choice(_ENGLISH)))
    with tempfile.TemporaryDirectory() as place:
        glossary = Path(place) / "glossary.tsv"
        glossary.write_text("".join(f"{a}\t{b}\n" for a, b in terms.items()), encoding="utf-8")
        row("glossary term", options.model, lines, wanted, str(glossary))


def _inserted(line: str, thing: str) -> str:
    words = line.split()
    return " ".join([*words[: len(words) // 2], thing, *words[len(words) // 2 :]])


def _figure(dice: random.Random) -> str:
    """Of three to seven digits, with or without commas, or with a fraction."""
    number = dice.randrange(100, 10 ** dice.randint(3, 7))
    return dice.choice([f"{number}", f"{number:,}", f"{number / 100:.2f}"])


def _date(dice: random.Random) -> str:
    day, month, year = dice.randint(1, 28), dice.randint(1, len(_MONTHS)), dice.randint(1990, 2025)
    return dice.choice(
        [f"{day}/{month}/{year}", f"في {day} {_MONTHS[month - 1]} {year}", f"{year}-{month:02}-{day:02}"]
    )


def _time(dice: random.Random) -> str:
    return f"{dice.randint(1, 23)}:{dice.randint(10, 59)}"


def _range(dice: random.Random) -> str:
    year = dice.randint(1960, 2020)
    return f"{year}-{year + dice.randint(1, 5)}"


def _percentage(dice: random.Random) -> str:
    whole, tenth = dice.randint(1, 99), dice.randint(1, 9)
    return dice.choice([f"{whole}%", f"{whole}.{tenth}%", f"{whole} في المئة", f"{whole},{tenth} بالمئة"])


def _money(dice: random.Random) -> str:
    few, many = dice.randint(2, 999), dice.randint(1000, 99_999)
    return dice.choice([f"${many}", f"{few} مليون دولار", f"{few / 10} مليار يورو", f"{many:,} جنيه"])


_FIGURES: dict[str, Callable[[random.Random], str]] = {
    "figure": _figure,
    "date": _date,
    "time": _time,
    "range": _range,
    "percentage": _percentage,
    "money": _money,
}


def _is_there(thing: str, output: str) -> bool:
    if thing in output:
        return True
    figures = source_values(thing)
    if not figures or regex.search(r"[A-Za-z]", thing):
        return False
    beside = (english for arabic, english in _MEANT.items() if regex.search(arabic, thing))
    has_all = all(values & english_values(output) for _, values in figures)
    return has_all and all(regex.search(word, output, regex.IGNORECASE) for word in beside)


def row(kind: str, model: str, texts: list[str], wanted: list[str], glossary: str | None) -> None:
    """Count the outputs that have what is wanted."""
    shares = []
    for more in ({"protect": False}, {"protect": True, "glossary": glossary}):
        settings = TranslationSettings.model_validate({"model": model, "precision": "int8", "flags": False, **more})
        made = make_translator(settings).translate(texts)
        shares.append(
            sum(_is_there(thing, output.text) for thing, output in zip(wanted, made, strict=True)) / len(texts)
        )
    print(f"{kind:18}{len(texts):7}{shares[0]:12.1%}{shares[1]:11.1%}")


if __name__ == "__main__":
    main()
