"""A negation that got lost: the error that turns a story around."""

from __future__ import annotations

import regex

from pipeline.translation.flags.base import detectors, normalised

_NEGATED = regex.compile(
    r"(?<!\p{Arabic})[وف]?(?:لم|لن|ليس|ليست|ليسوا|لا|غير|دون|بدون|عدم|بعدم|لعدم|وعدم|عديم|عديمة)(?!\p{Arabic})"
)
_NOT_NEGATED = regex.compile(
    r"(?<!\p{Arabic})(?:[وف]?لا (?:سيما|يزال|تزال|يزالون|زال|زالت|شك|بد|محالة|بأس|غبار)|بدون طيار"
    r"|ما لا يقل|لا يقل|لا تقل|ما لا نهاية|وإلا|لا غنى|لا غير|من غير|[وف]?لا (?:يتجاوز|تتجاوز|يتعدى|تتعدى|حصر|تعد)"
    r"|[وف]?غير أن\p{Arabic}*|لم (?:يكد|تكد|تلبث|يلبث)|إن لم|ما لم|لولا)(?!\p{Arabic})"
)
"""Fixed expressions with these words that English says without a negation: still, at least, however, especially."""

_ONLY = regex.compile(r"(?<!\p{Arabic})(?:إلا|سوى|فقط|فحسب)(?!\p{Arabic})")
"""With these the Arabic negation says `only`, or `not only`: nothing can be told from a word."""

_ENGLISH = regex.compile(
    r"\b(?:not|no|never|none|nor|neither|nobody|nothing|nowhere|without|cannot|unless|until|hardly|barely|rarely|seldom"
    r"|little|few|lack\w*|fail\w*|refus\w*|den(?:y|ied|ies|ying|ial)|declin\w*|reject\w*|avoid\w*|prevent\w*|absen\w+"
    r"|stop\w*|free|rather|instead|other than|except\w*|beyond|outside|despite|against|different|minus|less|least"
    r"|prohibit\w*|forbid\w*|ban|banned|bans|missing|short of|far from|impossib\w+|regardless|loss|lost|zero"
    r"|poor\w*|bad\w*|difficult|doubt\w*|prior to|ceas\w+|quit"
    r"|un(?!i[tovqfcs]|der|til|less|cle)\w{3,}"
    r"|in(?:ab|acc|acti|adequ|applic|appropr|capab|compat|complet|consist|correct|credib|decis|defin|depend|direct"
    r"|effect|effic|eligib|equal|evitab|exact|exper|explic|fin|flex|form?al|human|just|secur|signific|sincer|stab|suffic|tang"
    r"|toler|valid|vinc|visib|voluntar|vulner)\w*"
    r"|im(?:mobil|mun|partial|patien|perfect|practic|proper|prob|potent|passab)\w*"
    r"|il(?:legal|legit|liter|logic|licit)\w*|ir(?:ration|regular|relev|repar|respons|revers|refut|replac)\w*"
    r"|non-?\w+|offline|asyn\w+"
    r"|dis(?:abl|advant|agree|allow|appear|appoint|approv|arm|belie|comfort|connect|content|continu|credit|honest|inform"
    r"|like|loyal|obe|order|pleas|prov|qualif|regard|respect|satisf|trust|unit|use)\w*"
    r"|mis(?:lead|understand|use|trust|tak|fortune|inform|conduct|match)\w*"
    r"|\w{2,}less(?:ly|ness)?|\w+n(?:['’]|&#39;)t)\b",
    regex.IGNORECASE,
)
"""Words and prefixes that may carry the negation. Some carry it now and then only: better a missed doubt than a false
one."""


@detectors.register("negation")
class Negation:
    """The source negates (لم لن ليس لا غير دون عدم) more often than the output has words that could."""

    def find(self, source: str, output: str) -> str | None:
        """See the class."""
        if not _NEGATED.search(normalised(source)):
            return None
        text = _NOT_NEGATED.sub(" ", normalised(source))
        if _ONLY.search(text):
            return None
        said, kept = _NEGATED.findall(text), len(_ENGLISH.findall(output))
        if kept == 0 and said:
            return f"'{said[0]}' may be lost"
        if kept < len(said):
            return f"one of {', '.join(repr(word) for word in said)} may be lost"
        return None
