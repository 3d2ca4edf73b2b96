"""Names that got lost: countries, capitals and bodies of a short list, and whatever is in Latin letters already."""

from __future__ import annotations

import functools
from importlib import resources

import regex

from pipeline.translation.flags.base import detectors, normalised

_LATIN = regex.compile(r"(?:https?://|www\.)\S+|[#@]?[A-Za-z][\w.@-]*[A-Za-z0-9]|[A-Za-z]")


@functools.cache
def _names() -> tuple[regex.Pattern[str], dict[str, tuple[str, ...]]]:
    """One pattern for all Arabic names of entities.tsv, and each name's English beginnings, lower case."""
    file = resources.files("pipeline.translation.flags").joinpath("entities.tsv")
    rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    table = {arabic: tuple(english.lower().split("|")) for arabic, english in rows}
    longest_first = "|".join(regex.escape(name) for name in sorted(table, key=len, reverse=True))
    # the article of a name stands in the list; conjunctions and prepositions are written onto it
    return regex.compile(rf"(?<!\p{{Arabic}})[وف]?[بلك]?({longest_first})(?!\p{{Arabic}})"), table


@detectors.register("entity")
class Entity:
    """A listed name of the source is not in the output under any of its English forms, or a Latin word is gone."""

    def find(self, source: str, output: str) -> str | None:
        """See the class."""
        pattern, table = _names()
        text, low = normalised(source), output.lower()
        for match in pattern.finditer(text):
            if not any(form in low for form in table[match.group(1)]):
                return f"'{match.group(1)}' ({table[match.group(1)][0].title()}) may be lost"
        for word in _LATIN.findall(text):
            if word.lower() not in low:
                return f"'{word}' is lost"
        return None
