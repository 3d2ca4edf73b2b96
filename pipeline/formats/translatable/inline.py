"""Text with markup inside: translated as a whole where every marked stretch is found again, else stretch by stretch.

A sentence must go through the model in one piece to come out well. So the whole text is translated, and each marked
stretch on its own; a stretch whose translation stands in the whole's gets its markup there. Where one does not, the
text between two marks is translated piece by piece: the markup is kept whatever happens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import regex

from pipeline.formats.translatable.base import Translate

Keep = Callable[[Any], bool]
"""Whether an element's text is not to be translated (code, a placeholder)."""


class Inline:
    """An lxml element with text and inline markup. `texts` are to be translated; `fill` takes the answers."""

    def __init__(self, element: Any, keep: Keep) -> None:
        self._element, self._keep = element, keep
        self._slots = list(_slots(element, keep))
        whole = "".join(element.itertext())
        self._whole = bool(len(self._slots) > 1 and _flat(element) and not any(map(keep, element)))
        self.texts: list[str] = [text.strip() for _, _, text in self._slots]
        if self._whole:
            self.texts.append(" ".join(whole.split()))

    def fill(self, answers: Sequence[str]) -> None:
        """Puts the translations in place."""
        pieces = list(answers[: len(self._slots)])
        if self._whole and self._placed(pieces, answers[-1]):
            return
        for (node, attribute, text), answer in zip(self._slots, pieces, strict=True):
            before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
            setattr(node, attribute, before + answer + after)

    def _placed(self, pieces: Sequence[str], whole: str) -> bool:
        """The whole's translation cut up at the marked stretches; False where one of them is not in it, in order."""
        inside = {id(node): piece for (node, attr, _), piece in zip(self._slots, pieces, strict=True) if attr == "text"}
        at, cuts = 0, []
        for child in self._element:
            stretch = inside.get(id(child), "").strip(" .")
            found = regex.compile(rf"(?<!\w){regex.escape(stretch)}(?!\w)", regex.IGNORECASE).search(whole, at)
            if stretch and not found:
                return False
            cuts.append(found.span() if found and stretch else (at, at))
            at = cuts[-1][1]
        self._element.text = whole[: cuts[0][0]]
        for child, (start, end), following in zip(self._element, cuts, [*cuts[1:], (len(whole), 0)], strict=True):
            if id(child) in inside:
                child.text = whole[start:end]
            child.tail = whole[end : following[0]]
        return True


def translate_inline(elements: Sequence[tuple[Any, Keep]], translate: Translate) -> None:
    """Translates all elements in one go, in place."""
    parts = [Inline(element, keep) for element, keep in elements]
    answers = list(translate(text for part in parts for text in part.texts))
    at = 0
    for part in parts:
        part.fill(answers[at : at + len(part.texts)])
        at += len(part.texts)


def _slots(element: Any, keep: Keep, tail: bool = False) -> Any:
    if isinstance(element.tag, str) and not (tail and keep(element)):
        if element.text and element.text.strip():
            yield element, "text", element.text
        for child in element:
            yield from _slots(child, keep, tail=True)
    if tail and element.tail and element.tail.strip():
        yield element, "tail", element.tail


def _flat(element: Any) -> bool:
    """One level of markup, and no comments."""
    return all(isinstance(child.tag, str) and not len(child) for child in element)
