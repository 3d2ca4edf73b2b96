"""The numbers that an Arabic sentence says in words. Not a detector: the number detector's eyes for what English adds.

Generous on purpose: every value that a word, or a run of words, may stand for is given, so that what is not among them
was not said.
"""

from __future__ import annotations

import regex

_FOLDED = str.maketrans("أإآىةئ", "ااايهي")
_WORD = regex.compile(r"\p{Arabic}+")
_PREFIXES = ("", "و", "ف", "ال", "وال", "فال", "ب", "ل", "ك", "بال", "لل", "كال", "ول", "وب", "وبال", "ولل", "فب", "فل")
_TENS = {"عشر": 20, "ثلاث": 30, "اربع": 40, "خمس": 50, "ست": 60, "سبع": 70, "ثمان": 80, "تسع": 90}
_UNITS = {"ثلاث": 3, "اربع": 4, "خمس": 5, "ست": 6, "سبع": 7, "ثمان": 8, "تسع": 9, "عشر": 10}
_ORDINALS = {"ثالث": 3, "رابع": 4, "خامس": 5, "سادس": 6, "سابع": 7, "ثامن": 8, "تاسع": 9, "عاشر": 10}
_FEW = {"واحد": 1, "واحده": 1, "احد": 1, "احدى": 1, "احدي": 1, "حادي": 1, "حاديه": 1, "اول": 1, "اولى": 1, "اولي": 1}
_FEW |= {"اثنان": 2, "اثنين": 2, "اثنا": 2, "اثني": 2, "اثنتان": 2, "اثنتين": 2, "اثنتا": 2, "اثنتي": 2, "ثاني": 2}
_FEW |= {"ثانيه": 2, "ثان": 2, "ثماني": 8, "ثمانيه": 8, "مره": 1, "مرتين": 2, "ضعف": 2, "ضعفي": 2, "ضعفين": 2}
_ALONE = {"عقد": 10, "عقدين": 20, "عقود": 10, "قرن": 100, "قرنين": 200, "اسبوعين": 14, "دزينه": 12, "ظهر": 12}
_ALONE |= {"منتصف": 12}
"""Words that say a number and take no part in a longer one."""
_PARTS = {"نصف": 2, "ثلث": 3, "ثلثي": 3, "ثلثا": 3, "ثلثين": 3, "ربع": 4, "ارباع": 4, "خمسي": 5}
_SCALES = {"ميه": 100, "مايه": 100, "ميات": 100, "الف": 10**3, "الاف": 10**3, "الفا": 10**3, "مليون": 10**6}
_SCALES |= {"ملايين": 10**6, "مليونا": 10**6, "مليار": 10**9, "مليارات": 10**9, "مليارا": 10**9, "بليون": 10**9}
_SCALES |= {"تريليون": 10**12}
_DUALS = {"ميت": 200, "مايت": 200, "الف": 2000, "مليون": 2 * 10**6, "مليار": 2 * 10**9}
_DUAL = regex.compile(r".{2}(?:ان|ين)$")
"""The dual is a number too; so are taken to be, generously, some plurals."""
_MONTHS = (
    ("يناير", "كانون الثاني", "جانفي"),
    ("فبراير", "شباط", "فيفري"),
    ("مارس", "اذار"),
    ("ابريل", "نيسان", "افريل"),
    ("مايو", "ايار", "ماي"),
    ("يونيو", "حزيران", "جوان"),
    ("يوليو", "تموز", "جويليه"),
    ("اغسطس", "اب", "اوت"),
    ("سبتمبر", "ايلول"),
    ("اكتوبر", "تشرين الاول"),
    ("نوفمبر", "تشرين الثاني"),
    ("ديسمبر", "كانون الاول"),
)


def _table() -> dict[str, int]:
    words = {stem + ending: value for stem, value in _UNITS.items() for ending in ("", "ه")}
    tens = {stem + end: value for stem, value in _TENS.items() for end in ("ون", "ين", "ينيات", "ينات")}
    hundreds = {stem + hundred: 100 * value for stem, value in _UNITS.items() for hundred in ("ميه", "مايه")}
    duals = {stem + ending: value for stem, value in _DUALS.items() for ending in ("ان", "ين", "ا", "ي")}
    ordinals = {stem + ending: value for stem, value in _ORDINALS.items() for ending in ("", "ه")}
    return words | hundreds | duals | ordinals | _FEW | tens


_VALUES = _table()


def spoken_values(text: str) -> set[float]:
    """Every value that words of a normalised Arabic sentence may stand for, months as their numbers."""
    words = [word.translate(_FOLDED) for word in _WORD.findall(text)]
    values = _months(words) | {2.0 for word in words if _DUAL.search(word)}
    total, run = 0, list[int]()
    for word in [*words, ""]:
        value, scale = _of(word, _VALUES), _of(word, _SCALES)
        if value is not None:
            run = [*run[-4:], value]
            values |= _readings(value) | {sum(run[start:]) for start in range(len(run))}
        elif scale is not None:
            run = [(sum(run) or 1) * scale]
            values |= {scale, run[0]}
            if scale >= 1000:
                total, run = total + run[0], []
        elif (part := _of(word, _PARTS)) is not None:
            values |= {part, 1 / part, 1 + 1 / part, sum(run) + 1 / part, 100 / part, 60 / part}
        else:
            values |= {float(_of(word, _ALONE) or 0)}
            total, run = 0, []
        values.add(total + sum(run))
    return values


def _readings(value: int) -> set[float]:
    """Of a decade, also those of the centuries that are meant but not said."""
    return {value, 1800 + value, 1900 + value, 2000 + value} if value < 100 else {value}


def _of(word: str, table: dict[str, int]) -> int | None:
    """The value of a word, whatever is written onto its beginning."""
    for prefix in _PREFIXES:
        if word.startswith(prefix) and word[len(prefix) :] in table:
            return table[word[len(prefix) :]]
    return None


def _months(words: list[str]) -> set[float]:
    said = f" {' '.join(words)} "
    return {
        float(number)
        for number, names in enumerate(_MONTHS, 1)
        if any(regex.search(rf"\s[وفبل]?{name}\s", said) for name in names)
    }
