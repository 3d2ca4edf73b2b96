"""What is said about the texts before they are scored."""

from __future__ import annotations

from pathlib import Path

import pytest
from sacrebleu.metrics.bleu import BLEU

from pipeline.evaluation.base import make
from pipeline.evaluation.checks import check_bytes, check_names, check_texts, entity_gain, unescape

from .texts import HYPOTHESIS, REFERENCE


def names(hypothesis: list[str], *references: list[str]) -> dict[str, tuple[int, ...]]:
    return {finding.name: finding.lines for finding in check_texts(hypothesis, references)}


def test_clean_texts_have_no_finding() -> None:
    assert names(HYPOTHESIS, REFERENCE) == {}


def test_arabic_in_the_hypothesis() -> None:
    assert names([*HYPOTHESIS[:11], "The قمة ended."], REFERENCE) == {"arabic": (11,)}


def test_the_source_given_as_reference() -> None:
    assert "source_as_reference" in names(HYPOTHESIS, ["قال الوزير"] * 12)


def test_empty_lines_on_either_side() -> None:
    assert names(["", *HYPOTHESIS[1:]], REFERENCE) == {"missing": (0,)}
    assert names(HYPOTHESIS, [*REFERENCE[:11], " "]) == {"empty_reference": (11,)}


@pytest.mark.parametrize("reference", [REFERENCE, [*REFERENCE, "One more."]], ids=["parallel", "document"])
def test_a_reference_given_as_the_hypothesis(reference: list[str]) -> None:
    assert list(names(REFERENCE, HYPOTHESIS, reference)) == ["identical"]


def test_tokenized_text() -> None:
    assert "tokenized" in names(["The talks resumed ."] * 100, ["Talks resumed."] * 100)


def test_entities_and_their_gain() -> None:
    escaped = [line.replace('"', "&quot;").replace("'", "&amp;#39;") for line in HYPOTHESIS]
    assert names(escaped, REFERENCE) == {"entities": (1,)}
    assert [unescape(line) for line in escaped] == HYPOTHESIS
    (bleu,) = make(["bleu"])
    expected = BLEU().corpus_score(HYPOTHESIS, [REFERENCE]).score - BLEU().corpus_score(escaped, [REFERENCE]).score
    assert entity_gain(escaped, [REFERENCE], bleu) == pytest.approx(expected)
    assert entity_gain(HYPOTHESIS, [REFERENCE], bleu) == 0


def test_an_ampersand_is_no_entity() -> None:
    assert names(["AT&T and R&D; B &c.", *HYPOTHESIS[1:]], REFERENCE) == {}


def test_file_names_that_look_swapped() -> None:
    assert [f.name for f in check_names(Path("ref.en"), [Path("hyp.en")])] == ["swapped"]
    assert [f.name for f in check_names(Path("a.en"), [Path("a.en")])] == ["same_file"]
    assert check_names(Path("output.en"), [Path("reference.en")]) == []
    assert check_names(Path("preferred.en"), [Path("mtv.en")]) == []


def test_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.en"
    path.write_bytes(b"\xef\xbb\xbfOne.\r\nTwo.\r\n")
    assert [f.name for f in check_bytes(path)] == ["crlf", "bom"]
    assert check_bytes(tmp_path / "none") == []
