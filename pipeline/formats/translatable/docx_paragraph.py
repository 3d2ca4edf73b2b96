"""A paragraph of Word as plain inline markup, and back.

Word cuts a sentence into runs for many reasons that no reader sees (spelling, when it was typed). Runs of the same
looks are one stretch here; the looks that most of the paragraph has are the plain ones, any other is a mark. A tab, a
line break, a picture or the number of a footnote is a border.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from lxml import etree

_NOISE = frozenset(["lang", "noProof", "rtl", "cs"])
"""Properties of a run that do not show."""

_SKIPPED = frozenset(["pPr", "rPr", "sdtPr", "sdtEndPr", "del", "moveFrom", "proofErr", "permStart", "permEnd"])
_SKIPPED |= {"lastRenderedPageBreak", "commentReference", "annotationRef", "smartTagPr", "customXmlPr", "fldData"}
_HOLDERS = frozenset(["hyperlink", "ins", "moveTo", "sdt", "dir", "bdo"])
_UNSEEN = frozenset(["r", "smartTag", "customXml", "sdtContent"])
_STARTS, _ENDS = frozenset(["bookmarkStart", "commentRangeStart"]), frozenset(["bookmarkEnd", "commentRangeEnd"])
_TEXT_FIELDS = frozenset(["HYPERLINK", "TOC", "REF", "QUOTE", "TOA", "INDEX"])
"""Fields whose results are text. What others show (a page, a date) Word works out by itself."""

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def paragraphs(root: Any) -> Iterator[Paragraph]:
    """Those of a part that hold text, those in tables and text boxes too."""
    namespace = etree.QName(root).namespace
    for element in root.iter(f"{{{namespace}}}p"):
        found = Paragraph(element)
        if "".join(found.plain.itertext()).strip():
            yield found


@dataclass(frozen=True, slots=True)
class _Piece:
    """A `w:t` and what tells it from its neighbours; both None for a border."""

    node: Any = None
    look: tuple[object, ...] | None = None
    top: bool = False
    """Stands in the paragraph itself, not in a link or the like."""


@dataclass(slots=True)
class _Walk:
    """A walk through one paragraph: which ranges are open, which fields one is in."""

    namespace: str
    holders: int = 0
    """Links and the like that were met so far: the number of each tells it from the others."""
    open: set[str] = field(default_factory=set)
    fields: list[list[str]] = field(default_factory=list)
    """For each field that one is in: its words so far, and `result` once those are over."""

    def pieces(self, element: Any, holder: int = 0) -> Iterator[_Piece]:
        """The pieces of an element in order. `holder`: the number of the link that they stand in, 0 for none."""
        for child in element.iterchildren(etree.Element):
            name = etree.QName(child)
            if name.namespace != self.namespace:
                yield _Piece()
            elif name.localname in _SKIPPED:
                continue
            elif name.localname in _STARTS | _ENDS:
                self._range(child, name.localname)
            elif name.localname == "instrText":
                self._instruct(child.text or "")
            elif name.localname == "t":
                yield self._text(child, holder)
            elif name.localname in _UNSEEN:
                yield from self.pieces(child, holder)
            elif name.localname in _HOLDERS:
                self.holders += 1
                yield from self.pieces(child, self.holders)
            else:
                if name.localname == "fldChar":
                    self._field(child)
                yield _Piece()

    def _text(self, node: Any, holder: int) -> _Piece:
        if any(words[-1:] != ["result"] or words[0].upper() not in _TEXT_FIELDS for words in self.fields):
            return _Piece()
        return _Piece(node, (_look(node.getparent()), holder, tuple(sorted(self.open))), not holder)

    def _range(self, element: Any, name: str) -> None:
        kind = "bookmark" if name.startswith("bookmark") else "comment"
        key = f"{kind} {element.get(f'{{{self.namespace}}}id')}"
        if name in _STARTS:
            self.open.add(key)
        else:
            self.open.discard(key)

    def _instruct(self, words: str) -> None:
        if self.fields:
            self.fields[-1] += words.split()

    def _field(self, element: Any) -> None:
        kind = element.get(f"{{{self.namespace}}}fldCharType")
        if kind == "begin":
            self.fields.append([])
        elif self.fields and kind == "separate":
            self.fields[-1] = [*(self.fields[-1] or ["?"]), "result"]
        elif self.fields and kind == "end":
            self.fields.pop()


class Paragraph:
    """`plain` is the text with `<m>` for marks and `<x>` for borders; once its texts are others, `fill` takes them."""

    def __init__(self, element: Any) -> None:
        self._element = element
        pieces = _Walk(str(etree.QName(element).namespace)).pieces(element)
        stretches = [list(group) for _, group in groupby(pieces, key=lambda piece: piece.look)]
        self._base = _base(stretches)
        self.plain: Any = etree.Element("p")
        self._places: list[tuple[Any, str, list[Any]]] = [(self.plain, "text", [])]
        """Each text of `plain`: element, attribute, and the nodes that it came from."""
        for stretch in stretches:
            self._add(stretch)

    def _add(self, stretch: Sequence[_Piece]) -> None:
        look, nodes = stretch[0].look, [piece.node for piece in stretch]
        text = "".join(node.text or "" for node in nodes if node is not None)
        if look is None:
            self._places.append((etree.SubElement(self.plain, "x"), "tail", []))
        elif self._base is not None and look == self._base.look:
            element, attribute, known = self._places[-1]
            setattr(element, attribute, (getattr(element, attribute) or "") + text)
            known += nodes
        else:
            mark = etree.SubElement(self.plain, "m")
            mark.text = text
            self._places += [(mark, "text", nodes), (mark, "tail", [])]

    def fill(self) -> None:
        """Writes the texts of `plain` into the runs; a plain stretch where there was none becomes a new run."""
        for number, (element, attribute, nodes) in enumerate(self._places):
            text = getattr(element, attribute) or ""
            if nodes:
                _set(nodes[0], text)
                for node in nodes[1:]:
                    _set(node, "")
            elif text and self._base is not None:
                self._insert(text, number)

    def _insert(self, text: str, number: int) -> None:
        """A run like the plain ones beside the mark that the text stands beside."""
        assert self._base is not None
        element, attribute, _ = self._places[number]
        if attribute == "tail" and element.tag == "m":
            node = self._places[number - 1][2][-1]
            _split_after(node)
            self._ancestor(node).addnext(_run_like(self._base.node.getparent(), text))
            return
        node = self._places[number + 1][2][0]
        _split_before(node)
        self._ancestor(node).addprevious(_run_like(self._base.node.getparent(), text))

    def _ancestor(self, node: Any) -> Any:
        """The run of a node, or what holds it, beside which a plain run may stand."""
        assert self._base is not None
        homes = (self._base.node.getparent().getparent(), self._element)
        while node.getparent() not in homes:
            node = node.getparent()
        return node


def _base(stretches: Sequence[Sequence[_Piece]]) -> _Piece | None:
    """A piece of the looks that most characters have, those in links counted only where there are no others."""
    sizes: dict[object, int] = {}
    first: dict[object, _Piece] = {}
    for piece in (piece for stretch in stretches for piece in stretch if piece.look is not None):
        sizes[piece.look] = sizes.get(piece.look, 0) + len(piece.node.text or "")
        first.setdefault(piece.look, piece)
    return max(first.values(), key=lambda piece: (piece.top, sizes[piece.look]), default=None)


def _look(run: Any) -> bytes:
    """The properties of a run that show."""
    properties = run.find("{*}rPr")
    if properties is None:
        return b""
    shown = copy.deepcopy(properties)
    for child in list(shown):
        if not isinstance(child.tag, str) or etree.QName(child).localname in _NOISE:
            shown.remove(child)
    return bytes(etree.tostring(shown, method="c14n", with_tail=False)) if len(shown) else b""


def _set(node: Any, text: str) -> None:
    node.text = text
    if text != text.strip():
        node.set(_SPACE, "preserve")


def _run_like(run: Any, text: str) -> Any:
    made = _empty_like(run)
    node = etree.SubElement(made, f"{{{etree.QName(run).namespace}}}t")
    _set(node, text)
    return made


def _empty_like(run: Any) -> Any:
    made = etree.Element(run.tag)
    properties = run.find("{*}rPr")
    if properties is not None:
        made.append(copy.deepcopy(properties))
    return made


def _split_before(node: Any) -> None:
    """What its run holds before a node goes into a run of its own."""
    _moved([n for n in node.itersiblings(preceding=True) if etree.QName(n).localname != "rPr"][::-1], node, after=False)


def _split_after(node: Any) -> None:
    _moved(list(node.itersiblings()), node, after=True)


def _moved(nodes: Sequence[Any], node: Any, after: bool) -> None:
    if not nodes:
        return
    run = node.getparent()
    made = _empty_like(run)
    made.extend(nodes)
    if after:
        run.addnext(made)
    else:
        run.addprevious(made)
