"""Blocks, coverage and the three levels of a story's score."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.data import Alignment, Bead
from pipeline.errors import InputError
from pipeline.evaluation.base import make
from pipeline.evaluation.blocks import AlignedReference, shared_blocks
from pipeline.evaluation.coverage import coverage
from pipeline.evaluation.lines import score_lines
from pipeline.evaluation.story import score_corpus, score_story

from .texts import HYPOTHESIS, REFERENCE, SECOND

METRICS = make(["bleu", "chrf", "ter"])
SIZE = len(HYPOTHESIS)


def reference(name: str, beads: list[tuple[list[int], list[int]]], lines: list[str], sources: int) -> AlignedReference:
    found = tuple(Bead(tuple(source), tuple(target)) for source, target in beads)
    return AlignedReference(name, tuple(lines), Alignment(found, sources, len(lines)))


def parallel(name: str, lines: list[str]) -> AlignedReference:
    return reference(name, [([i], [i]) for i in range(len(lines))], lines, len(lines))


def test_finest_blocks_that_all_references_share() -> None:
    """Reference a merges source 0 and 1, reference b 1 and 2: the three belong together. 3 crosses, 4 is left out."""
    first = reference("a", [([0, 1], [1]), ([2], [2]), ([3], [0]), ([4], [])], ["d", "ab", "c"], 5)
    second = reference("b", [([0], [0]), ([1, 2], [1, 2]), ([3], [4]), ([4], []), ([], [3])], list("ABCXD"), 5)
    blocks = shared_blocks(["0", "1", "2", "3", "4"], [first, second])
    assert [(b.source, b.targets, b.references) for b in blocks] == [
        ((0, 1, 2), ((1, 2), (0, 1, 2)), ("ab c", "A B C")),
        ((3,), ((0,), (4,)), ("d", "D")),
        ((4,), ((), ()), (None, None)),
        ((), ((), (3,)), (None, "X")),
    ]
    assert [b.covered for b in blocks] == [True, True, False, False]


def test_a_sentence_that_one_reference_leaves_out_is_scored_against_the_other() -> None:
    first = reference("a", [([0], [0]), ([1], [])], ["the door is open now"], 2)
    second = parallel("b", ["the door is open", "nobody came to the talks"])
    found = score_story(["the door is open", "nobody came to the talks"], [first, second], METRICS)
    assert found.scores["BLEU"].aligned.value == pytest.approx(100)
    assert "nrefs:var" in found.scores["BLEU"].aligned.signature
    assert found.by_reference["a"].scores["BLEU"].strict.value < 90
    assert found.by_reference["b"].scores["BLEU"].strict.value == pytest.approx(100)


@pytest.mark.parametrize("names", [["a"], ["a", "b"]])
def test_line_parallel_references_give_the_line_parallel_score(names: list[str]) -> None:
    lines = {"a": REFERENCE, "b": SECOND}
    story = score_story(HYPOTHESIS, [parallel(name, lines[name]) for name in names], METRICS)
    expected = score_lines(HYPOTHESIS, [lines[name] for name in names], METRICS)
    for name, levels in story.scores.items():
        assert levels.aligned.value == levels.strict.value == expected.scores[name].value
        assert levels.aligned.segments == expected.scores[name].segments


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False))
def test_moves_and_splits_of_a_reference_change_no_aligned_figure(rng: random.Random) -> None:
    """The blocks hold the same texts, wherever the reference puts its sentences and wherever it cuts them."""
    pieces: list[tuple[int, str]] = []
    for number, line in enumerate(REFERENCE):
        words = line.split()
        cut = rng.randrange(1, len(words)) if rng.random() < 0.5 else len(words)
        pieces.append((number, " ".join(words[:cut])))
        if words[cut:]:
            pieces.append((number, " ".join(words[cut:])))
    order = list(range(SIZE))
    rng.shuffle(order)
    lines = [(number, text) for wanted in order for number, text in pieces if number == wanted]
    beads = [([i], [j for j, (number, _) in enumerate(lines) if number == i]) for i in range(SIZE)]
    changed = score_story(HYPOTHESIS, [reference("a", beads, [text for _, text in lines], SIZE)], METRICS)
    plain = score_story(HYPOTHESIS, [parallel("a", REFERENCE)], METRICS)
    for name, levels in changed.scores.items():
        assert levels.aligned.value == plain.scores[name].aligned.value
        assert levels.strict.value == plain.scores[name].strict.value


@settings(max_examples=30, deadline=None)
@given(st.sets(st.integers(1, SIZE - 1)))
def test_merged_references_merge_blocks_and_keep_all_text(borders: set[int]) -> None:
    starts = [0, *sorted(borders)]
    spans = [list(range(a, b)) for a, b in zip(starts, [*starts[1:], SIZE], strict=True)]
    beads = [(span, [number]) for number, span in enumerate(spans)]
    lines = [" ".join(REFERENCE[i] for i in span) for span in spans]
    merged = reference("a", beads, lines, SIZE)
    both = shared_blocks(HYPOTHESIS, [merged, parallel("b", SECOND)])
    assert [list(b.source) for b in both] == spans
    assert [b.references for b in both] == [
        (line, " ".join(SECOND[i] for i in span)) for line, span in zip(lines, spans, strict=True)
    ]
    found = score_story(HYPOTHESIS, [merged], make(["bleu"]))
    words = score_story(HYPOTHESIS, [parallel("a", REFERENCE)], make(["bleu"]))
    lengths = found.tallies["BLEU"].blocks.sum(axis=0)[:2]
    np.testing.assert_array_equal(lengths, words.tallies["BLEU"].blocks.sum(axis=0)[:2])


@settings(max_examples=30, deadline=None)
@given(st.sets(st.integers(1, SIZE - 1), min_size=6))
def test_merged_references_hardly_change_the_figures(borders: set[int]) -> None:
    """The merged lines are cut where the sentences of the translation end; 1.6 is two words of these short texts."""
    starts = [0, *sorted(borders)]
    spans = [list(range(a, b)) for a, b in zip(starts, [*starts[1:], SIZE], strict=True)]
    lines = [" ".join(REFERENCE[i] for i in span) for span in spans]
    merged = reference("a", [(span, [number]) for number, span in enumerate(spans)], lines, SIZE)
    found = score_story(HYPOTHESIS, [merged], METRICS)
    plain = score_story(HYPOTHESIS, [parallel("a", REFERENCE)], METRICS)
    for name in found.scores:
        assert found.scores[name].aligned.value == pytest.approx(plain.scores[name].aligned.value, abs=1.6)


def test_the_order_of_references_does_not_matter() -> None:
    a, b = parallel("a", REFERENCE), parallel("b", SECOND)
    one, other = score_story(HYPOTHESIS, [a, b], METRICS), score_story(HYPOTHESIS, [b, a], METRICS)
    for name in one.scores:
        assert one.scores[name].aligned.value == other.scores[name].aligned.value


def test_strict_counts_what_is_uncovered() -> None:
    """Source 11 is left out by the reference, and the reference has a sentence of its own: both cost."""
    lines = [*REFERENCE[:11], "Analysts doubt that it will help."]
    beads = [*(([i], [i]) for i in range(11)), ([11], []), ([], [11])]
    found = score_story(HYPOTHESIS, [reference("a", beads, lines, SIZE)], METRICS)
    aligned = score_lines(HYPOTHESIS[:11], [REFERENCE[:11]], METRICS)
    for name, levels in found.scores.items():
        assert levels.aligned.value == aligned.scores[name].value
    assert found.scores["BLEU"].strict.value < found.scores["BLEU"].aligned.value
    assert found.scores["chrF2"].strict.value < found.scores["chrF2"].aligned.value
    assert found.scores["TER"].strict.value > found.scores["TER"].aligned.value
    bleu = found.tallies["BLEU"]
    words = make(["bleu"])[0].count([" ".join(HYPOTHESIS)], [[" ".join(lines)]])[0]
    np.testing.assert_array_equal(bleu.strict[0, :2], words[:2])


def test_strict_can_be_computed_when_nothing_is_covered() -> None:
    found = score_story(["one"], [reference("a", [([0], []), ([], [0])], ["two"], 1)], METRICS)
    assert found.covered == ()
    assert found.scores["BLEU"].aligned.value == found.scores["BLEU"].strict.value == 0
    assert found.scores["chrF2"].strict.value == 0


def test_document_level_is_the_story_as_one_segment() -> None:
    found = score_story(HYPOTHESIS, [parallel("a", REFERENCE)], METRICS)
    whole = score_lines([" ".join(HYPOTHESIS)], [[" ".join(REFERENCE)]], METRICS)
    document = found.scores["BLEU"].document
    assert document is not None
    assert document.value == whole.scores["BLEU"].value
    assert "level:document" in document.signature
    assert found.scores["TER"].document is None


def test_corpus_sums_counts() -> None:
    stories = [
        score_story(HYPOTHESIS[part], [parallel("a", REFERENCE[part])], METRICS, id=name)
        for name, part in (("x", slice(0, 5)), ("y", slice(5, None)))
    ]
    corpus = score_corpus(stories)
    whole = score_lines(HYPOTHESIS, [REFERENCE], METRICS)
    for name, levels in corpus.scores.items():
        assert levels.aligned.value == whole.scores[name].value
        assert corpus.tallies[name].stories.shape[0] == 2
        np.testing.assert_allclose(corpus.tallies[name].stories.sum(axis=0), whole.counts[name].sum(axis=0))


def test_coverage_shares_and_moves() -> None:
    """Of five source sentences of 2 words the third is left out; the reference leads with the last."""
    beads = [([0], [1]), ([1], [2]), ([2], []), ([3], [3]), ([4], [0]), ([], [4])]
    lines = ["e e", "a a", "b b", "d d", "own words here too"]
    found = coverage(["a a", "b b", "c c", "d d", "e e"], reference("a", beads, lines, 5))
    assert found.omissions == (2,)
    assert found.additions == (4,)
    assert found.source_share == pytest.approx(0.8)
    assert found.reference_share == pytest.approx(8 / 12)
    assert [(p.source, p.target) for p in found.moved] == [((4,), (0,))]


def test_a_moved_passage_is_one_run() -> None:
    order = [0, 3, 4, 5, 1, 2]
    beads = [([order[j]], [j]) for j in range(6)]
    found = coverage(["x y"] * 6, reference("a", beads, ["x y"] * 6, 6))
    assert [p.source for p in found.moved] == [(1, 2)]


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(InputError, match="alignment is for 12 source sentences, the hypothesis has 3"):
        score_story(HYPOTHESIS[:3], [parallel("a", REFERENCE)], METRICS)
    with pytest.raises(InputError, match="alignment is for 12 reference lines, there are 2"):
        AlignedReference("a", ("x", "y"), parallel("a", REFERENCE).alignment)
    with pytest.raises(InputError, match="no reference"):
        score_story(HYPOTHESIS, [], METRICS)
    with pytest.raises(InputError, match="2 source lines but 12"):
        score_story(HYPOTHESIS, [parallel("a", REFERENCE)], METRICS, sources=["a", "b"])
    with pytest.raises(InputError, match="no story"):
        score_corpus([])
