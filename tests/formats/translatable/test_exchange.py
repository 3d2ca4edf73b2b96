from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from pipeline.formats.translatable import Options, exchange

from .fakes import TMX, XLIFF12, XLIFF20, Counting, run

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


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
