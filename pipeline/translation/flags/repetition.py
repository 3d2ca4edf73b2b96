"""A loop: the same words again and again."""

from __future__ import annotations

from collections import Counter

import regex

from pipeline.translation.flags.base import detectors

_WORDS = regex.compile(r"[\p{L}\p{N}]+")
_STUTTER = regex.compile(r"(\S{1,8}?)\1{5,}")
_LONG = 4
_TIMES = 3


def _may_repeat(words: list[str]) -> bool:
    """Whether as many words as `_TIMES` in a row come `_TIMES` times each: without them nothing below is found."""
    times, row = Counter(words), 0
    for word in words:
        row = row + 1 if times[word] >= _TIMES else 0
        if row == _TIMES:
            return True
    return False


def _loop(words: list[str]) -> tuple[int, str]:
    """The largest number of times that a run of words follows on itself, and the run."""
    best, run = 1, ""
    for size in range(1, min(12, len(words) // 2) + 1):
        same = 0
        for i in range(size, len(words)):
            same = same + 1 if words[i] == words[i - size] else 0
            times = same // size + 1
            if times > best and any(words[i - size + 1 : i + 1]):
                best, run = times, " ".join(words[i - size + 1 : i + 1])
    return best, run


def _often(words: list[str]) -> tuple[int, str]:
    """The most frequent run of `_LONG` words and how often it comes."""
    runs = Counter(zip(*(words[i:] for i in range(_LONG)), strict=False))
    if not runs:
        return 1, ""
    run, times = runs.most_common(1)[0]
    return times, " ".join(run)


@detectors.register("repetition")
class Repetition:
    """Words that follow on themselves three times, runs of four words that come three times, stuttered letters.

    A source that repeats itself as often is no reason for doubt: the output may.
    """

    def find(self, source: str, output: str) -> str | None:
        """See the class."""
        theirs, ours = _WORDS.findall(source.lower()), _WORDS.findall(output.lower())
        for measure in (_loop, _often) if _may_repeat(ours) else ():
            times, run = measure(ours)
            if times >= _TIMES and times > measure(theirs)[0]:
                return f"'{run}' comes {times} times"
        stutter = _STUTTER.search(output)
        if stutter and not _STUTTER.search(source):
            return f"'{stutter.group()[:20]}' stutters"
        return None
