"""The grammar: what is expanded, and what is wrong in a file."""

from __future__ import annotations

import random
from itertools import islice
from pathlib import Path

import pytest
import regex

from pipeline.errors import InputError
from pipeline.training.corpus import keep, key, read_pairs
from pipeline.training.grammar import Grammar, faults
from pipeline.training.settings import Filters

RECIPE = Path(__file__).parents[2] / "models" / "wire-ar-en" / "recipe" / "newswire"


def test_both_sides_get_the_same_fillers(grammar: Path) -> None:
    pairs = list(islice(Grammar(grammar).pairs(random.Random(1)), 50))
    cities = {"القاهرة": "Cairo", "بيروت": "Beirut", "عمان": "Amman", "الرباط": "Rabat"}
    for arabic, english in pairs:
        city = next(c for c in cities if c in arabic)
        assert cities[city] in english
        assert english[0] == "T"


def test_the_same_seed_gives_the_same_pairs(grammar: Path) -> None:
    def draw(seed: int) -> list[tuple[str, str]]:
        return list(islice(Grammar(grammar).pairs(random.Random(seed)), 20))

    assert draw(3) == draw(3)
    assert draw(3) != draw(4)


def test_lam_joins_the_article(grammar: Path) -> None:
    (grammar / "templates" / "li.tsv").write_text("قدم ل{who} هدية.\tgave {who} a gift.\n", encoding="utf-8")
    found = {a for a, _ in islice(Grammar(grammar).pairs(random.Random(1)), 60) if "هدية" in a}
    assert found == {"قدم للرئيس هدية.", "قدم للوزير هدية.", "قدم للسفير هدية."}


def test_faults_are_named_by_file_and_line(grammar: Path) -> None:
    (grammar / "templates" / "bad.tsv").write_text(
        "# a comment\n{who} {nowhere}\t{who} {nowhere}\nقال {who}.\tsaid.\nقال.\tقال.\n", encoding="utf-8"
    )
    found = faults(grammar)
    assert any(":2: there is no word list slots/nowhere.tsv" in f for f in found)
    assert any(":3: the slots differ" in f for f in found)
    assert any(":4: Arabic on the English side" in f for f in found)


def test_a_line_with_one_column_is_refused(grammar: Path) -> None:
    (grammar / "templates" / "bad.tsv").write_text("قال\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"bad\.tsv:1: want arabic<TAB>english"):
        Grammar(grammar)


def test_a_folder_without_sentences_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no templates"):
        Grammar(tmp_path)


def test_the_recipe_has_no_fault() -> None:
    assert faults(RECIPE) == []


def _runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = key(text).split()
    return {tuple(words[n : n + length]) for n in range(len(words) - length + 1)}


def test_the_recipe_holds_pairs_and_nothing_of_the_validation_set() -> None:
    """A run of seven words in common would make the hand-written set's figures doubtful."""
    held = Path(__file__).parents[1] / "data" / "newswire_handwritten.tsv"
    unseen = {run for pair in read_pairs(held) for side in pair for run in _runs(side, 7)}
    for path in sorted((RECIPE / "lexicon").glob("*.tsv")):
        for arabic, english in read_pairs(path):
            assert keep(arabic, english, Filters(ratio=8)), f"{path.name}: {arabic}"
            assert not regex.search(r"\p{Arabic}", english), f"{path.name}: {english}"
            shared = unseen & (_runs(arabic, 7) | _runs(english, 7))
            assert not shared, f"{path.name}: {english}"
