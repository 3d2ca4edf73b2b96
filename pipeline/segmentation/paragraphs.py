"""Where paragraphs begin and end: at blank lines and line breaks, but not where a line was only wrapped."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

_LINE = regex.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BREAK = regex.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_FINAL = regex.compile(r"[.!?؟…۔:]\P{L}{0,4}$")
_DOTS = "•▪●◦‣■"
_BULLET = regex.compile(rf"(?:[-–—*{_DOTS}]|[(\[]?(?:\d{{1,3}}|\p{{L}})[.)\]])\s")

# Typewriters, terminals and mail wrap between 40 and 100 columns; a longer line is a paragraph of wire copy.
_NARROW, _WIDE = 30, 120
_LONG = 55  # a headline is seldom longer
# A wrapped line is filled: the next word had no room. Hand-wrapped text keeps to this share of the width.
_FILLED = 0.85


@dataclass(frozen=True, slots=True)
class Line:
    """A line with something on it: offsets of its first and behind its last visible character."""

    start: int
    end: int
    text: str

    @property
    def final(self) -> bool:
        """True if the line ends as a sentence does."""
        return bool(_FINAL.search(self.text[-8:]))


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Offsets of the paragraphs of `text`, in order; all but white space is in one of them.

    A line is a paragraph, unless the lines of its block (what stands between blank lines) were wrapped at one width:
    then they are joined up to the line that leaves room for the next word.
    """
    blocks = list(_blocks(text))
    width = max((_width(block) for block in blocks), default=0)
    return [(group[0].start, group[-1].end) for block in blocks for group in _groups(block, _width(block) or width)]


def _blocks(text: str) -> Iterator[list[Line]]:
    """Lines with nothing but one line break between them."""
    block: list[Line] = []
    for match in _LINE.finditer(text):
        stripped = match.group().strip()
        if not stripped:
            continue
        start = match.start() + match.group().index(stripped)
        if block and len(_BREAK.findall(text, block[-1].end, start)) > 1:
            yield block
            block = []
        block.append(Line(start, start + len(stripped), stripped))
    if block:
        yield block


def _width(block: Sequence[Line]) -> int:
    """The width (in characters) at which the block was wrapped; 0 if too little says that it was."""
    width = max(len(line.text) for line in block)
    if len(block) < 2 or not _NARROW <= width <= _WIDE or not block[-1].final:
        return 0
    if len(block) == 2:
        return width if _continues(*block) else 0
    breaks = list(itertools.pairwise(block))
    filled = [before for before, after in breaks if _full(before, after, width)]
    ragged = sum(not b.final and not _full(b, a, width) and not _BULLET.match(a.text) for b, a in breaks)
    cut = sum(not line.final for line in filled)
    # Lines of their own seldom have one length, but each may end as a sentence does: then only a perfect fit counts.
    sure = cut * 2 > len(filled) or (cut > 0 and len(breaks) > 2 and all(_no_room(b, a, width) for b, a in breaks))
    return width if sure and len(filled) * 2 >= len(breaks) and ragged <= 1 else 0


def _continues(line: Line, after: Line) -> bool:
    """True if two lines are surely one paragraph: one that goes on after a comma or in lower case, or a
    long one in a script without case."""
    first = after.text[0]
    if line.final or len(line.text) < len(after.text) * _FILLED:
        return False
    if line.text[-1] in ",،" or first.islower():
        return True
    return not first.isupper() and len(line.text) >= _LONG


def _full(line: Line, after: Line, width: int) -> bool:
    return _no_room(line, after, width) or len(line.text) >= _FILLED * width


def _no_room(line: Line, after: Line, width: int) -> bool:
    """True if the first word of the next line would not have stood on this one."""
    return len(line.text) + 1 + len(after.text.split(maxsplit=1)[0]) > width


def _groups(block: Sequence[Line], width: int) -> Iterator[list[Line]]:
    group = [block[0]]
    for line in block[1:]:
        before = group[-1]
        if width and len(before.text) <= width and _full(before, line, width) and not _is_item(line, group):
            group.append(line)
        else:
            yield group
            group = [line]
    yield group


def _is_item(line: Line, group: Sequence[Line]) -> bool:
    """True for a list item, but not where the wrapping put a dash or `د.` of the sentence at the head of a line."""
    if not _BULLET.match(line.text):
        return False
    return line.text[0] in _DOTS or group[-1].final or bool(_BULLET.match(group[0].text))
