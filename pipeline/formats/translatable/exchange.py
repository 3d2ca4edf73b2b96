"""XLIFF and TMX, the files that translators exchange: read and written unit by unit, so that any size can be read."""

from __future__ import annotations

from typing import BinaryIO

from lxml import etree

from pipeline.errors import InputError
from pipeline.formats.files import place_of
from pipeline.formats.translatable import tmx, xliff
from pipeline.formats.translatable.base import AHEAD, Options, Translate, filled
from pipeline.formats.translatable.streams import opened

_UNITS = {"tmx": tmx.units, "xliff": xliff.units}


def rewrite(path: str, output: BinaryIO, translate: Translate, options: Options) -> None:
    """See `Rewrite`. What has a translation is left alone. The root says which of the two it is.

    InputError for a file that is neither, or that says it is of other languages.
    """
    with opened(path) as file:
        events = etree.iterparse(
            file, events=("start", "end", "comment", "pi"), resolve_entities=False, no_network=True, load_dtd=False
        )
        try:
            root = next(element for event, element in events if event == "start")
            kind = etree.QName(root).localname
            if kind not in _UNITS:
                raise InputError(f"{place_of(path)}: its root is <{kind}>, not <xliff> or <tmx>")
            for piece in filled(_UNITS[kind](root, events, place_of(path), options), translate, AHEAD):
                output.write(piece)
        except etree.XMLSyntaxError as error:
            raise InputError(f"{place_of(path)}: not XML ({error.msg}); give an XLIFF or a TMX file") from None
    output.write(b"\n")
