"""Our figures are sacreBLEU's, digit for digit, and so are the signatures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER

from pipeline.errors import ConfigError, InputError, UserError
from pipeline.evaluation.base import Metric, make
from pipeline.evaluation.lines import score_lines

from .texts import HYPOTHESIS, REFERENCE, SECOND, worsened

CASES: list[tuple[str, dict[str, object], Any]] = [
    ("bleu", {}, BLEU()),
    ("bleu", {"lowercase": True}, BLEU(lowercase=True)),
    ("bleu", {"tokenize": "intl"}, BLEU(tokenize="intl")),
    ("bleu", {"tokenize": "char"}, BLEU(tokenize="char")),
    ("bleu", {"tokenize": "none"}, BLEU(tokenize="none", force=True)),
    ("chrf", {}, CHRF()),
    ("chrf", {"lowercase": True}, CHRF(lowercase=True)),
    ("chrfpp", {}, CHRF(word_order=2)),
    ("ter", {}, TER()),
    ("ter", {"case_sensitive": True}, TER(case_sensitive=True)),
    ("ter", {"normalized": True}, TER(normalized=True)),
    ("ter", {"no_punct": True}, TER(no_punct=True)),
]
IDS = [f"{name}-{'-'.join(map(str, options.values())) or 'plain'}" for name, options, _ in CASES]
REFERENCES: dict[str, list[list[str | None]]] = {
    "one": [[*REFERENCE]],
    "two": [[*REFERENCE], [*SECOND]],
    "varying": [[*REFERENCE], [line if i % 3 else None for i, line in enumerate(SECOND)]],
}


def one(name: str, options: dict[str, object]) -> Metric:
    return make([name], options)[0]


@pytest.mark.parametrize(("name", "options", "theirs"), CASES, ids=IDS)
@pytest.mark.parametrize("references", REFERENCES)
@pytest.mark.parametrize("share", [0.0, 0.4])
def test_corpus_figures(name: str, options: dict[str, object], theirs: Any, references: str, share: float) -> None:
    hypothesis = worsened(HYPOTHESIS, share, seed=3)
    streams = REFERENCES[references]
    metric = one(name, options)
    counts = metric.count(hypothesis, streams)
    expected = theirs.corpus_score(hypothesis, streams)
    # numpy's logarithm may differ from the C library's in the last of sixteen digits
    assert float(metric.value(counts.sum(axis=0))) == pytest.approx(expected.score, rel=1e-14)
    number = -1 if references == "varying" else len(streams)
    signature = str(theirs.get_signature())
    assert metric.signature(number) == (signature if number >= 0 else signature.replace("nrefs:1|", "nrefs:var|"))


@pytest.mark.parametrize("name", ["bleu", "chrf", "chrfpp", "ter"])
def test_sentence_figures(name: str) -> None:
    theirs = {
        "bleu": BLEU(effective_order=True),
        "chrf": CHRF(),
        "chrfpp": CHRF(word_order=2),
        "ter": TER(),
    }[name]
    found = score_lines(HYPOTHESIS, [REFERENCE, SECOND], make([name]))
    (score,) = found.scores.values()
    expected = [theirs.sentence_score(h, [a, b]).score for h, a, b in zip(HYPOTHESIS, REFERENCE, SECOND, strict=True)]
    np.testing.assert_allclose(score.segments, expected, rtol=1e-13)


def test_words_about_a_figure_are_sacrebleus() -> None:
    found = score_lines(HYPOTHESIS, [REFERENCE], make(["bleu"]))
    expected = BLEU().corpus_score(HYPOTHESIS, [REFERENCE])
    assert found.verbose["BLEU"] == expected._verbose


LINES = st.lists(
    st.lists(st.sampled_from(["the", "a man", "said", "2.5", "(", "&", "Zürich", ".", "it's"]), max_size=9).map(
        " ".join
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(LINES, LINES, st.sampled_from(["bleu", "chrf", "chrfpp", "ter"]))
def test_any_text(hypothesis: list[str], reference: list[str], name: str) -> None:
    size = min(len(hypothesis), len(reference))
    hypothesis, reference = hypothesis[:size], reference[:size]
    theirs = {"bleu": BLEU(force=True), "chrf": CHRF(), "chrfpp": CHRF(word_order=2), "ter": TER()}[name]
    metric = make([name])[0]
    ours = float(metric.value(metric.count(hypothesis, [reference]).sum(axis=0)))
    assert ours == pytest.approx(theirs.corpus_score(hypothesis, [reference]).score, rel=1e-12, abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(LINES, st.sampled_from(["bleu", "chrf", "chrfpp", "ter"]), st.integers(0, 6))
def test_counts_add(reference: list[str], name: str, cut: int) -> None:
    """Counting a whole is counting its parts and adding."""
    hypothesis = [" ".join(line.split()[1:]) for line in reference]
    metric = make([name])[0]
    whole = metric.count(hypothesis, [reference]).sum(axis=0)
    parts = [
        metric.count(hypothesis[part], [reference[part]]).sum(axis=0) for part in (slice(None, cut), slice(cut, None))
    ]
    np.testing.assert_array_equal(whole, parts[0] + parts[1])


@pytest.mark.parametrize("name", ["bleu", "chrf", "chrfpp", "ter"])
def test_uncovered_text_never_helps(name: str) -> None:
    metric = make([name])[0]
    covered = metric.count(HYPOTHESIS[:8], [REFERENCE[:8]]).sum(axis=0)
    better = 1 if metric.best == "high" else -1
    figure = better * metric.value(covered)
    assert better * metric.value(covered + metric.unmatched(HYPOTHESIS[8:]).sum(axis=0)) < figure
    assert better * metric.value(covered + metric.missing(REFERENCE[8:]).sum(axis=0)) < figure


def test_empty_counts_have_the_width_of_full_ones() -> None:
    for metric in make(["bleu", "chrf", "chrfpp", "ter"]):
        assert metric.count([], [[]]).shape == (0, metric.count(["a"], [["a"]]).shape[1])
        assert metric.unmatched([]).shape[0] == metric.missing([]).shape[0] == 0


def test_unequal_lengths_are_refused() -> None:
    with pytest.raises(InputError, match="hypothesis has 12 lines but reference 2 has 11"):
        score_lines(HYPOTHESIS, [REFERENCE, SECOND[1:]], make(["bleu"]))
    with pytest.raises(InputError, match="no reference"):
        score_lines(HYPOTHESIS, [], make(["bleu"]))


def test_unknown_metric_and_setting() -> None:
    with pytest.raises(ConfigError, match="no metric 'blue'; did you mean 'bleu'"):
        make(["blue"])
    with pytest.raises(ConfigError, match="metric bleu: tokenize"):
        make(["bleu"], {"tokenize": "mecab"})


def test_spbleu_needs_its_tokenizer(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SACREBLEU", str(tmp_path))
    with pytest.raises(UserError, match="flores200 tokenizer is not there and nothing is fetched"):
        make(["spbleu"])
