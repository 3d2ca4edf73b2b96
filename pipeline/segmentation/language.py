"""What the rules must know of a language: one small data file each, in `languages/`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

import regex
import yaml

from pipeline.errors import InputError, did_you_mean

_NOT_WRITTEN = regex.compile(r"[\p{M}\u0640\p{Cf}]+")  # diacritics, tatweel, invisible marks


def bare(word: str) -> str:
    """`word` as the data files have it: without diacritics, tatweel and invisible marks."""
    return _NOT_WRITTEN.sub("", word)


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language's data file. The files say what each list means."""

    name: str
    case: bool
    never: frozenset[str]
    number: frozenset[str]
    maybe: frozenset[str]
    starters: frozenset[str]
    reporting: tuple[str, ...]
    asking: tuple[str, ...]
    domains: frozenset[str]
    months: tuple[frozenset[str], ...]
    agencies: tuple[str, ...]

    def starts(self, word: str) -> bool:
        """True if sentences often begin with `word`."""
        return word in self.starters or (not self.case and word[:1] in ("و", "ف") and word[1:] in self.starters)

    def never_ends(self, word: str) -> bool:
        """True if no sentence ends with the abbreviation `word`, written here without its full stop."""
        return word in self.never or (not self.case and word[:1] == "و" and word[1:] in self.never)


@cache
def language_of(code: str) -> Language:
    """The language with that code. InputError, one line with the known ones, for a language without a data file."""
    folder = resources.files("pipeline.segmentation") / "languages"
    known = sorted(f.name.removesuffix(".yaml") for f in folder.iterdir() if f.name.endswith(".yaml"))
    if code not in known:
        hint = did_you_mean(code, known)
        raise InputError(f"no segmentation rules for language '{code}'{hint}; one sentence a line needs none")
    # Every word stays a string: to YAML's usual reading the abbreviation No is False and the first word On is True.
    data = yaml.load((folder / f"{code}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return Language(
        name=data["name"],
        case=data["case"] == "true",
        never=_words(data["never"]),
        number=_words(data["number"]),
        maybe=_words(data["maybe"]),
        starters=_words(data["starters"]),
        reporting=tuple(map(bare, data["reporting"])),
        asking=tuple(map(bare, data["asking"])),
        domains=_words(data["domains"]),
        months=tuple(_words(names) for names in data["months"]),
        agencies=tuple(data["agencies"]),
    )


def _words(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(bare, words))
