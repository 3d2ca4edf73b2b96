"""Signs of errors, each with its sentences."""

from __future__ import annotations

import pytest

from pipeline.evaluation.errors import KINDS, Unit, error_report, numbers


def kinds(hypothesis: str, *references: str, text: str = "") -> dict[str, str]:
    report = error_report([Unit((0,), hypothesis, references, text)], [50.0], "high", 1)
    return {sign.kind: sign.detail for sign in report.signs}


@pytest.mark.parametrize(
    ("hypothesis", "references", "expected"),
    [
        ("About 500 people came.", ["About 5,000 people came."], {"numbers": "not in a reference: 500; missing: 5000"}),
        ("Two of 5,000 came.", ["2 of the 5000 came."], {}),
        ("It met on 3 May.", ["It met on 3 June."], {"dates": "not in a reference: may; missing: june"}),
        ("It may meet on Tuesday.", ["It might meet on Tuesday."], {}),
        ("Talks with Lavrof began.", ["Talks with Lavrov began."], {"names": "missing: Lavrov"}),
        ("He will go to the talks.", ["He will not go to the talks."], {"negation": "not negated, every reference is"}),
        ("He won't go.", ["He will not go.", "He refuses to go."], {}),
        ("He met the قائد there.", ["He met the leader there."], {"untranslated": "left in Arabic: قائد"}),
        ("It ended.", ["It ended after nine days of talks in two cities."], {"omission", "numbers"}),
        ("It ended " + "and so on " * 6, ["It ended."], {"addition"}),
    ],
)
def test_signs(hypothesis: str, references: list[str], expected: dict[str, str] | set[str]) -> None:
    found = kinds(hypothesis, *references)
    assert (set(found) if isinstance(expected, set) else found) == expected


def test_only_what_all_references_have_is_missed() -> None:
    assert kinds("Talks began.", "Talks began in Vienna.", "Talks began in the capital.") == {}
    assert kinds("Talks began.", "Talks began in Vienna.", "Vienna had talks.") == {}
    assert "names" in kinds("Talks began.", "Talks began in Vienna.", "Talks in Vienna began.")


def test_the_source_copied() -> None:
    assert kinds("Reuters", "Reuters said so", text="Reuters") == {"untranslated": "the same as the source"}


def test_numbers() -> None:
    assert numbers("Twelve of 1,200 rose 2.5 percent at 10:30, F16 not") == {"12", "1200", "2.5", "10:30"}


def test_counts_link_to_their_sentences() -> None:
    units = [
        Unit((0, 1), "It cost 5 dollars.", ("It cost 6 dollars.",), story="a"),
        Unit((2,), "All well.", ("All is well.",), story="a"),
        Unit((0,), "It cost 7 dollars.", ("It cost 8 dollars.",), story="b"),
    ]
    report = error_report(units, [30.0, 90.0, 10.0], "high", 2)
    counts = report.counts()
    assert set(counts) == set(KINDS)
    assert counts["numbers"] == [0, 2]
    assert [report.place(i) for i in counts["numbers"]] == ["a:1,2", "b:1"]
    assert report.worst == (2, 0)
    assert error_report(units, [30.0, 90.0, 10.0], "low", 2).worst == (1, 0)
    assert [(b.low, b.high, b.units) for b in report.lengths] == [(0, 9, 3)]
    signs = report.as_object()["signs"]
    assert isinstance(signs, list)
    assert signs[0]["hypothesis"] == "It cost 5 dollars."


def test_no_reference_no_comparison() -> None:
    assert kinds("It cost 5 dollars in Vienna.") == {}
