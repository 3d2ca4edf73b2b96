"""Text with markup inside: translated as a whole where every marked stretch is found again, else stretch by stretch.

A sentence must go through the model in one piece to come out well. So the whole text is translated, and each marked
stretch on its own; a stretch whose translation stands in the whole's gets its markup there. Where one does not, the
text between two marks is translated piece by piece: the markup is kept whatever happens. What holds no text of its own
(a line break, a picture, a placeholder) is a border: what stands before it stays before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import regex

Keep = Callable[[Any], bool]
"""Whether an element's text is not to be translated (code, a placeholder)."""

_Slot = tuple[Any, str]
"""A text: an lxml element, and which of its two, `text` or `tail`."""


class Inline:
    """An lxml element with text and inline markup. `texts` are to be translated; `fill` takes the answers."""

    def __init__(self, element: Any, keep: Keep) -> None:
        self._stretches = list(_stretches(element, keep))
        self.texts: list[str] = [text for stretch in self._stretches for text in stretch.texts]

    def fill(self, answers: Sequence[str]) -> None:
        """Puts the translations in place."""
        at = 0
        for stretch in self._stretches:
            stretch.fill(answers[at : at + len(stretch.texts)])
            at += len(stretch.texts)


class _Stretch:
    """What stands between two borders: loose text, and marked elements each with the loose text after it."""

    def __init__(self, first: _Slot, marks: Sequence[Any], keep: Keep) -> None:
        self._first, self._marks = first, marks
        self._slots = [first] if (_get(first) or "").strip() else []
        for mark in marks:
            self._slots += _slots(mark, keep)
        whole = (_get(first) or "") + "".join("".join(mark.itertext()) + (mark.tail or "") for mark in marks)
        self._whole = len(self._slots) > 1 and all(len(mark) == 0 for mark in marks)
        self._blanks = whole[: len(whole) - len(whole.lstrip())], whole[len(whole.rstrip()) :]
        self.texts = [str(_get(slot)).strip() for slot in self._slots]
        if self._whole:
            self.texts.append(" ".join(whole.split()))

    def fill(self, answers: Sequence[str]) -> None:
        pieces = list(answers[: len(self._slots)])
        if self._whole and self._placed(pieces, answers[-1]):
            return
        for slot, answer in zip(self._slots, pieces, strict=True):
            text = str(_get(slot))
            before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
            _set(slot, before + answer + after)

    def _placed(self, pieces: Sequence[str], whole: str) -> bool:
        """The whole's translation cut up at the marked stretches; False where one of them is not in it, in order."""
        marked = [p for (_, attribute), p in zip(self._slots, pieces, strict=True) if attribute == "text"]
        inside = marked[len(marked) - len(self._marks) :]  # the first slot may be a `text` too
        at, cuts = 0, [(0, 0)]
        for piece in inside:
            stretch = piece.strip(" .")
            found = regex.compile(rf"(?<!\w){regex.escape(stretch)}(?!\w)", regex.IGNORECASE).search(whole, at)
            if not stretch or not found:
                return False
            cuts.append(found.span())
            at = found.end()
        loose = [whole[end:start] for (_, end), (start, _) in pairwise([*cuts, (len(whole), 0)])]
        loose[0], loose[-1] = self._blanks[0] + loose[0], loose[-1] + self._blanks[1]
        for mark, (start, end), tail in zip(self._marks, cuts[1:], loose[1:], strict=True):
            mark.text, mark.tail = whole[start:end], tail
        _set(self._first, loose[0])
        return True


def _stretches(element: Any, keep: Keep) -> Iterator[_Stretch]:
    first: _Slot = (element, "text")
    marks: list[Any] = []
    for child in element:
        if isinstance(child.tag, str) and not keep(child) and "".join(child.itertext()).strip():
            marks.append(child)
            continue
        yield _Stretch(first, marks, keep)
        first, marks = (child, "tail"), []
    yield _Stretch(first, marks, keep)


def _slots(element: Any, keep: Keep) -> Iterator[_Slot]:
    """The texts of an element and all below it, and the one after it."""
    if isinstance(element.tag, str) and not keep(element):
        if element.text and element.text.strip():
            yield element, "text"
        for child in element:
            yield from _slots(child, keep)
    if element.tail and element.tail.strip():
        yield element, "tail"


def _get(slot: _Slot) -> str | None:
    text: str | None = getattr(*slot)
    return text


def _set(slot: _Slot, text: str) -> None:
    setattr(*slot, text)
