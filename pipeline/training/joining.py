"""Long sentences out of short ones: a network that never saw sixty words in a row cannot attend to them.

Pairs put one behind the other help at the lengths that a text lacks (Kondo et al. 2021); a conjunction makes one
sentence of two, as agencies do.
"""

from __future__ import annotations

import random

Pair = tuple[str, str]

_LINKS = [("، فيما ", ", while "), ("، بينما ", ", while "), ("، في حين ", ", while "), ("، و", ", and "), ("؛ ", "; ")]
_SMALL = {
    "The", "A", "An", "In", "On", "At", "He", "She", "It", "They", "We", "This", "That", "These", "Those", "There",
    "His", "Her", "Its", "Their", "Our", "For", "From", "By", "After", "Before", "As", "With", "Under", "Despite",
    "According", "Some", "Many", "Most", "Several", "Two", "Three", "Police", "Officials", "Experts", "People",
}  # fmt: skip
"""English words that are written small inside a sentence. A sentence that begins with another word is not linked."""


def join(first: Pair, second: Pair, rng: random.Random) -> Pair:
    """Both pairs as one: linked into one sentence where that can be told to be right, or side by side."""
    word, _, rest = second[1].partition(" ")
    linkable = first[0].endswith(".") and first[1].endswith(".") and not second[0].startswith("و") and word in _SMALL
    if not linkable or rng.random() < 0.3:
        return f"{first[0]} {second[0]}", f"{first[1]} {second[1]}"
    arabic, english = rng.choice(_LINKS)
    return first[0][:-1] + arabic + second[0], f"{first[1][:-1]}{english}{word.lower()} {rest}"
