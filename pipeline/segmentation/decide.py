"""Is this mark the end of a sentence? One short rule for each way in which it is not."""

from __future__ import annotations

from collections.abc import Callable

import regex

from pipeline.segmentation.language import Language, bare
from pipeline.segmentation.marks import Mark

_TOKEN = regex.compile(r"[\p{L}\p{M}\p{N}\p{Cf}\u0640.'’&-]*$")
_OPENING = regex.compile(r"[\s\p{Ps}\p{Pi}\p{Cf}\"'¿¡*_]*")
_WORD = regex.compile(r"[\p{L}\p{M}\u0640\p{Cf}]+(?:['’]\p{L}+)?")
_VISIBLE = regex.compile(r"[\p{L}\p{N}]")
_GOES_ON = regex.compile(r"[,;:،؛٪%)\]}»”…]|[-–—]\s*(?!\p{Lu})\p{L}|[-–—]{1,2}\s")
_COUNTER = regex.compile(r"[\s\p{Cf}]*[(\[]?(?:\p{N}{1,3}(?:\.\p{N}{1,2})*|\p{L}\p{M}*|[ivxIVX]{1,4})")
_DOTTED = regex.compile(r"\p{L}\u0640?(?:\.\p{L}\u0640?)+")
_NUMBER = regex.compile(r"\p{N}|[IVXLC]+\b")
_AFTER_NUMBER = regex.compile(r"\p{N}[\s\p{Cf}]*\p{L}\u0640?$")
_SPEAKER = regex.compile(r"(?:\p{Lu}[\p{L}.'’-]*\s+){1,4}(?P<verb>\p{Ll}+)\b")
_BRACKET = 120  # characters within which a bracket closes again; a longer one holds sentences of its own


def ends(before: str, mark: Mark, language: Language) -> bool:
    """True if the sentence ends at `mark`. `before`: its text up to there (or the last WINDOW characters of it)."""
    if not _VISIBLE.search(before) or not _VISIBLE.search(mark.after):
        return False
    if not mark.mark:
        return True  # an inline list item
    return not any(rule(before, mark, language) for rule in _RULES)


def _goes_on(before: str, mark: Mark, language: Language) -> bool:
    """A comma or a dash follows, or lower case: "Why?", he asked; "He left." she said."""
    if _GOES_ON.match(mark.after):
        return True
    head = _OPENING.sub("", mark.after[:20], count=1)[:2]
    return language.case and head[:1].islower() and not head[1:].isupper()  # iPhone, eBay


def _glued(before: str, mark: Mark, language: Language) -> bool:
    """Without a space it is an end only between words: واضح.ثم is, ٣.٥ and ق.م and Node.js are not."""
    if mark.gap:
        return False
    following = _word(mark.after)
    if not following:
        return True  # a number
    if len(following) < 2 or following in language.domains:
        return True
    last = bare(before.rstrip()[-3:])
    if not mark.closed and not (last[-2:].isalpha() or last[-2:].isdigit()):
        return True
    return following.isascii() and not (following[0].isupper() and following[1].islower())


def _bracketed(before: str, mark: Mark, language: Language) -> bool:
    """Inside a short bracket nothing ends: (انظر ص. ٥! وغيرها); nor at a doubt: (!)."""
    for opening, closing in ("()", "[]"):
        if before.endswith(opening) and mark.closed.startswith(closing):
            return True
        if before.rfind(opening) > before.rfind(closing) and closing not in mark.closed:
            close = mark.after.find(closing)
            inside = len(before) - before.rfind(opening) + close
            if close >= 0 and inside <= _BRACKET and opening not in mark.after[:close]:
                return True
    return False


def _counter(before: str, mark: Mark, language: Language) -> bool:
    """The number or letter of a list item at the beginning: ١. or (b)."""
    return mark.mark == "." and bool(_COUNTER.fullmatch(before))


def _abbreviation(before: str, mark: Mark, language: Language) -> bool:
    """A full stop that marks an abbreviation; some of them end a sentence if a usual first word follows."""
    if mark.mark != "." or mark.closed.strip("\u200e\u200f"):
        return False
    token = bare(_TOKEN.search(before.rstrip()[-40:]).group()).rpartition("-")[2]  # type: ignore[union-attr]
    following = _word(mark.after)
    starts = language.starts(following) and not _NUMBER.match(mark.after)
    if _AFTER_NUMBER.search(before.rstrip()[-12:]) and not language.case:
        return False  # a unit or an era: عام 1990 م. كان
    if language.never_ends(token):
        return True
    if token in language.number and _NUMBER.match(mark.after):
        return True
    if len(token) == 1 and token.isalpha():
        return _initial(token, following, language)
    return (token in language.maybe or bool(_DOTTED.fullmatch(token))) and not starts


def _initial(letter: str, following: str, language: Language) -> bool:
    """True if a name goes on after a single letter: J. K. Rowling, ج. ك. رولينغ; a Latin one in Arabic text may end."""
    if letter.isascii() and not language.case:
        return letter.isupper() and following[:1].isascii()
    return not language.case or (letter.isupper() and not language.starts(following))


def _ellipsis(before: str, mark: Mark, language: Language) -> bool:
    """Dots in a row are a pause, unless a new sentence surely follows: a capital, or a usual first word."""
    if set(mark.mark) - set(".… ") or mark.mark == ".":
        return False
    following = _word(mark.after)
    if language.case and not before[-1:].isspace():
        return not following[:1].isupper()
    return not language.starts(following) or (not language.case and not mark.closed)


def _reported(before: str, mark: Mark, language: Language) -> bool:
    """The speaker of a quotation follows: "لماذا؟" سأل الوزير, "Why?" Smith asked."""
    if not any(c in "\"'”’»" for c in mark.closed):
        return False
    after = bare(mark.after)
    question = mark.mark.strip()[-1] in "?!؟"
    if not language.case:
        words = language.reporting + (language.asking if question else ())
        return any(after.startswith(w) and not after[len(w) : len(w) + 1].isalpha() for w in words)
    speaker = _SPEAKER.match(after) if question else None
    return speaker is not None and speaker["verb"] in language.reporting and not language.starts(_word(after))


_RULES: tuple[Callable[[str, Mark, Language], bool], ...] = (
    _goes_on,
    _glued,
    _bracketed,
    _counter,
    _abbreviation,
    _ellipsis,
    _reported,
)


def _word(after: str) -> str:
    """The first word of `after`, opening marks left out; empty where a number or a mark comes first."""
    match = _WORD.match(after, _OPENING.match(after).end())  # type: ignore[union-attr]
    return bare(match.group()) if match else ""
