"""A translator of few words, and the way of a file through it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.formats.translatable import Options, rewrite

WORDS = {"الملك": "the king", "زار الملك دمشق": "the king visited Damascus", "دمشق": "Damascus", "نعم": "yes"}
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
TMX = (
    '<tmx version="1.4"><header srclang="ar"/><body><tu><tuv xml:lang="ar-EG" '
    'creationid="ALI"><note>n</note><seg>نعم</seg></tuv></tu>'
    '<tu><tuv xml:lang="ar"><seg>نعم</seg></tuv><tuv xml:lang="en-US"><seg>Yep</seg></tuv></tu></body></tmx>'
)


def translate(texts: Iterator[str]) -> Iterator[str]:
    """A translator of few words that says the others backwards."""
    return (WORDS.get(text, text[::-1]) for text in texts)


def run(kind: str, tmp_path: Path, text: str, **options: str) -> str:
    (tmp_path / "in").write_text(text, encoding="utf-8")
    rewrite(kind, str(tmp_path / "in"), str(tmp_path / "out"), translate, Options(**options))
    return (tmp_path / "out").read_text(encoding="utf-8")


class Counting(io.BytesIO):
    """Counts what is written."""

    size = 0

    def write(self, data: Any) -> int:
        self.size += len(data)
        return len(data)
