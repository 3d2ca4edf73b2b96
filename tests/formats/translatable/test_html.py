from __future__ import annotations

from collections.abc import Iterator
from operator import length_hint
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import InputError
from pipeline.formats.translatable import Options, html_parse, rewrite
from pipeline.formats.translatable.kinds import KINDS

from .fakes import Counting, run, translate


def test_html_keeps_its_markup(tmp_path: Path) -> None:
    page = (
        '<!DOCTYPE html><html lang="ar" dir="rtl"><head><title>نعم</title><style>p {color: red}</style></head><body>'
        '<p class="x">زار <b>الملك</b> <a href="/d">دمشق</a></p><p>قال <i>نعم</i>!</p><div>نعم<p>نعم</p>نعم</div>'
        '<img alt="دمشق"><code>نعم</code><p translate="no">نعم</p></body></html>\n'
    )
    made = run("html", tmp_path, page)
    assert made == (
        '<!DOCTYPE html>\n<html lang="en" dir="ltr"><head><title>yes</title><style>p {color: red}</style></head><body>'
        '<p class="x"><b>the king</b> visited <a href="/d">Damascus</a></p><p>لاق <i>yes</i>!</p>'
        "<div>yes<p>yes</p>yes</div>"
        '<img alt="Damascus"><code>نعم</code><p translate="no">نعم</p></body></html>\n'
    )


def test_what_holds_no_text_stays_where_it_is(tmp_path: Path) -> None:
    page = "<p>زار <b>الملك</b> دمشق<br>نعم<img src='x'> دمشق</p>"
    assert run("html", tmp_path, page) == '<p><b>the king</b> visited Damascus<br>yes<img src="x"> Damascus</p>'


def test_a_page_says_what_it_has_become(tmp_path: Path) -> None:
    page = (
        '<html><head><meta charset="windows-1256"><meta http-equiv="Content-Type" content="text/html; charset=x">'
        '<meta name="description" content="دمشق"><meta name="author" content="نعم"></head>'
        '<body><input placeholder="نعم"><p translate="no"><img alt="نعم"></p><p>نعم</p></body></html>'
    )
    assert run("html", tmp_path, page) == (
        '<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Type" '
        'content="text/html; charset=utf-8"><meta name="description" content="Damascus"><meta name="author" '
        'content="نعم"></head><body><input placeholder="yes"><p translate="no"><img alt="نعم"></p><p>yes</p>'
        "</body></html>"
    )


def test_parts_of_a_page_say_it_too(tmp_path: Path) -> None:
    page = (
        '<div dir="RTL" lang="ar-EG"><p>نعم</p></div><p translate="no" dir="rtl" lang="ar">نعم</p><p lang="fr">نعم</p>'
    )
    assert run("html", tmp_path, page) == (
        '<div dir="ltr" lang="en"><p>yes</p></div><p translate="no" dir="rtl" lang="ar">نعم</p><p lang="fr">yes</p>'
    )


def test_xhtml_stays_xml(tmp_path: Path) -> None:
    body = "<body><p>نعم<br/>دمشق</p></body></html>\n"
    made = run("html", tmp_path, f'<?xml version="1.0" encoding="windows-1256"?>\n<html xml:lang="ar">{body}')
    assert made == '<?xml version="1.0" encoding="UTF-8"?>\n<html xml:lang="en" lang="en">' + (
        "<body><p>yes<br/>Damascus</p></body></html>\n"
    )


def test_a_page_is_translated_in_one_go(tmp_path: Path) -> None:
    asked = []

    def counted(texts: Iterator[str]) -> Iterator[str]:
        asked.append(length_hint(texts))
        return translate(texts)

    (tmp_path / "in").write_text('<p title="دمشق">نعم</p>', encoding="utf-8")
    rewrite("html", str(tmp_path / "in"), str(tmp_path / "out"), counted, Options())
    assert (tmp_path / "out").read_text(encoding="utf-8") == '<p title="Damascus">yes</p>'
    assert asked == [2]


def test_a_fragment_of_html_stays_one(tmp_path: Path) -> None:
    assert run("html", tmp_path, "<p>نعم</p>\n<ul><li>دمشق</li></ul>") == "<p>yes</p>\n<ul><li>Damascus</li></ul>"


