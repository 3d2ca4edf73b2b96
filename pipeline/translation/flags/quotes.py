"""Quotation marks and brackets that do not close."""

from __future__ import annotations

import regex

from pipeline.translation.flags.base import detectors

_DOUBLE = regex.compile(r"[\"“”«»„‟]|''|``")
_INCHES = regex.compile(r"(?<=\d)[\"”]")


def _open(text: str) -> str | None:
    """The first kind of mark that is opened and not closed, or the other way round."""
    if len(_DOUBLE.findall(_INCHES.sub("", text))) % 2:
        return "quotation marks"
    for left, right in ("()", "[]"):
        if text.count(left) != text.count(right):
            return "brackets"
    return None


@detectors.register("quotes")
class Quotes:
    """Marks of the output do not pair off although the source's do (a quotation may run over several sentences)."""

    def find(self, source: str, output: str) -> str | None:
        """See the class."""
        found = _open(output)
        return f"{found} do not pair off" if found and not _open(source) else None
