"""Pages: what they show, and that no text of a story can break them."""

from __future__ import annotations

import io

import pytest
from lxml import html as parser
from rich.console import Console

from pipeline.data import Alignment, Bead, Document, Flag, Output, Sentence, Story, Translation
from pipeline.evaluation.base import make
from pipeline.evaluation.blocks import AlignedReference
from pipeline.evaluation.story import score_corpus, score_story
from pipeline.report.pages import Page, html, markdown
from pipeline.report.terminal import show
from pipeline.report.view import Row, StoryView, view_story

HOSTILE = '<script>alert("1")</script> a|b'


def _document(id: str, language: str, *lines: str) -> Document:
    text, sentences, at = "\n\n".join(lines), [], 0
    for number, line in enumerate(lines):
        sentences.append(Sentence(at, at + len(line), line, number))
        at += len(line) + 2
    return Document(id, language, text, tuple(sentences))


@pytest.fixture
def page() -> Page:
    source = _document("s", "ar", "عنوان", "قال الوزير نعم.", "وصل أمس.")
    reference = _document("desk", "en", "It arrived yesterday.", "The minister said yes.", HOSTILE)
    outputs = (Output("Title", -0.1), Output("The minister said yes.", -0.2), Output("Came in 2012.", -1.0))
    outputs = (*outputs[:2], Output("Came in 2012.", -1.0, (Flag("number", "2017 → 2012"),)))
    translation = Translation("s", outputs, "model:toy")
    beads = (Bead((0,), ()), Bead((1,), (1,), 0.99), Bead((2,), (0,), 0.6), Bead((), (2,)))
    alignment = Alignment(beads, 3, 3)
    scores = score_story(
        translation.lines, [AlignedReference("desk", reference.lines, alignment)], make(["bleu", "chrf"]), id="s"
    )
    view = view_story(Story("s", source, (reference,)), translation, {"desk": alignment}, scores)
    return Page("demo", "abc", [view], score_corpus([scores]), {"translation": "model:toy"}, {"bad": "it was empty"})


def test_rows_follow_the_source_and_additions_come_last(page: Page) -> None:
    rows = page.stories[0].rows
    assert [row.number for row in rows] == ["1", "2", "3", ""]
    assert rows[0].cells[0].text is None
    assert rows[1].cells[0].text == "The minister said yes."
    assert rows[1].chrf == pytest.approx(100.0)
    assert rows[2].cells[0].confidence == 0.6
    assert [row.cells[0].moved for row in rows].count(True) == 1


def test_html_escapes_stands_alone_and_shows_everything(page: Page) -> None:
    text = html(page)
    assert "<script" not in text
    assert "http" not in text.replace("http-equiv", "")
    tree = parser.fromstring(text)
    assert {"2017 → 2012"} <= {span.text_content().split(": ")[1] for span in tree.find_class("flag")}
    assert len(tree.xpath("//td[@dir='rtl' and @lang='ar']")) == 3
    assert "left out" in text
    assert "it was empty" in text
    assert HOSTILE in tree.text_content()


def test_words_light_up_with_their_counterparts_without_a_script(page: Page) -> None:
    tree = parser.fromstring(html(page))
    row = next(r for r in tree.xpath("//tr") if "قال الوزير" in r.text_content())
    minister = row.xpath("td[@lang='ar']/*[text()='الوزير']")[0]
    assert [e.text for e in row.find_class(minister.get("class"))] == ["الوزير", "minister", "minister"]
    rules = tree.xpath("string(//style)")
    assert all(f"tr:has(.{e.get('class')}:hover)" in rules for e in row.xpath("td//*[starts-with(@class, 'w')]"))
    assert html(page) == html(page)


def test_markdown_tables_keep_their_columns(page: Page) -> None:
    rows = [line for line in markdown(page).splitlines() if line.startswith("| 1 |") or "alert" in line]
    assert len(rows) == 2
    for row in rows:
        assert row.replace("\\|", "").count("|") == 5


def test_the_terminal_shows_rows_flags_and_figures(page: Page) -> None:
    out = io.StringIO()
    show(page, Console(file=out, width=100))
    text = out.getvalue()
    for part in (
        "قال الوزير نعم.",
        "[number: 2017 → 2012]",
        "left out",
        "(moved)",
        "BLEU",
        "set aside: bad: it was empty",
    ):
        assert part in text


def test_a_story_without_references_has_rows_and_no_scores() -> None:
    source = _document("s", "ar", "نعم.")
    view = view_story(Story("s", source), Translation("s", (Output("Yes."),), "m"), {}, None)
    page = Page("demo", "abc", [view], None, {}, {})
    assert "Yes." in html(page)
    assert "Scores" not in html(page)
    assert "version" not in html(page)
    assert "Yes." in markdown(page)
    show(page, Console(file=io.StringIO(), width=80))


def test_the_headline_is_the_first_sentence_alone() -> None:
    def row(*texts: str) -> Row:
        return Row("1", False, "", tuple(Output(text) for text in texts), (), None)

    assert StoryView("story-7", (), (row("Talks end", "They ended today."),), None).headline == "Talks end"
    assert StoryView("story-7", (), (row(""), row("Talks end")), None).headline == "Talks end"
    assert StoryView("story-7", (), (), None).headline == "story-7"
