"""What single elements of a page say: texts in attributes, their language, and that they are not to be translated."""

from __future__ import annotations

from typing import Any

from pipeline.formats.translatable.base import Options

_KEPT = frozenset(["code", "kbd", "samp", "pre", "script", "style", "textarea", "svg", "math", "noscript", "template"])
_ATTRIBUTES = ("alt", "title", "aria-label", "placeholder")
_DESCRIPTIONS = frozenset(["description", "keywords", "og:title", "og:description", "twitter:title"])
_DESCRIPTIONS |= {"twitter:description"}


def is_kept(element: Any) -> bool:
    """Whether the element, with all in it, stays as it is."""
    return element.tag in _KEPT or element.get("translate") == "no"


def is_inside_kept(element: Any) -> bool:
    """Whether that holds for the element or for one that it is in."""
    return is_kept(element) or any(map(is_kept, element.iterancestors()))


def attributes(element: Any) -> list[str]:
    """The names of its attributes that hold text which is read."""
    names = ("content",) if element.tag == "meta" and _about(element) in _DESCRIPTIONS else _ATTRIBUTES
    return [name for name in names if (element.get(name) or "").strip()]


def say_english(element: Any, options: Options) -> None:
    """What the element says of itself: language, direction, encoding."""
    if element.tag == "html":
        element.set("lang", options.target)
    if is_kept(element):
        return
    for name in ("lang", "xml:lang"):
        if element.get(name, "").lower().split("-")[0] == options.source:
            element.set(name, options.target)
    if element.get("dir", "").lower() == "rtl":
        element.set("dir", "ltr")
    if element.tag == "meta" and "charset" in element.attrib:
        element.set("charset", "utf-8")
    elif element.tag == "meta" and element.get("http-equiv", "").lower() == "content-type":
        element.set("content", "text/html; charset=utf-8")


def _about(element: Any) -> str:
    return str(element.get("name") or element.get("property") or "").lower()
