"""The newswire grammar: bilingual templates and word lists, expanded into sentence pairs.

The format is described beside the files (models/wire-ar-en/recipe/newswire/FORMAT.md). Each line is compiled once into
literal pieces and slots, so that a pair costs microseconds.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import regex

from pipeline.errors import InputError

_SLOT = regex.compile(r"\{([a-z0-9_.]+)(#\d+)?\}")
_COMMA_AR, _COMMA_EN = regex.compile(r"،\s*([،.؛:])"), regex.compile(r",\s*([,.;:])")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to be filled: `key` tells two places of one line apart, `name` is the word list, `li` a preceding ل."""

    key: str
    name: str
    li: bool = False


Side = tuple[str | Slot, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the grammar: its Arabic and its English side, with the same slots."""

    arabic: Side
    english: Side


def _compile(text: str) -> Side:
    parts: list[str | Slot] = []
    end = 0
    for match in _SLOT.finditer(text):
        before = text[end : match.start()]
        li = bool(regex.search(r"(?<!\w)و?ل$", before))
        parts += [before[:-1] if li else before, Slot(match.group(), match.group(1), li)]
        end = match.end()
    return tuple(p for p in (*parts, text[end:]) if p != "")


def read_rules(path: Path) -> Iterator[tuple[int, Rule]]:
    """The rules of one file with their line numbers. InputError where a line is not two columns."""
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        columns = line.rstrip("\r").split("\t")
        if len(columns) < 2:
            raise InputError(f"{path}:{number}: want arabic<TAB>english, got {len(columns)} column; add the other side")
        yield number, Rule(_compile(columns[0]), _compile(columns[1]))


class Grammar:
    """All rules of a folder: `slots/`, `clauses/` (fill {clause}), whole sentences in `templates/` and `frames/`."""

    def __init__(self, folder: Path) -> None:
        self.slots: dict[str, list[Rule]] = {}
        self.sentences: list[Rule] = []
        for kind in ("slots", "clauses", "templates", "frames"):
            for path in sorted((folder / kind).glob("*.tsv")):
                rules = [rule for _, rule in read_rules(path)]
                if kind in ("templates", "frames"):
                    self.sentences += rules
                else:
                    self.slots.setdefault("clause" if kind == "clauses" else path.stem, []).extend(rules)
        if not self.sentences:
            raise InputError(f"{folder}: holds no templates/*.tsv or frames/*.tsv; name the grammar's folder")

    def pairs(self, rng: random.Random) -> Iterator[tuple[str, str]]:
        """Sentence pairs without end: every sentence rule once in a shuffled order, then again with other fillers."""
        order = list(self.sentences)
        while True:
            rng.shuffle(order)
            for rule in order:
                arabic, english = self._fill(rule, rng)
                yield _COMMA_AR.sub(r"\1", arabic), _capital(_COMMA_EN.sub(r"\1", english))

    def _fill(self, rule: Rule, rng: random.Random) -> tuple[str, str]:
        chosen: dict[str, tuple[str, str]] = {}
        for part in rule.arabic:
            if isinstance(part, Slot):
                chosen[part.key] = self._fill(rng.choice(self.slots[part.name]), rng)
        arabic = "".join(
            p if isinstance(p, str) else _join_li(chosen[p.key][0]) if p.li else chosen[p.key][0] for p in rule.arabic
        )
        english = "".join(p if isinstance(p, str) else chosen[p.key][1] for p in rule.english)
        return arabic, english


def _join_li(word: str) -> str:
    """ل before a word: ل + ال is written لل."""
    return "لل" + word[2:] if word.startswith("ال") else "ل" + word


def _capital(english: str) -> str:
    """The first letter as a capital, unless a number stands before it."""
    for index, letter in enumerate(english):
        if letter.isalnum():
            return english[:index] + letter.upper() + english[index + 1 :]
    return english


def faults(folder: Path) -> list[str]:
    """Every fault of the grammar as `file:line: what`, for the linguist who edits it."""
    grammar = Grammar(folder)
    found: list[str] = []
    for kind in ("slots", "clauses", "templates", "frames"):
        for path in sorted((folder / kind).glob("*.tsv")):
            for number, rule in read_rules(path):
                found += [f"{path}:{number}: {what}" for what in _rule_faults(rule, grammar)]
    return found


def _rule_faults(rule: Rule, grammar: Grammar) -> Iterator[str]:
    arabic = sorted(p.key for p in rule.arabic if isinstance(p, Slot))
    english = sorted(p.key for p in rule.english if isinstance(p, Slot))
    if arabic != english:
        yield f"the slots differ: {arabic} / {english}"
    if len(set(arabic)) != len(arabic):
        yield f"a slot stands twice without a number: {arabic}"
    for part in rule.arabic:
        if isinstance(part, Slot) and part.name not in grammar.slots:
            yield f"there is no word list slots/{part.name}.tsv"
    if regex.search(r"\p{Arabic}", "".join(p for p in rule.english if isinstance(p, str))):
        yield "Arabic on the English side"
    if any("{" in p or "}" in p for p in (*rule.arabic, *rule.english) if isinstance(p, str)):
        yield "a brace that is no slot"
