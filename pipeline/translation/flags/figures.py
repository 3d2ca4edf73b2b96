"""The figures in a sentence as values, whatever they are written with. Not a detector: the number detector's eyes."""

from __future__ import annotations

import regex

from pipeline.translation.flags.base import normalised

_DIGIT = regex.compile(r"\d")
_FIGURE = regex.compile(r"\d+(?:[.,]\d+)*")
_WORD = regex.compile(r"[a-z]+")
_CLOCK = regex.compile(r"(?<!\d)(\d{1,2})[:.]\d\d(?!\d)")
_GROUPED = regex.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_SIMPLE = regex.compile(r"\d+(?:\.\d+)?")
_MARK = regex.compile(r"[.,]")
_COMMA = regex.compile(r",(?!\d{3})")
_DECADE = regex.compile(r"['’]?s\b")
_YEARS = regex.compile(r"(?<!\d)(\d\d)\d\d[-–/](\d\d)(?!\d)")
"""1950-53: two years of one century."""
_ARABIC_SCALES = dict.fromkeys(("ألف", "ألفا", "آلاف"), 10**3) | dict.fromkeys(("مليون", "مليونا", "ملايين"), 10**6)
_ARABIC_SCALES |= dict.fromkeys(("مليار", "مليارا", "مليارات", "بليون"), 10**9) | {"تريليون": 10**12}
_ARABIC_SCALE = regex.compile(rf"\s*({'|'.join(_ARABIC_SCALES)})(?!\p{{L}})")
_SCALED = regex.compile(r"(\d+(?:[.,]\d+)*)[\s-]*(hundred|thousand|million|billion|trillion)")
_SCALE = regex.compile(r"[\s-]*(hundred|thousand|million|billion|trillion)")
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_MONTHS = "january february march april may june july august september october november december"
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SAID = {"once": 1, "twice": 2, "double": 2, "half": 2, "pair": 2, "both": 2, "dozen": 12, "noon": 12, "midnight": 0}
_SAID |= {"twins": 2, "triple": 3, "quarter": 4, "decade": 10, "decades": 10, "century": 100, "fortnight": 14, "a": 1}


def _table() -> dict[str, int]:
    words = {word: number for number, word in enumerate(_UNITS.split())}
    words |= {word: number * 10 for number, word in enumerate(_TENS.split(), 2)}
    words |= {word: number for number, word in enumerate(_ORDINALS.split())}
    words |= {f"{word}th": number for word, number in words.items() if 13 <= number <= 19}
    words |= {f"{word[:-1]}ieth": words[word] for word in _TENS.split()}
    words |= {f"{word[:-1]}ies" if word.endswith("y") else f"{word}s": n for word, n in list(words.items())}
    return words | _SAID


_WORDS = _table()
_MONTH = {month: number for number, name in enumerate(_MONTHS.split(), 1) for month in (name, name[:3])}


def _value(figure: str) -> str:
    """`1,250.50` as 1250.5; `2.500.000` as 2500000."""
    if _GROUPED.fullmatch(figure) or figure.count(",") > 1:
        figure = figure.replace(",", "")
    if figure.count(".") > 1:
        figure = figure.replace(".", "")
    return _plain(float(figure.replace(",", ".").rstrip("."))) if figure.count(".") + figure.count(",") <= 1 else figure


def _plain(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def source_values(text: str) -> list[tuple[str, set[str]]]:
    """Each figure of an Arabic sentence as it is written, and the values that would stand for it in English."""
    if not _DIGIT.search(text):
        return []
    clean = normalised(text)
    clocks = {m.start() for m in _CLOCK.finditer(clean)}
    found = []
    for match in _FIGURE.finditer(clean):
        whole = match.start() in clocks or "." in match.group()
        for part in [match.group()] if whole else _COMMA.split(match.group()):
            value = _value(part)
            values = {value}
            if _SIMPLE.fullmatch(value):
                values |= _other_ways(float(value), match.start() in clocks, clean[match.end() :])
            found.append((part, values))
    return found


def _other_ways(number: float, clock: bool, after: str) -> set[str]:
    """18:30 is 6:30 p.m.; 2.5 مليون is 2,500,000."""
    values = set()
    if clock or (13 <= number <= 23 and after.startswith(":")):
        values.add(_plain(int(number) % 12 or 12))
    if scale := _ARABIC_SCALE.match(after):
        values.add(_plain(number * _ARABIC_SCALES[scale.group(1)]))
    return values


def english_values(text: str) -> set[str]:
    """Values of all figures, number words, ordinals, fractions and months of an English sentence."""
    low = text.lower()
    values = {_value(figure) for figure in _FIGURE.findall(low)}
    for figure in _FIGURE.findall(low):
        values |= {_value(part) for part in _MARK.split(figure) if part}
    values |= {century + year for century, year in _YEARS.findall(low)}
    words = _WORD.findall(low.replace("-", " "))
    values |= {str(_MONTH[word]) for word in words if word in _MONTH}
    values |= _spoken(words)
    scaled = _SCALED.findall(low)
    return values | {_plain(float(_value(figure)) * _SCALES[scale]) for figure, scale in scaled}


def output_figures(text: str) -> list[tuple[str, set[float]]]:
    """Each figure of an English sentence as it is written, and the values that it may be in the source."""
    return [(match.group(), _readings(match.group(), text[match.end() :])) for match in _FIGURE.finditer(text)]


def _readings(figure: str, after: str) -> set[float]:
    """1980s is also 80, 2.5 million 2,500,000, 6:30 also 18."""
    whole = _number(_value(figure))
    values = {whole} | {_number(part) for part in _MARK.split(figure)}
    if _DECADE.match(after):
        values.add(whole % 100)
    if scale := _SCALE.match(after.lower()):
        values.add(whole * _SCALES[scale.group(1)])
    if whole <= 12:
        values.add(whole + 12)
    return values


def source_numbers(text: str) -> set[float]:
    """Whatever an Arabic sentence says in figures, read in every way."""
    if not _DIGIT.search(text):
        return set()
    clean = normalised(text)
    values = {_number(value) for _, ways in source_values(text) for value in ways}
    for figure in _FIGURE.findall(clean):
        values |= {_number(part) for part in _MARK.split(figure)}
    return values | {value % 100 for value in values if value >= 1000}


def _number(figure: str) -> float:
    try:
        return float(figure)
    except ValueError:
        return -1.0


def _spoken(words: list[str]) -> set[str]:
    """Values of runs of number words, and of every part of a run: `twenty one` is 21, 20 and 1."""
    values: set[str] = set()
    total, current, inside = 0, 0, False
    for word in [*words, ""]:
        if word in _WORDS:
            current += _WORDS[word]
            inside = True
            values.add(str(_WORDS[word]))
        elif word in _SCALES:
            current = max(current, 1) * _SCALES[word]
            inside = True
            if _SCALES[word] >= 1000:
                total, current = total + current, 0
        elif word != "and" or not inside:
            if inside:
                values.add(str(total + current))
            total, current, inside = 0, 0, False
        values.add(str(total + current))
    return values