def test_text_between_blocks_is_translated_as_one(tmp_path: Path) -> None:
    page = "<div>زار <b>الملك</b> دمشق<p>نعم</p><a href='/x'>نعم<div>دمشق</div></a> نعم</div>"
    assert run("html", tmp_path, page) == (
        '<div><b>the king</b> visited Damascus<p>yes</p><a href="/x">yes<div>Damascus</div></a> yes</div>'
    )


def test_scripts_inside_a_line_are_left_alone(tmp_path: Path) -> None:
    page = "<p>نعم<script>if (a < b && c) { x('<p>نعم</p>') }</script>دمشق</p><template><p>نعم</p></template>"
    assert run("html", tmp_path, page) == page.replace("<p>نعم<script>", "<p>yes<script>").replace(
        "</script>دمشق", "</script>Damascus"
    )


def test_remarks_around_a_page_stay(tmp_path: Path) -> None:
    page = "<!-- a --><!DOCTYPE html><!-- b --><html><body><!-- c --><p>نعم</p></body></html><!-- d -->"
    assert run("html", tmp_path, page) == (
        '<!DOCTYPE html>\n<!-- a -->\n<!-- b -->\n<html lang="en"><body><!-- c --><p>yes</p></body></html><!-- d -->'
    )


def test_loose_text_of_a_fragment_is_escaped_again(tmp_path: Path) -> None:
    assert run("html", tmp_path, "&lt;a&gt; &amp; <p>نعم</p>") == "&amp; &gt;a&lt; <p>yes</p>"


def test_a_page_on_one_long_line_and_in_another_encoding(tmp_path: Path) -> None:
    page = "<p>نعم</p>" * 110_000
    assert run("html", tmp_path, page) == "<p>yes</p>" * 110_000
    (tmp_path / "in").write_bytes(page.encode("utf-16"))
    rewrite("html", str(tmp_path / "in"), str(tmp_path / "out"), translate, Options(encoding="utf-16"))
    assert (tmp_path / "out").read_bytes() == b"<p>yes</p>" * 110_000
    (tmp_path / "in").write_bytes(page.encode()[:91_000] + b"\n\xff" + page.encode())
    with pytest.raises(InputError, match=r"in:2: not utf-8 at byte offset 91001; say what it is with --encoding"):
        rewrite("html", str(tmp_path / "in"), str(tmp_path / "out"), translate, Options())
    with pytest.raises(InputError, match=r"no encoding 'utf-7x'; did you mean"):
        rewrite("html", str(tmp_path / "in"), str(tmp_path / "out"), translate, Options(encoding="utf-7x"))


PAGE = (
    '<!DOCTYPE html><html lang="ar"><head><title>نعم <p> x</title><meta charset="x"></head><body class="a>b"><ul>'
    + "<li>نعم<p title='دمشق'>زار <b>الملك</b> دمشق<br>نعم</p><div translate=no><p>نعم</p></div></li>" * 40
    + "</ul><table><tr><td>نعم<td>دمشق<tr><td><!-- <p> --></table><pre><p>نعم</p></pre></body></html>\n"
)


def test_a_parser_that_takes_over_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run("html", tmp_path, PAGE)
    taken = 0

    def counted(*args: Any) -> Any:
        nonlocal taken
        taken += 1
        return relieved(*args)

    relieved = html_parse._relieved
    monkeypatch.setattr(html_parse, "_relieved", counted)
    monkeypatch.setattr(html_parse, "_FULL", 0)
    monkeypatch.setattr(html_parse, "_STEP", 70)
    assert run("html", tmp_path, PAGE) == whole
    assert taken > 40
    assert whole.count("<b>the king</b> visited Damascus<br>yes") == 40


def test_pages_are_written_as_they_are_read(tmp_path: Path) -> None:
    page = "<body>" + '<p class="x">نعم</p>' * 20_000
    (tmp_path / "in").write_text(page, encoding="utf-8")
    written, read = Counting(), 0

    def one_by_one(texts: Iterator[str]) -> Iterator[str]:
        nonlocal read
        assert length_hint(texts) == 0
        for _ in texts:
            read += 1
            assert written.size >= (read - 2) * 18
            yield "yes"

    KINDS["html"](str(tmp_path / "in"), written, one_by_one, Options())
    assert read == 20_000
