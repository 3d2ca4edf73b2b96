"""English runs from left to right: what told Word that the text is Arabic is taken out of a part."""

from __future__ import annotations

import copy
from typing import Any

from lxml import etree

_DIRECTIONS = frozenset(["bidi", "rtl", "cs", "bidiVisual", "rtlGutter"])
_PARENTS = frozenset(["pPr", "rPr", "tblPr", "sectPr"])
_TWINS = {"bCs": "b", "iCs": "i", "szCs": "sz"}
"""Bold, italic and size have twins for Arabic letters; the plain ones hold for Latin letters."""


def turn_left_to_right(root: Any) -> None:
    """In place: paragraphs, runs, tables and pages from left to right, as bold, as slanted and as large as before."""
    for properties in list(root.iter("{*}rPr")):
        _take_over_looks(properties)
    for element in list(root.iter(etree.Element)):
        parent = element.getparent()
        name = etree.QName(element).localname
        if parent is not None and name in _DIRECTIONS and etree.QName(parent).localname in _PARENTS:
            parent.remove(element)


def _take_over_looks(properties: Any) -> None:
    """What holds for Arabic letters holds for all, where the run is one of Arabic letters."""
    if properties.find("{*}rtl") is None and properties.find("{*}cs") is None:
        return
    namespace = etree.QName(properties).namespace
    for twin, plain in _TWINS.items():
        arabic, latin = properties.find(f"{{*}}{twin}"), properties.find(f"{{*}}{plain}")
        if arabic is None:
            continue
        if latin is not None:
            properties.remove(latin)
        made = copy.deepcopy(arabic)
        made.tag = f"{{{namespace}}}{plain}"
        arabic.addprevious(made)  # the schema has an order: each stands just before its twin
