"""A file as a Document: nothing is lost, and a text in another language is refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from pipeline.data import Document, Sentence
from pipeline.errors import InputError
from pipeline.formats.documents import check_language, read_document

ARABIC = "قال الوزير إن الزيارة ناجحة."
ENGLISH = "The minister said the visit was a success."


class Whole:
    """A segmenter that takes the first line for the only sentence."""

    def segment(self, text: str, language: str, *, id: str = "", metadata: Mapping[str, str] | None = None) -> Document:
        line = text.splitlines()[0]
        return Document(id, language, text, (Sentence(0, len(line), line, 0),), metadata or {})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1256", "utf-16"])
def test_the_file_can_be_written_back_byte_for_byte(tmp_path: Path, encoding: str) -> None:
    raw = f"{ARABIC}\r\n\r\n  x\n".encode(encoding)
    path = tmp_path / "story.ar.txt"
    path.write_bytes(raw)
    document = read_document(path, "ar", Whole(), encoding.removesuffix("-sig"))
    assert document.text.encode(document.encoding) == raw
    assert document.lines == (ARABIC,)
    assert (document.id, document.language) == ("story.ar", "ar")


def test_english_given_as_arabic(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text(ENGLISH)
    with pytest.raises(InputError, match=r"story\.txt: given as Arabic, but only 0% of its letters are Arabic"):
        read_document(path, "ar", Whole())


def test_arabic_given_as_english() -> None:
    with pytest.raises(InputError, match="given as English"):
        check_language(ARABIC, "en", "x")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ARABIC, "ar"),
        (ENGLISH, "en"),
        ("أعلنت شركة Samsung Electronics إطلاق هاتف Galaxy Note الجديد", "ar"),
        ("1 2 3 …", "ar"),
        (ENGLISH, "xx"),
    ],
)
def test_language_that_passes(text: str, language: str) -> None:
    check_language(text, language, "x")
