"""Arabic cardinals to digits, word by word, as `tokens.normal` does with English ones: ثلاثين is 30, ألفين is 2000."""

from __future__ import annotations

_FOLDED = str.maketrans("أإآىة", "ااايه")
_UNITS = {"ثلاث": 3, "اربع": 4, "خمس": 5, "ست": 6, "سبع": 7, "ثمان": 8, "تسع": 9, "عشر": 10}
_TENS = {"عشر": 20, "ثلاث": 30, "اربع": 40, "خمس": 50, "ست": 60, "سبع": 70, "ثمان": 80, "تسع": 90}
_GREAT = {"مئه": 100, "مائه": 100, "الف": 1000, "مليون": 10**6, "مليار": 10**9}
_PLURALS = {"مئات": 100, "الاف": 1000, "ملايين": 10**6, "مليارات": 10**9}


def _forms() -> dict[str, int]:
    """Every form that is known, letters folded."""
    units = {stem + ending: value for stem, value in _UNITS.items() for ending in ("", "ه")}
    tens = {stem + ending: value for stem, value in _TENS.items() for ending in ("ون", "ين")}
    great = {**_GREAT, **_PLURALS}
    stems = {word[:-1] + "ت" if word[-1] == "ه" else word: value for word, value in _GREAT.items()}
    duals = {stem + ending: 2 * value for stem, value in stems.items() for ending in ("ان", "ين", "ا", "ي")}
    few = {"اثنان": 2, "اثنين": 2, "اثنتان": 2, "اثنتين": 2, "ثماني": 8, "ثمانيه": 8}
    return {**units, **tens, **great, **duals, **few}


_VALUES = _forms()


def arabic_numeral(word: str) -> str:
    """The digits of a cardinal, with or without the article, `and`, `by` or `for` in front; empty for other words."""
    folded = word.translate(_FOLDED)
    for prefix in ("", "و", "ال", "وال", "ب", "ل", "بال", "لل", "ول", "وب"):
        if folded.startswith(prefix) and folded[len(prefix) :] in _VALUES:
            return str(_VALUES[folded[len(prefix) :]])
    return ""
