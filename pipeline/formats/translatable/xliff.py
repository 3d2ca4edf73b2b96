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
    """See `Rewrite`. Units that have a target (XLIFF) or a variant in the target language (TMX) are left alone, and so
    are those with `translate="no"`. InputError for a file that says it is of other languages.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.ElementTree(etree.fromstring(read_bytes(path), parser))
    except etree.XMLSyntaxError as error:
        raise InputError(f"{place_of(path)}: not XML ({error.msg}); give an XLIFF or a TMX file") from None
    root = tree.getroot()
    kind = etree.QName(root).localname
    if kind not in ("xliff", "tmx"):
        raise InputError(f"{place_of(path)}: its root is <{kind}>, not <xliff> or <tmx>")
    found = (_tmx_targets if kind == "tmx" else _xliff_targets)(root, place_of(path), options)
    targets = list(found)
    translate_inline([(target, _code) for target in targets], translate)
    tree.write(output, encoding="utf-8", xml_declaration=True)
    output.write(b"\n")


def _code(element: Any) -> bool:
    return etree.QName(element).localname in _CODES


def _xliff_targets(root: Any, place: str, options: Options) -> Iterator[Any]:
    """New targets, copies of their sources, in their places."""
    _check_languages(root, "srcLang", "trgLang", place, options)
    if root.get("version", "").startswith("2"):
        root.set("trgLang", root.get("trgLang", options.target))
    for file in root.iter("{*}file"):
        _check_languages(file, "source-language", "target-language", place, options)
        if "source-language" in file.attrib and "target-language" not in file.attrib:
            file.set("target-language", options.target)
    for source in list(root.iter("{*}source")):
        parent, namespace = source.getparent(), etree.QName(source).namespace
        if etree.QName(parent).localname not in ("trans-unit", "segment") or _barred(parent):
            continue
        old = parent.find(f"{{{namespace}}}target" if namespace else "target")
        if old is not None and "".join(old.itertext()).strip():
            continue
        if old is not None:
            parent.remove(old)
        target = copy.deepcopy(source)
        target.tag = f"{{{namespace}}}target" if namespace else "target"
        target.attrib.pop(_LANG, None)
        _say_unreviewed(target, parent)
        source.addnext(target)
        yield target


def _say_unreviewed(target: Any, parent: Any) -> None:
    """In the words of XLIFF 2 (on the segment) and 1.2 (on the target): translated by a machine, read by nobody yet."""
    if etree.QName(parent).localname == "segment":
        parent.set("state", "translated")
    else:
        target.set("state", "needs-review-translation")
        target.set("state-qualifier", "mt-suggestion")


def _check_languages(element: Any, source: str, target: str, place: str, options: Options) -> None:
    """Raises InputError where the file says that it is of other languages."""
    for name, wanted in ((source, options.source), (target, options.target)):
        found = element.get(name)
        if found is not None and _primary(found) != wanted:
            raise InputError(
                f"{place}:{element.sourceline}: its {name} is '{found}', not '{wanted}'; give another file"
            )


def _barred(element: Any) -> bool:
    """`translate="no"` at the unit, or at what it stands in, unless something nearer says yes."""
    while element is not None:
        if "translate" in element.attrib:
            return bool(element.get("translate") == "no")
        element = element.getparent()
    return False


def _tmx_targets(root: Any, place: str, options: Options) -> Iterator[Any]:
    found: set[str] = set()
    for unit in root.iter("tu"):
        variants = {_language(v): v for v in unit.iterfind("tuv[seg]")}
        found |= variants.keys()
        if options.source in variants and options.target not in variants:
            # not the source's author, dates and notes, which are of the source
            source = variants[options.source]
            variant = etree.SubElement(unit, "tuv", {_LANG: options.target, "creationtool": "wirepair"})
            variant.tail = source.tail
            variant.append(copy.deepcopy(source.find("seg")))
            yield variant[0]
    if options.source not in found:
        known = f"has {', '.join(sorted(found))}" if found else "has no units with text"
        raise InputError(f"{place}: no unit in '{options.source}' (it {known}); give another file")


def _language(variant: Any) -> str:
    return _primary(str(variant.get(_LANG) or variant.get("lang") or ""))


def _primary(tag: str) -> str:
    """`ar` of `AR-EG`."""
    return tag.lower().replace("_", "-").split("-")[0]
