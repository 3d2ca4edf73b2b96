"""Marks that may end a sentence, and how far the sentence reaches behind them: closing marks and invisible ones."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

import regex

WINDOW = 200
"""Characters that a decision looks back and ahead: enough for every rule, and it keeps the time linear."""

_FINAL = r"[.!?؟…۔‼⁇⁈⁉。]"
# Either marks in a row, also with single spaces between them (. . .), or the start of an inline list item.
_MARK = regex.compile(rf"(?P<mark>{_FINAL}(?:\x20?{_FINAL})*+)|(?<=\s)(?P<bullet>[•▪●◦‣■])(?=\s)")
_CLOSING = regex.compile(r"[)\]}”’»›\p{Cf}--[\u202a\u202b\u202d\u202e\u2066-\u2068]]|\[\d{1,3}\]", regex.V1)
_LATE = regex.compile(r"\s{1,2}(?=[)\]}”»])")
_STRAIGHT_ENDS = regex.compile(r"[\s\p{P}\p{Cf}]|$")
_INTERNET = regex.compile(
    r"(?:https?://|www\.)[!-~]{0,2000}[\w/=&#-]"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,6}"
    r"|(?<![\w.])[a-z0-9-]{1,64}(?:\.[a-z0-9-]{1,64}){0,6}\.(?:com|org|net|int|edu|gov|info|tv|io|co|eg|sa|ae|uk|ru)\b",
    regex.ASCII | regex.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One candidate: a sentence may end at offset `end`, and the next one begin at `next`.

    The mark itself is `mark`, at offset `at`; `closed` is what closes behind it. `after` is what follows, without the
    white space between (WINDOW characters at most); `gap` is True where there is such. An inline list item has its
    bullet in `after` and no mark.
    """

    at: int
    end: int
    next: int
    mark: str
    closed: str
    after: str
    gap: bool


class Paragraph:
    """The candidates of one paragraph: `text[start:end]` of a raw text."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text, self._start, self._end = text, start, end
        self._quotes = [m.start() for m in regex.finditer('"', text, pos=start, endpos=end)]
        self._internet = [m.span() for m in _INTERNET.finditer(text, start, end)]

    def marks(self) -> Iterator[Mark]:
        """The candidates, in order."""
        position = self._start
        while match := _MARK.search(self._text, position, self._end):
            position = match.end()
            if match["bullet"]:
                yield self._mark(match.start(), match.start(), match.start())
            elif not self._in_address(match.start()):
                position = self._close(match.end())
                yield self._mark(match.start(), match.end(), position)

    def _mark(self, start: int, behind: int, end: int) -> Mark:
        text = self._text
        following = end
        while following < self._end and text[following].isspace():
            following += 1
        return Mark(
            at=start,
            end=end,
            next=following,
            mark=text[start:behind],
            closed=text[behind:end].strip(),
            after=text[following : min(self._end, following + WINDOW)],
            gap=following > end,
        )

    def _close(self, end: int) -> int:
        """The offset behind all that closes at `end`: brackets, quotation marks, invisible marks, footnote numbers."""
        while end < self._end:
            if match := _CLOSING.match(self._text, end, self._end):
                end = match.end()
            elif self._straight_closes(end):
                end += 1
            elif match := _LATE.match(self._text, end, self._end):
                end = match.end()
            elif (late := self._late_straight(end)) > end:
                end = late
            else:
                break
        return end

    def _straight_closes(self, at: int) -> bool:
        """True for a straight quotation mark, right behind the mark, that closes: nothing but a space or a mark follows
        it, or (glued to the next word) an odd number stands before it in the paragraph.
        """
        if self._text[at] not in "\"'":
            return False
        ends = _STRAIGHT_ENDS.match(self._text, at + 1, self._end)
        return bool(ends) or (self._text[at] == '"' and self._open_at(at))

    def _late_straight(self, at: int) -> int:
        """Behind a closing `"` that has a space before it, as in `" نعم. " وأضاف`; `at` if there is none."""
        mark = at
        while mark < self._end and mark - at < 2 and self._text[mark].isspace():
            mark += 1
        if mark == at or mark >= self._end or self._text[mark] != '"' or not self._open_at(mark):
            return at
        return mark + 1 if _STRAIGHT_ENDS.match(self._text, mark + 1, self._end) else at

    def _open_at(self, at: int) -> bool:
        return bisect_left(self._quotes, at) % 2 == 1

    def _in_address(self, at: int) -> bool:
        index = bisect_left(self._internet, (at + 1, 0)) - 1
        return index >= 0 and self._internet[index][0] <= at < self._internet[index][1]
