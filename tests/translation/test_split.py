from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy_model import NOUNS, OTHERS

from pipeline.translation.make import make_translator
from pipeline.translation.settings import TranslationSettings
from pipeline.translation.split import HalvingTranslator, split

from .fakes import Scripted


def words(texts: list[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def test_splits_at_the_best_joint_near_the_middle() -> None:
    assert split("قال الوزير ذلك، وأضاف المتحدث هذا", 4, words) == ["قال الوزير ذلك،", "وأضاف المتحدث هذا"]
    text = "زار الملك دمشق أمس؛ ثم غادر، بعد يوم، إلى باريس"
    assert split(text, 6, words)[0] == "زار الملك دمشق أمس؛"


@given(
    st.lists(st.sampled_from(["كلمة", "و", "قال،", "ثم", "123", "؛", "A", ".", "والوزير"]), min_size=1, max_size=200)
)
def test_parts_are_short_enough_and_lose_no_word(chosen: list[str]) -> None:
    text = " ".join(chosen)
    parts = split(text, 9, words)
    assert " ".join(parts).split() == chosen
    assert all(n <= 9 for n in words(parts))


@given(st.text(min_size=1, max_size=300), st.integers(8, 40))
def test_any_text_is_split_without_loss(text: str, longest: int) -> None:
    parts = split(text, longest, lambda texts: [len(t) for t in texts])
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(len(part) <= longest for part in parts)


def test_joints_do_not_show() -> None:
    said = {
        "قال الوزير في بيان": "The minister said in a statement.",
        "وأضاف أن الملك غادر.": "The king left, he said.",
    }
    output = HalvingTranslator(Scripted(lambda s: said.get(s, f"<{s}>"))).translate(
        ["قال الوزير في بيان وأضاف أن الملك غادر."]
    )[0]
    assert output.text == "The minister said in a statement the king left, he said."
    assert output.origin == "split"
    assert output.flags[0].name == "split"


def test_names_keep_their_capital_at_a_joint() -> None:
    said = iter(["He went to", "The Hague and Paris."])
    output = HalvingTranslator(Scripted(lambda _: next(said))).translate(
        ["ذهب الوزير الأول إلى مدينة لاهاي ثم باريس."]
    )[0]
    assert output.text == "He went to The Hague and Paris."


def test_marks_that_no_network_reads_do_not_shift_a_joint(toy_model: Path) -> None:
    dice = random.Random(5)
    words = [dice.choice(list(NOUNS)) for _ in range(60)]
    plain = " ".join(words) + "."
    marked = " ".join(f"{w[0]}\u064e\u0640{w[1:]}\u200f" if n < 30 else w for n, w in enumerate(words)) + " ."
    for settings in ({"longest": 20}, {"retry": True}):
        translator = make_translator(TranslationSettings.model_validate({"model": str(toy_model), **settings}))
        first, second = translator.translate([plain, marked])
        assert (first.text, first.score) == (second.text, second.score)
        assert first.origin == "split"


def test_a_sentence_of_3000_words_loses_no_number_and_no_name(toy_model: Path) -> None:
    dice = random.Random(11)
    cities = {a: b for a, b in OTHERS.items() if b[0].isupper()}
    kinds = [NOUNS, NOUNS, cities, NOUNS, [str(n) for n in range(1000)]]
    chosen = [dice.choice(list(kinds[at % 5])) for at in range(3000)]
    settings = TranslationSettings(model=str(toy_model), longest=20, threads=1)
    output = make_translator(settings).translate([" ".join(chosen) + "."])[0]
    wanted = Counter(cities.get(word, word) for word in chosen if word not in NOUNS)
    assert output.origin == "split"
    assert wanted.total() == 1200
    assert (wanted - Counter(re.findall(r"\w+", output.text))).total() <= 12  # the toy model itself errs on 1 in 100
    assert len(output.text.split()) == pytest.approx(3000, rel=0.005)
