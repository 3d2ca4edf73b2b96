"""A negation that got lost: the error that turns a story around."""

from __future__ import annotations

import regex

from pipeline.arabic import normalise
from pipeline.translation.flags.base import detectors

_NEGATED = regex.compile(
    r"(?<!\p{Arabic})[وف]?(?:لم|لن|ليس|ليست|ليسوا|لا|غير|دون|بدون|عدم|بعدم|لعدم|وعدم|عديم|عديمة)(?!\p{Arabic})"
)
_NOT_NEGATED = regex.compile(
    r"(?<!\p{Arabic})(?:[وف]?لا (?:سيما|يزال|تزال|يزالون|زال|زالت|شك|بد|محالة|بأس|غبار|إراديا)|[وف]?غير أن\p{Arabic}*"
    r"|ما لا يقل|لا يقل|لا تقل|ما لا نهاية|وإلا|لا غنى|لا غير|من غير|[وف]?لا (?:يتجاوز|تتجاوز|يتعدى|تتعدى|حصر|تعد)"
    r"|لم (?:يكد|تكد|تلبث|يلبث)|إن لم|ما لم|لولا)(?!\p{Arabic})"
)
"""Fixed expressions with these words that English says without a negation: still, at least, however, especially."""

_ENGLISH = regex.compile(
    r"\b(?:not|no|never|none|nor|neither|nobody|nothing|nowhere|without|cannot|unless|until|hardly|barely|rarely|seldom"
    r"|little|few|lack\w*|fail\w*|refus\w*|den(?:y|ied|ies|ying)|declin\w*|reject\w*|avoid\w*|prevent\w*|absen\w+"
    r"|stop\w*|free|rather|instead|only|other\w*|except|beyond|outside|despite|against|different|minus|less|least|any"
    r"|prohibit\w*|forbid\w*|ban|banned|bans|miss\w*|want\w*|yet|short of|far from|too|impossible|regardless|loss|lost"
    r"|(?:un|in|im|il|ir|non|dis|mis|anti|a)-?\w{3,}|\w+less(?:ly)?|\w+n['’]t)\b",
    regex.IGNORECASE,
)
"""Words and prefixes that may carry the negation. A prefix matches more than it should (`under`): better a missed doubt
than a false one."""


@detectors.register("negation")
class Negation:
    """The source negates (لم لن ليس لا غير دون عدم), the output has no word that could."""

    def find(self, source: str, output: str) -> str | None:
        """See the class."""
        text = _NOT_NEGATED.sub(" ", normalise(source))
        found = _NEGATED.search(text)
        if found and not _ENGLISH.search(output):
            return f"'{found.group()}' may be lost"
        return None
