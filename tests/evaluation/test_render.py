"""One table in five forms."""

from __future__ import annotations

import json

import pytest

from pipeline.data import Score
from pipeline.errors import UserError
from pipeline.evaluation.render import as_json, check_format, figure, score_json, tabulate

SCORE = Score("BLEU", 33.9281, "nrefs:1|case:mixed|version:2.6.0", (32.7, 35.1))


def test_json_holds_sacrebleus_keys_and_more() -> None:
    found = score_json(SCORE, "60/40/30/20")
    assert found["name"] == "BLEU"
    assert found["score"] == 33.93
    assert found["nrefs"] == "1"
    assert found["verbose_score"] == "60/40/30/20"
    assert found["confidence"] == "μ = 33.90 ± 1.20"
    assert found["value"] == 33.9281
    assert json.loads(as_json([found])) == json.loads(json.dumps(found))
    assert len(json.loads(as_json([found, found]))) == 2


def test_a_signature_inside_a_signature_is_one_part() -> None:
    found = score_json(Score("BLEU", 1.0, "nrefs:1|alignment:[aligner:pivot|most:4]|bs:9"))
    assert (found["alignment"], found["bs"]) == ("[aligner:pivot|most:4]", "9")
    assert "most" not in found


def test_figure() -> None:
    assert figure(SCORE) == "33.93 [32.70, 35.10]"


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("tsv", "name\tvalue\na b\t1|2\n"),
        ("markdown", "| name | value |\n|---|---:|\n| a b | 1\\|2 |\n"),
        (
            "latex",
            "\\begin{tabular}{lr}\n  \\hline\n  name & value \\\\\n  \\hline\n  a b & 1|2 \\\\\n"
            "  \\hline\n\\end{tabular}\n",
        ),
    ],
)
def test_tables(form: str, expected: str) -> None:
    assert tabulate(["name", "value"], [["a\tb", "1|2"]], form).replace("a\tb", "a b") == expected


def test_latex_is_escaped() -> None:
    assert r"50\% \& \_x\{\}" in tabulate(["a"], [["50% & _x{}"]], "latex")


def test_brackets_are_no_markup_in_the_terminal() -> None:
    assert "33.9 [red]" in tabulate(["a"], [["33.9 [red]"]], "table", "[bold]title")


def test_unknown_form() -> None:
    with pytest.raises(UserError, match="no format 'marcdown'; did you mean 'markdown'"):
        check_format("marcdown")
