"""Word files are made here by hand, part by part: no library stands between a test and what it says."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pipeline.errors import InputError
from pipeline.formats.translatable import Options, rewrite
from pipeline.formats.translatable.docx_paragraph import paragraphs
from pipeline.formats.translatable.docx_part import part_units
from pipeline.formats.translatable.inline import Inline

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
KINDS = "application/vnd.openxmlformats-officedocument.wordprocessingml."
WORDS = {
    "الملك": "the king",
    "زار الملك دمشق": "the king visited Damascus",
    "الملك زار دمشق": "yesterday the king visited Damascus",
    "دمشق": "Damascus",
    "نعم": "yes",
    "زار": "visited",
    "رأس": "head",
    "حاشية": "note",
}
PICTURE = bytes(range(256)) * 9


def translate(texts: Iterator[str]) -> Iterator[str]:
    """A translator of few words that says the others backwards."""
    return (WORDS.get(text, text[::-1]) for text in texts)


def part(root: str, content: str) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{head}<w:{root} xmlns:w="{W}" xmlns:z="urn:z">{content}</w:{root}>'.encode()


def archive(body: str, **more: bytes) -> bytes:
    """A document; `more`: other parts of the folder word/, `header1` for one."""
    kinds = {"document": "document.main", "header1": "header", "footnotes": "footnotes", "styles": "styles"}
    kinds |= {"comments": "comments"}
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{KINDS}{kinds[name]}+xml"/>'
        for name in ["document", *(name for name in more if name in kinds)]
    )
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as made:
        head = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        made.writestr("[Content_Types].xml", f"{head}{types}</Types>")
        made.writestr("word/media/image1.png", PICTURE, zipfile.ZIP_STORED)
        made.writestr("word/document.xml", part("document", f"<w:body>{body}</w:body>"))
        for name, content in more.items():
            made.writestr(f"word/{name}.xml", content)
    return raw.getvalue()


def run(tmp_path: Path, raw: bytes) -> zipfile.ZipFile:
    (tmp_path / "in.docx").write_bytes(raw)
    rewrite("docx", str(tmp_path / "in.docx"), str(tmp_path / "out.docx"), translate, Options())
    return zipfile.ZipFile(tmp_path / "out.docx")


def body_of(tmp_path: Path, body: str) -> Any:
    return etree.fromstring(run(tmp_path, archive(body)).read("word/document.xml"))


def runs(root: Any) -> list[tuple[str, str]]:
    """The text of each run that has any, and its properties."""
    found = []
    for element in root.iter(f"{{{W}}}r"):
        text = "".join(t.text or "" for t in element.iterfind(f"{{{W}}}t"))
        looks = [etree.QName(e).localname for e in element.iterfind(f"{{{W}}}rPr/*")]
        found += [(text, "+".join(looks))] if text else []
    return found


def r(text: str, looks: str = "") -> str:
    properties = "".join(f"<w:{look}/>" for look in looks.split())
    properties = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def test_every_part_with_text_is_translated_and_all_else_stays(tmp_path: Path) -> None:
    table = f"<w:tbl><w:tr><w:tc><w:p>{r('دمشق')}</w:p></w:tc></w:tr></w:tbl>"
    box = f"<w:p><w:r><w:drawing><w:txbxContent><w:p>{r('الملك')}</w:p></w:txbxContent></w:drawing></w:r></w:p>"
    raw = archive(
        f"<w:p><w:pPr><w:pStyle w:val='Heading1'/></w:pPr>{r('نعم')}</w:p>{table}{box}<w:p/>",
        header1=part("hdr", f"<w:p>{r('رأس')}</w:p>"),
        footnotes=part("footnotes", f"<w:footnote><w:p><w:r><w:footnoteRef/></w:r>{r(' حاشية')}</w:p></w:footnote>"),
        comments=part("comments", f"<w:comment><w:p>{r('نعم')}</w:p></w:comment>"),
        numbers=part("numbers", f"<w:p>{r('نعم')}</w:p>"),
    )
    made = run(tmp_path, raw)
    root = etree.fromstring(made.read("word/document.xml"))
    assert runs(root) == [("yes", ""), ("Damascus", ""), ("the king", "")]
    assert root.find(f".//{{{W}}}pStyle").get(f"{{{W}}}val") == "Heading1"
    assert root.nsmap["z"] == "urn:z"
    assert runs(etree.fromstring(made.read("word/header1.xml"))) == [("head", "")]
    assert runs(etree.fromstring(made.read("word/footnotes.xml"))) == [(" note", "")]
    before = zipfile.ZipFile(io.BytesIO(raw))
    assert made.namelist() == before.namelist()
    assert runs(etree.fromstring(made.read("word/comments.xml"))) == [("yes", "")]
    for name in ("word/media/image1.png", "word/numbers.xml", "[Content_Types].xml"):
        assert made.read(name) == before.read(name)
        assert made.getinfo(name).compress_type == before.getinfo(name).compress_type


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    raw = archive(f"<w:p>{r('نعم')}</w:p>")
    run(tmp_path, raw)
    first = (tmp_path / "out.docx").read_bytes()
    run(tmp_path, raw)
    assert (tmp_path / "out.docx").read_bytes() == first


def test_marks_go_where_their_words_go(tmp_path: Path) -> None:
    made = body_of(tmp_path, f"<w:p>{r('زار ', 'rtl')}{r('الم', 'rtl b')}<w:proofErr/>{r('لك', 'b')}{r(' دمشق')}</w:p>")
    assert runs(made) == [("the king", "b"), (" visited Damascus", "")]


def test_a_plain_stretch_that_english_needs_is_a_new_run(tmp_path: Path) -> None:
    link = f"<w:hyperlink>{r('الملك')}</w:hyperlink>"
    made = body_of(tmp_path, f"<w:p>{link}{r(' زار دمشق', 'u')}</w:p>")
    assert runs(made) == [("yesterday ", "u"), ("the king", ""), (" visited Damascus", "u")]
    assert [etree.QName(e).localname for e in made.find(f".//{{{W}}}p")] == ["r", "hyperlink", "r"]


def test_a_new_run_stands_between_what_shares_a_run_with_the_mark(tmp_path: Path) -> None:
    mark = "<w:r><w:rPr><w:b/></w:rPr><w:t>نعم</w:t><w:br/><w:t>الملك</w:t></w:r>"
    made = body_of(tmp_path, f"<w:p>{mark}{r(' زار دمشق')}</w:p>")
    assert runs(made) == [("yes", "b"), ("yesterday ", ""), ("the king", "b"), (" visited Damascus", "")]
    assert "".join(made.itertext()) == "yesyesterday the king visited Damascus"
    order = [etree.QName(e).localname for e in made.iter() if etree.QName(e).localname in ("t", "br")]
    assert order == ["t", "br", "t", "t", "t"]


def test_borders_keep_their_places(tmp_path: Path) -> None:
    made = body_of(tmp_path, f"<w:p>{r('نعم')}<w:r><w:tab/></w:r>{r('دمشق')}<w:r><w:footnoteReference/></w:r></w:p>")
    assert runs(made) == [("yes", ""), ("Damascus", "")]
    names = [
        etree.QName(e).localname for e in made.iter() if etree.QName(e).localname in ("t", "tab", "footnoteReference")
    ]
    assert names == ["t", "tab", "t", "footnoteReference"]


def test_what_word_works_out_and_what_is_deleted_stays(tmp_path: Path) -> None:
    def code(words: str, result: str) -> str:
        begin, separate, end = (f"<w:r><w:fldChar w:fldCharType='{k}'/></w:r>" for k in ("begin", "separate", "end"))
        return f"{begin}<w:r><w:instrText>{words}</w:instrText></w:r>{separate}{r(result)}{end}"

    deleted = "<w:del><w:r><w:delText>نعم</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>نعم</w:t></w:r></w:moveFrom>"
    fields = code(" DATE ", "٢٠٢٦") + code(' HYPERLINK "http://a" ', "دمشق")
    made = body_of(tmp_path, f"<w:p>{r('نعم')}{fields}{deleted}<w:ins>{r('الملك')}</w:ins></w:p>")
    assert [text for text, _ in runs(made)] == ["yes", "٢٠٢٦", "Damascus", "نعم", "the king"]
    assert made.find(f".//{{{W}}}delText").text == "نعم"


def test_a_comment_holds_on_to_its_words(tmp_path: Path) -> None:
    comment = f'<w:commentRangeStart w:id="1"/>{r("الملك")}<w:commentRangeEnd w:id="1"/>'
    made = body_of(tmp_path, f"<w:p>{r('زار ')}{comment}{r(' دمشق')}</w:p>")
    assert runs(made) == [("the king", ""), (" visited Damascus", "")]
    assert made.find(f".//{{{W}}}commentRangeStart").getnext().find(f"{{{W}}}t").text == "the king"


def test_english_runs_from_left_to_right(tmp_path: Path) -> None:
    looks = '<w:rPr><w:sz w:val="20"/><w:bCs/><w:szCs w:val="32"/><w:rtl/><w:lang w:bidi="ar-SA"/></w:rPr>'
    run_ = f"<w:r>{looks}<w:t>نعم</w:t></w:r>"
    table = f"<w:tbl><w:tblPr><w:bidiVisual/></w:tblPr><w:tr><w:tc><w:p>{run_}</w:p></w:tc></w:tr></w:tbl>"
    styles = part("styles", "<w:style><w:pPr><w:bidi/></w:pPr><w:rPr><w:rtl/></w:rPr></w:style>")
    raw = archive(f"<w:p><w:pPr><w:bidi/><w:jc w:val='left'/></w:pPr>{run_}</w:p>{table}", styles=styles)
    made = run(tmp_path, raw)
    text = made.read("word/document.xml").decode()
    for name in ("<w:bidi/>", "<w:rtl/>", "<w:bidiVisual/>"):
        assert name not in text + made.read("word/styles.xml").decode()
    root = etree.fromstring(made.read("word/document.xml"))
    properties = root.find(f".//{{{W}}}rPr")
    assert [etree.QName(e).localname for e in properties] == ["b", "bCs", "sz", "szCs", "lang"]
    assert properties.find(f"{{{W}}}sz").get(f"{{{W}}}val") == "32"


_PARTS = st.one_of(
    st.builds(r, st.text("ابت .", min_size=1, max_size=6), st.sampled_from(["", "b", "b rtl", "i", "rtl"])),
    st.sampled_from(
        ["<w:r><w:tab/></w:r>", "<w:proofErr/>", "<w:bookmarkStart w:id='3'/>", "<w:bookmarkEnd w:id='3'/>"]
    ),
    st.builds(lambda text: f"<w:hyperlink>{r(text)}</w:hyperlink>", st.text("ابت .", min_size=1, max_size=6)),
)


@given(st.lists(_PARTS, max_size=8).map("".join), st.sampled_from([str, str.upper, lambda text: f"<{text}>"]))
def test_no_text_is_lost_and_none_passes_a_border(content: str, say: Callable[[str], str]) -> None:
    """Words of a translator that changes none, or little, come out in the order in which they went in."""
    root = etree.fromstring(part("document", f"<w:body><w:p>{content}</w:p></w:body>"))
    before = _shape(root)
    for paragraph in list(paragraphs(root)):
        inline = Inline(paragraph.plain, lambda _: False)
        inline.fill([say(text) for text in inline.texts])
        paragraph.fill()
    assert _shape(root) == before


def _shape(root: Any) -> list[str]:
    """The letters, and the borders between them."""
    names = {f"{{{W}}}tab": ["|"], f"{{{W}}}t": None}
    kept = [names[e.tag] or [c for c in (e.text or "") if c in "ابت"] for e in root.iter() if e.tag in names]
    return [letter for letters in kept for letter in letters]


def truncated() -> bytes:
    return archive(f"<w:p>{r('نعم')}</w:p>")[:-40]


def damaged() -> bytes:
    raw = bytearray(archive(f"<w:p>{r('نعم ' * 99)}</w:p>"))
    at = raw.find(b"word/document.xml") + 30
    raw[at : at + 20] = bytes(20)
    return bytes(raw)


def test_whatever_holds_paragraphs_comes_out_as_it_was(tmp_path: Path) -> None:
    """Written piece by piece, read as one: tables in tables, controls, blanks, remarks, names of other vocabularies."""
    p = f"<w:p>{r('x')}</w:p>"
    inner = f"<w:tbl><w:tblPr/> <w:tr><w:trPr/><w:tc><w:tcPr/>{p}</w:tc><w:tc/></w:tr></w:tbl>"
    body = (
        f"\n<!-- a -->{p} <z:a z:b='1'/>{inner}<w:tbl><w:tr><w:tc>{inner}{p}</w:tc></w:tr>\n</w:tbl><?x y?>"
        f"<w:sdt><w:sdtPr/><w:sdtContent>{p}{p}</w:sdtContent></w:sdt><w:bookmarkEnd/>{p}<w:sectPr><w:cols/></w:sectPr>\n"
    )
    raw = archive(body + p * 3000)
    (tmp_path / "in.docx").write_bytes(raw)
    rewrite("docx", str(tmp_path / "in.docx"), str(tmp_path / "out.docx"), lambda texts: texts, Options())
    before, after = (
        etree.tostring(etree.fromstring(zipfile.ZipFile(file).read("word/document.xml")), method="c14n")
        for file in (io.BytesIO(raw), tmp_path / "out.docx")
    )
    assert after == before


def test_paragraphs_are_written_as_they_are_read(tmp_path: Path) -> None:
    raw = archive(f"<w:tbl><w:tr><w:tc>{f'<w:p>{r(chr(1606))}</w:p>' * 10_000}</w:tc></w:tr></w:tbl>")
    with zipfile.ZipFile(io.BytesIO(raw)) as made, made.open("word/document.xml") as file:
        waiting = 0
        for unit in part_units(file):
            waiting += len(unit.texts)
            if unit.texts:
                assert file.tell() < waiting * 70 + 100_000
                assert b">yes<" in unit.fill(["yes"])
        assert waiting == 10_000


def bomb() -> bytes:
    """Says of itself that it has two gigabytes."""
    raw = bytearray(archive(f"<w:p>{r('نعم')}</w:p>"))
    at = raw.rfind(b"word/document.xml") - 46  # its entry in the list at the end: the size is 24 bytes on
    raw[at + 24 : at + 28] = (2_000_000_000).to_bytes(4, "little")
    return bytes(raw)


def other_office_file() -> bytes:
    return archive("").replace(b"wordprocessingml", b"spreadsheetml...")


def stored(name: str, content: bytes) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as made:
        made.writestr(name, content)
    return raw.getvalue()


def entities() -> bytes:
    laughs = "".join(f'<!ENTITY l{i + 1} "{f"&l{i};" * 10}">' for i in range(9))
    head = f'<!DOCTYPE x [<!ENTITY l0 "لا">{laughs}]>'
    document = f'{head}<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body></w:document>'
    types = f'<Types xmlns="x"><Override PartName="/d.xml" ContentType="{KINDS}document.main+xml"/></Types>'
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as made:
        made.writestr("[Content_Types].xml", types)
        made.writestr("d.xml", document)
    return raw.getvalue()


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"not a zip", "not a whole .docx file"),
        (truncated(), "not a whole .docx file"),
        (damaged(), "not a whole .docx file"),
        (bomb(), "bytes unpacked, the most that is read"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "an old .doc file, or one with a password"),
        (stored("a.txt", b"x"), "a zip archive, but no Word document"),
        (stored("[Content_Types].xml", b"<a><b></a>"), r"its part \[Content_Types\].xml is not XML"),
        (stored("[Content_Types].xml", b"<Types/>"), "no Word document"),
        (archive("<w:p/>"), "holds no text"),
        (archive(f"<w:p>{r('نعم')}"), r"its part word/document.xml is not XML"),
        (entities(), r"its part d.xml is not XML"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_file_is_one_line_and_writes_nothing(tmp_path: Path, raw: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        run(tmp_path, raw)
    assert "\n" not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["in.docx"]
