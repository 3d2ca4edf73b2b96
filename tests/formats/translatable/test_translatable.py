from __future__ import annotations

import gzip
import io
import itertools
import json
from collections.abc import Iterator
from operator import length_hint
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.errors import ConfigError, InputError, UserError
from pipeline.formats.translatable import Options, exchange, html_parse, kind_of, rewrite
from pipeline.formats.translatable import text as long_text
from pipeline.formats.translatable.base import Unit, filled
from pipeline.formats.translatable.kinds import KINDS

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
WORDS = {"الملك": "the king", "زار الملك دمشق": "the king visited Damascus", "دمشق": "Damascus", "نعم": "yes"}


def translate(texts: Iterator[str]) -> Iterator[str]:
    """A translator of few words that says the others backwards."""
    return (WORDS.get(text, text[::-1]) for text in texts)


def run(kind: str, tmp_path: Path, text: str, **options: str) -> str:
    (tmp_path / "in").write_text(text, encoding="utf-8")
    rewrite(kind, str(tmp_path / "in"), str(tmp_path / "out"), translate, Options(**options))
    return (tmp_path / "out").read_text(encoding="utf-8")


@given(st.lists(st.lists(st.text(max_size=3), max_size=3), max_size=20), st.integers(1, 7), st.integers(0, 25))
def test_every_unit_gets_its_own_answers_however_far_the_translator_reads(
    rows: list[list[str]], ahead: int, first: int
) -> None:
    def batched(texts: Iterator[str]) -> Iterator[str]:
        while window := list(itertools.islice(texts, ahead)):
            yield from (text.upper() + "!" for text in window)

    units = (Unit(row, lambda answers: "|".join(answers)) for row in rows)
    assert list(filled(units, batched, first)) == ["|".join(text.upper() + "!" for text in row) for row in rows]


def test_kinds_by_name() -> None:
    names = ["a.jsonl", "a.tsv.gz", "A.CSV", "x.html.zst", "m.tmx", "m.xlf", "a.docx", "story.txt", "story"]
    assert [kind_of(name) for name in names] == ["jsonl", "tsv", "csv", "html", "tmx", "xliff", "docx", None, None]


def test_lines(tmp_path: Path) -> None:
    assert run("lines", tmp_path, "نعم\r\n\nدمشق") == "yes\n\nDamascus\n"


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_packed_streams(tmp_path: Path, ending: str) -> None:
    source, target = tmp_path / f"in{ending}", tmp_path / f"out{ending}"
    raw = "نعم\nدمشق\n".encode()
    source.write_bytes(gzip.compress(raw) if ending == ".gz" else zstandard.compress(raw))
    rewrite("lines", str(source), str(target), translate, Options())
    unpack = gzip.decompress if ending == ".gz" else zstandard.ZstdDecompressor().decompressobj().decompress
    assert unpack(target.read_bytes()) == b"yes\nDamascus\n"
    source.write_bytes(source.read_bytes()[:-9])
    with pytest.raises(InputError, match=f"not a whole {ending} file"):
        rewrite("lines", str(source), str(target), translate, Options())
    unpack = gzip.decompress if ending == ".gz" else zstandard.ZstdDecompressor().decompressobj().decompress
    assert unpack(target.read_bytes()) == b"yes\nDamascus\n"


