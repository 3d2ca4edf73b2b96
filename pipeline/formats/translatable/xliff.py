"""XLIFF 1.2 and 2.0: sources stay, targets are filled in. The whole file is held, for its groups have groups."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

from pipeline.errors import InputError
from pipeline.formats.files import place_of, read_bytes
from pipeline.formats.translatable import tmx
from pipeline.formats.translatable.base import Options, Translate
from pipeline.formats.translatable.inline import translate_inline


def rewrite(path: str, output: BinaryIO, translate: Translate, options: Options, raw: bytes | None = None) -> None:
    """See `Rewrite`. Units that have a target are left alone, and so are those with `translate="no"`. `raw`: the file's
    bytes, where they are at hand. InputError for a file that says it is of other languages; a TMX goes to `tmx`.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    raw = read_bytes(path) if raw is None else raw
    try:
        tree = etree.ElementTree(etree.fromstring(raw, parser))
    except etree.XMLSyntaxError as error:
        raise InputError(f"{place_of(path)}: not XML ({error.msg}); give an XLIFF or a TMX file") from None
    root = tree.getroot()
    kind = etree.QName(root).localname
    if kind == "tmx":
        tmx.rewrite(path, output, translate, options, raw)
        return
    if kind != "xliff":
        raise InputError(f"{place_of(path)}: its root is <{kind}>, not <xliff> or <tmx>")
    targets = list(_targets(root, place_of(path), options))
    translate_inline([(target, tmx.is_code) for target in targets], translate)
    tree.write(output, encoding="utf-8", xml_declaration=True)
    output.write(b"\n")


def _targets(root: Any, place: str, options: Options) -> Iterator[Any]:
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
        target.attrib.pop(tmx.LANG, None)
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
        if found is not None and tmx.primary(found) != wanted:
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
