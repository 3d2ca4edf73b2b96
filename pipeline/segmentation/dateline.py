"""Headline and dateline of a wire story: the first lines say what, where, when and whose it is.

Headline without a full stop
MUSCAT, Feb. 17, 2027 (Reuters) - Text            القاهرة 15 شباط/فبراير 2022 (شينخوا) -- نص
WASHINGTON — Text                                 (نوفوستي - 15 فبراير 2022) نص
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import cache

import regex

from pipeline.segmentation.language import Language, bare

_HEADLINE_WORDS = 30
_HEAD = 140  # characters that a dateline has at most
_FINAL = regex.compile(r"[.!…:،,؛;][\"'”»)\]\p{Cf}]*$")
_CITY = r"(?P<city>\p{L}[\p{L}\p{M}.'’ -]{1,30}?(?:[,،]\s?\p{L}[\p{L}\p{M}.' ]{1,20}?)?)"
_DASH = r"(?:[-–—]{1,2}|:)"
_NEWSROOM = regex.compile(r"\b(?:وكالة|وكالات|أنباء|نيوز|News|Agency|Agencies|Press)\b")
_EDGES = " \t/-–—,،.:"


def story_metadata(paragraphs: Sequence[str], language: Language) -> Mapping[str, str]:
    """What the first paragraphs (each on one line) say of the story, each key only where it was found.

    `headline`; `dateline` as it stands there; `city`, `agency`; `date`, which is ISO 8601, `2027-02-17`, or `--02-17`
    where no year is given.
    """
    datelines = [_dateline(paragraph[:_HEAD], language) for paragraph in paragraphs[:3]]
    found = next(filter(None, datelines), {})
    if len(paragraphs) > 1 and not datelines[0] and _is_headline(paragraphs[0]):
        return {"headline": paragraphs[0], **found}
    return found


def _is_headline(paragraph: str) -> bool:
    return not _FINAL.search(paragraph) and 0 < len(paragraph.split()) <= _HEADLINE_WORDS


def _dateline(head: str, language: Language) -> dict[str, str]:
    """The parts of the dateline with which `head` begins; empty where there is none."""
    bracketed, running = _patterns(language)
    if match := bracketed.match(head):
        inside = match["inside"]
        date = _date_pattern(language).search(inside)
        agency = inside.replace(date.group(), "").strip(_EDGES) if date else inside.strip(_EDGES)
        if date or agency in language.agencies:
            return _parts(match.group(), None, agency, _iso(date, language))
    if match := running.match(head):
        date = _date_pattern(language).search(match["date"] or "")
        agency = (match["agency"] or match["bare"] or "").strip(_EDGES)
        if _is_place(match["city"], language) and _is_sure(match["city"], agency, date, language):
            return _parts(match.group(), match["city"], agency, _iso(date, language))
    return {}


def _parts(dateline: str, city: str | None, agency: str, date: str) -> dict[str, str]:
    parts = {"dateline": dateline, "city": city or "", "agency": agency, "date": date}
    return {key: value.strip(_EDGES if key == "city" else None) for key, value in parts.items() if value}


def _is_place(city: str, language: Language) -> bool:
    """Names of places are short, and in English they have capitals."""
    words = city.split()
    return len(words) <= 5 and (not language.case or all(w[0].isupper() for w in words if len(w) > 3))


def _is_sure(city: str, agency: str, date: object, language: Language) -> bool:
    """A city and a dash alone may be anything (`Smith - the man`): a date, an agency, or capitals must be with it."""
    capitals = language.case and city.partition(",")[0].isupper()
    return bool(date or agency in language.agencies or _NEWSROOM.search(agency) or capitals)


@cache
def _patterns(language: Language) -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    known = "|".join(regex.escape(name) for name in sorted(language.agencies, key=len, reverse=True))
    date = rf"(?:[,،]?\s*(?P<date>{_date_source(language)}))?"
    source = rf"(?:\s*\((?P<agency>[^()]{{2,60}})\)\s*{_DASH}|\s*[-–—/]?\s*(?P<bare>{known})\b\s*[-–—/:.]?|\s*{_DASH})"
    bracketed = regex.compile(r"[(\[](?P<inside>[^()\[\]]{2,100})[)\]](?:\s*[-–—:])?(?=\s)")
    return bracketed, regex.compile(rf"{_CITY}{date}{source}(?=\s)")


@cache
def _date_pattern(language: Language) -> regex.Pattern[str]:
    return regex.compile(_date_source(language))


def _date_source(language: Language) -> str:
    """15 شباط/فبراير 2022ء, 17 February 2027 or Feb. 17, 2027: regex lets a group's name stand in both branches."""
    names = sorted((name for month in language.months for name in month), key=len, reverse=True)
    name = rf"(?:{'|'.join(map(regex.escape, names))})\b"
    month = rf"(?P<month>{name}\.?(?:\s?/\s?{name})?)"
    day, year = r"(?P<day>\b\p{Nd}{1,2}\b)", r"(?:[,،]?\s(?P<year>\p{Nd}{4})\s?[مء]?)?"
    return rf"(?:{day}\s{month}{year}|{month}\s{day}{year})"


def _iso(date: regex.Match[str] | None, language: Language) -> str:
    if date is None:
        return ""
    name = bare(regex.split(r"[./]", date["month"])[0]).strip()
    month = next(number for number, names in enumerate(language.months, 1) if name in names)
    year, day = int(date["year"] or 0), int(date["day"])
    try:
        datetime.date(year or 2000, month, day)
    except ValueError:
        return ""
    return f"{year:04}-{month:02}-{day:02}" if year else f"--{month:02}-{day:02}"