@given(st.lists(st.sampled_from(["نعم", " ", "\n", "\r\n", "\n \n", "\n\n"]), max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_long_text_is_cut_at_line_ends_and_nothing_is_lost(tmp_path: Path, parts: list[str]) -> None:
    text = "نعم" + "".join(parts)
    (tmp_path / "in").write_bytes(text.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(long_text, "PIECE", 12)
        if max(map(len, text.split("\n"))) > 12:
            with pytest.raises(InputError, match="a line of more than 12 characters"):
                list(long_text.pieces(str(tmp_path / "in")))
            return
        assume(max(map(len, text.split("\n"))) < 12)
        found = list(long_text.pieces(str(tmp_path / "in")))
    assert "".join(found) == text
    assert all(0 < len(piece) <= 12 for piece in found)
    assert all(piece.endswith("\n") for piece in found[:-1])


def test_a_long_text_is_cut_where_a_line_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_text, "PIECE", 12)
    (tmp_path / "in").write_text("نعم\n\nنعم\nنعم\nنعم", encoding="utf-8")
    assert list(long_text.pieces(str(tmp_path / "in"))) == ["نعم\n\nنعم\n", "نعم\nنعم"]
    (tmp_path / "in").write_text("نعم نعم\n \nنعم\nنعم", encoding="utf-8")
    assert list(long_text.pieces(str(tmp_path / "in"))) == ["نعم نعم\n \n", "نعم\nنعم"]


def test_jsonl_keeps_every_other_key(tmp_path: Path) -> None:
    made = run("jsonl", tmp_path, '{"id": 7, "text": "نعم", "meta": {"a": [1]}}\n\n{"text": "دمشق", "id": 8}\n')
    lines = made.splitlines()
    assert json.loads(lines[0]) == {"id": 7, "text": "نعم", "meta": {"a": [1]}, "translation": "yes"}
    assert lines[1] == ""
    assert list(json.loads(lines[2])) == ["text", "id", "translation"]
    assert json.loads(run("jsonl", tmp_path, '{"text": "نعم", "x": "\\udfff"}'))["x"] == "\udfff"
    assert json.loads(run("jsonl", tmp_path, '{"body": "نعم"}', field="body", into="body")) == {"body": "yes"}


def test_tables(tmp_path: Path) -> None:
    assert run("tsv", tmp_path, "id\ttext\n1\tنعم\n2\tدمشق\n") == (
        "id\ttext\ttranslation\n1\tنعم\tyes\n2\tدمشق\tDamascus\n"
    )
    assert run("tsv", tmp_path, "1\tنعم\n", field="2") == "1\tنعم\tyes\n"
    made = run("csv", tmp_path, 'text,note\n"نعم","two\nlines, ""quoted"""\n', into="text")
    assert made == 'text,note\nyes,"two\nlines, ""quoted"""\n'


def test_a_table_keeps_its_line_ends_and_its_byte_order_mark(tmp_path: Path) -> None:
    for kind in ("csv", "tsv"):
        (tmp_path / "in").write_bytes(b"\xef\xbb\xbf" + "text\r\nنعم\r\n\r\n".encode())
        rewrite(kind, str(tmp_path / "in"), str(tmp_path / "out"), translate, Options(into="text"))
        assert (tmp_path / "out").read_bytes() == b"\xef\xbb\xbftext\r\nyes\r\n\r\n"


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


def test_no_archive_is_written_to_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    with pytest.raises(UserError, match="a docx file is nothing for a terminal; name a file with -o"):
        rewrite("docx", str(tmp_path / "in"), "-", translate, Options())


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


XLIFF12 = (
    '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file source-language="ar" original="x" '
    'datatype="plaintext"><body><trans-unit id="1"><source>نعم</source></trans-unit><trans-unit id="2"><source>زار '
    '<g id="1">الملك</g> <x id="2"/>دمشق</source></trans-unit><trans-unit id="3"><source>نعم</source><target>Yes!'
    "</target></trans-unit></body></file></xliff>"
)
XLIFF20 = (
    '<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="ar"><file id="f"><unit id="1">'
    "<segment><source>نعم</source><target/></segment><segment><source>دمشق</source></segment></unit></file></xliff>"
)


def test_xliff_targets_are_filled_in(tmp_path: Path) -> None:
    root = etree.fromstring(run("xliff", tmp_path, XLIFF12).encode())
    targets = root.findall(".//{*}target")
    assert [targets[0].text, targets[2].text] == ["yes", "Yes!"]
    assert [child.tag.split("}")[1] for child in targets[1]] == ["g", "x"]
    assert root.find("{*}file").get("target-language") == "en"
    assert [t.get("state") for t in targets] == ["needs-review-translation", "needs-review-translation", None]
    root = etree.fromstring(run("xliff", tmp_path, XLIFF20).encode())
    assert [t.text for t in root.findall(".//{*}target")] == ["yes", "Damascus"]
    assert root.get("trgLang") == "en"
    assert {s.get("state") for s in root.iter("{*}segment")} == {"translated"}


def test_what_xliff_says_is_not_to_be_translated_stays(tmp_path: Path) -> None:
    barred = XLIFF12.replace('<trans-unit id="1">', '<trans-unit id="1" translate="no">')
    root = etree.fromstring(run("xliff", tmp_path, barred).encode())
    assert [t.text for t in root.findall(".//{*}target")][1:] == ["Yes!"]
    assert root.find(".//{*}trans-unit[@id='1']/{*}target") is None
    barred = XLIFF20.replace('<file id="f">', '<file id="f" translate="no">')
    assert "Damascus" not in run("xliff", tmp_path, barred)
    assert "Damascus" in run("xliff", tmp_path, barred.replace('unit id="1"', 'unit id="1" translate="yes"'))


TMX = (
    '<tmx version="1.4"><header srclang="ar"/><body><tu><tuv xml:lang="ar-EG" '
    'creationid="ALI"><note>n</note><seg>نعم</seg></tuv></tu>'
    '<tu><tuv xml:lang="ar"><seg>نعم</seg></tuv><tuv xml:lang="en-US"><seg>Yep</seg></tuv></tu></body></tmx>'
)


class Counting(io.BytesIO):
    """Counts what is written."""

    size = 0

    def write(self, data: Any) -> int:
        self.size += len(data)
        return len(data)


def test_tmx_gets_the_variants_that_it_lacks(tmp_path: Path) -> None:
    root = etree.fromstring(run("tmx", tmp_path, TMX).encode())
    assert [[seg.text for seg in unit.iter("seg")] for unit in root.iter("tu")] == [["نعم", "yes"], ["نعم", "Yep"]]
    made = root.findall(".//tuv")[1]
    assert (dict(made.attrib), len(made)) == ({XML_LANG: "en", "creationtool": "wirepair"}, 1)


def test_a_tmx_keeps_all_that_stands_around_its_units(tmp_path: Path) -> None:
    text = (
        "<?xml version='1.0' encoding='utf-8'?>\n<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n<!-- a --><?p q?>"
        '<tmx version="1.4">\n <header srclang="ar"><note>n</note></header>\n <body>\n  <!-- b -->\n  <tu tuid="1">'
        '<prop type="x">p</prop><tuv xml:lang="ar"><seg>نعم</seg></tuv>@</tu>\n\n  <?r s?>\n </body>\n</tmx>\n'
    )
    variant = '<tuv xml:lang="en" creationtool="wirepair"><seg>yes</seg></tuv>'
    assert run("tmx", tmp_path, text.replace("@", "")) == text.replace("@", variant)


def test_an_xliff_keeps_all_that_stands_around_its_units(tmp_path: Path) -> None:
    text = (
        "<?xml version='1.0' encoding='utf-8'?>\n<!-- a --><xliff xmlns=\"urn:oasis:names:tc:xliff:document:1.2\" "
        'xmlns:mq="urn:mq" version="1.2">\n <?p q?>\n '
        '<file source-language="ar" target-language="en" original="a&amp;b">\n'
        '  <header><note>n &lt; m</note></header>\n  <body>\n   <!-- b -->\n   <group id="g" mq:x="1">\n    <group>\n'
        '     <trans-unit id="1" mq:y="2"><source xml:lang="ar">نعم</source>@<note>o</note></trans-unit>\n'
        "    </group>\n"
        '    <trans-unit id="2" translate="no"><source>دمشق</source></trans-unit>\n   </group>\n  </body>\n </file>\n'
        ' <file source-language="ar" target-language="en"><body></body></file>\n</xliff><!-- c -->\n'
    )
    target = '<target state="needs-review-translation" state-qualifier="mt-suggestion">yes</target>'
    assert run("xliff", tmp_path, text.replace("@", "")) == text.replace("@", target)


TMX_UNIT = '<tu><tuv xml:lang="ar"><seg>نعم</seg></tuv></tu>\n'
XLIFF_UNIT = '<trans-unit id="1"><source>نعم</source></trans-unit>\n'


@pytest.mark.parametrize(
    ("head", "unit", "end"),
    [
        ('<tmx version="1.4"><body>', TMX_UNIT, "</body></tmx>"),
        ('<xliff version="1.2"><file source-language="ar"><body>', XLIFF_UNIT, "</body></file></xliff>"),
    ],
    ids=["tmx", "xliff"],
)
def test_units_are_read_as_they_are_translated(tmp_path: Path, head: str, unit: str, end: str) -> None:
    """Of twenty thousand units a few are held at a time: the first is written before the last is read."""
    (tmp_path / "in").write_text(f"{head}{unit * 20_000}{end}", encoding="utf-8")
    written, read = Counting(), 0

    def one_by_one(texts: Iterator[str]) -> Iterator[str]:
        nonlocal read
        for _ in texts:
            read += 1
            assert written.size >= (read - 2) * len(unit)
            yield "yes"

    exchange.rewrite(str(tmp_path / "in"), written, one_by_one, Options())
    assert read == 20_000


def test_a_tmx_under_the_other_name(tmp_path: Path) -> None:
    assert run("xliff", tmp_path, TMX) == run("tmx", tmp_path, TMX)
    assert run("tmx", tmp_path, XLIFF20) == run("xliff", tmp_path, XLIFF20)


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        ("jsonl", '{"text": "a"}\n{"text": \n', r"in:2: not JSON"),
        ("jsonl", '{"body": "a"}', r"in:1: no text under 'text' \(the line has body\)"),
        ("jsonl", "[1]", r"is no object"),
        ("jsonl", "[" * 100_000, r"in:1: not JSON that can be read \(maximum recursion depth"),
        ("jsonl", '{"n": ' + "9" * 5000 + "}", r"in:1: not JSON that can be read \(Exceeds the limit"),
        ("jsonl", '{"text": "\\ud800"}', r"in:1: half of a surrogate pair in 'text'"),
        ("csv", "text;id\nنعم;1\n", r"in:1: no column 'text'; its cells are divided by semicolons"),
        ("tmx", XLIFF12.replace('"ar"', '"fr"'), r"in:1: its source-language is 'fr', not 'ar'"),
        ("xliff", XLIFF20.replace("srcLang", 'trgLang="fr" srcLang'), r"in:1: its trgLang is 'fr', not 'en'"),
        ("tmx", TMX.replace('"ar', '"fr'), r"no unit in 'ar' \(it has en, fr\)"),
        ("tmx", '<tmx version="1.4"><body/></tmx>', r"it has no units with text"),
        ("tsv", "id\ttxet\n1\tx\n", r"in:1: no column 'text'; did you mean 'txet'"),
        ("tsv", "0\tx\n", r"no column 'text'"),
        ("tsv", "id\ttext\n1\n", r"in:2: 1 columns, none of them number 2"),
        ("csv", 'text\n"a\n', r"not CSV"),
        ("xliff", "<a/>", r"its root is <a>, not <xliff> or <tmx>"),
        ("tmx", "no", r"not XML"),
        ("tmx", TMX[:-20], r"in: not XML"),
        ("tmx", "<a/>", r"its root is <a>, not <xliff> or <tmx>"),
        ("html", " \n", r"only blanks"),
        ("html", "<b>" * 300 + "نعم", r"in:1: more than 256 elements inside each other"),
        ("tmx", "<tmx>" + "<a>" * 300 + "</a>" * 300 + "</tmx>", r"not XML \(Excessive depth"),
        ("lines", "a\0b", r"in:1: NUL byte"),
        ("lines", "x" * 1_000_001, r"in:1: a line of more than 1,000,000 characters"),
    ],
)
def test_a_bad_file_is_one_line_and_writes_nothing(tmp_path: Path, kind: str, text: str, message: str) -> None:
    (tmp_path / "out").write_text("before", encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        run(kind, tmp_path, text)
    assert "\n" not in str(caught.value)
    assert (tmp_path / "out").read_text(encoding="utf-8") == "before"
    assert len(list(tmp_path.iterdir())) == 2


def test_an_unknown_kind_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(
        ConfigError, match=r"no kind of file 'rtf'.*known: csv, docx, html, jsonl, lines, parquet, text, tmx"
    ):
        run("rtf", tmp_path, "x")


def test_a_missing_file_and_another_encoding(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        rewrite("lines", str(tmp_path / "none"), str(tmp_path / "out"), translate, Options())
    (tmp_path / "in").write_bytes("نعم\n".encode("cp1256"))
    with pytest.raises(InputError, match=r"in:1: not utf-8 at byte offset 0"):
        rewrite("lines", str(tmp_path / "in"), str(tmp_path / "out"), translate, Options())
    for encoding in ("cp1256", "utf-16"):
        (tmp_path / "in").write_bytes("نعم\n".encode(encoding))
        rewrite("lines", str(tmp_path / "in"), str(tmp_path / "out"), translate, Options(encoding=encoding))
        assert (tmp_path / "out").read_text(encoding="utf-8") == "yes\n"
