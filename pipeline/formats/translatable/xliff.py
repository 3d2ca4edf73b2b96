"""XLIFF 1.2 and 2.0, and TMX: sources stay, targets are filled in."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

from pipeline.errors import InputError
from pipeline.formats.files import place_of, read_bytes
from pipeline.formats.translatable.base import Options, Translate
from pipeline.formats.translatable.inline import translate_inline

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CODES = frozenset(["ph", "x", "bx", "ex", "bpt", "ept", "it", "ut", "sc", "ec", "cp"])
"""Inline elements that hold code, not text."""


def rewrite(path: str, output: BinaryIO, translate: Translate, options: Options) -> None:
    """See `Rewrite`. Units that have a target (XLIFF) or a variant in the target language (TMX) are left alone."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        tree = etree.ElementTree(etree.fromstring(read_bytes(path), parser))
    except etree.XMLSyntaxError as error:
        raise InputError(f"{place_of(path)}: not XML ({error.msg}); give an XLIFF or a TMX file") from None
    root = tree.getroot()
    kind = etree.QName(root).localname
    if kind not in ("xliff", "tmx"):
        raise InputError(f"{place_of(path)}: its root is <{kind}>, not <xliff> or <tmx>")
    targets = list(_tmx_targets(root, options) if kind == "tmx" else _xliff_targets(root, options))
    translate_inline([(target, _code) for target in targets], translate)
    tree.write(output, encoding="utf-8", xml_declaration=True)
    output.write(b"\n")


def _code(element: Any) -> bool:
    return etree.QName(element).localname in _CODES


def _xliff_targets(root: Any, options: Options) -> Iterator[Any]:
    """New targets, copies of their sources, in their places."""
    if root.get("version", "").startswith("2"):
        root.set("trgLang", root.get("trgLang", options.target))
    for file in root.iter("{*}file"):
        if "source-language" in file.attrib and "target-language" not in file.attrib:
            file.set("target-language", options.target)
    for source in list(root.iter("{*}source")):
        parent, namespace = source.getparent(), etree.QName(source).namespace
        if etree.QName(parent).localname not in ("trans-unit", "segment"):
            continue
        old = parent.find(f"{{{namespace}}}target" if namespace else "target")
        if old is not None and "".join(old.itertext()).strip():
            continue
        if old is not None:
            parent.remove(old)
        target = copy.deepcopy(source)
        target.tag = f"{{{namespace}}}target" if namespace else "target"
        target.attrib.pop(_LANG, None)
        source.addnext(target)
        yield target


def _tmx_targets(root: Any, options: Options) -> Iterator[Any]:
    for unit in root.iter("tu"):
        variants = {_language(v): v for v in unit.iterfind("tuv[seg]")}
        if options.source in variants and options.target not in variants:
            variant = copy.deepcopy(variants[options.source])
            variant.attrib.pop("lang", None)
            variant.set(_LANG, options.target)
            unit.append(variant)
            yield variant.find("seg")


def _language(variant: Any) -> str:
    return str(variant.get(_LANG) or variant.get("lang") or "").lower().split("-")[0]
