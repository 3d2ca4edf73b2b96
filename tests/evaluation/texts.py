"""Texts of our own that the tests of evaluation and significance share."""

from __future__ import annotations

import random

REFERENCE = [
    "The foreign minister said on Monday that the talks in Geneva would resume next week.",
    'He told reporters: "We have not agreed on a date, but the door is open."',
    "Oil prices rose by 2.5 percent after the announcement.",
    "A spokeswoman for the ministry declined to comment.",
    "The two countries have had no ambassadors in each other's capitals since 2016.",
    "Mediators from Oman and Switzerland carried messages between the delegations for three months.",
    "The agreement covers prisoners, ports and the reopening of the airport.",
    "Nobody expects a quick end to the dispute, diplomats said.",
    "In a statement issued on 14 February, the council called for restraint.",
    "The ceasefire, which began at midnight, was holding on Tuesday.",
    "Around 1,200 families returned to their villages.",
    "The next meeting is planned for Vienna.",
]
SECOND = [
    "Talks in Geneva will resume next week, the foreign minister said on Monday.",
    '"No date has been agreed but the door remains open," he told journalists.',
    "Oil went up 2.5 percent on the news.",
    "A ministry spokeswoman would not comment.",
    "The countries have had no ambassadors in each other's capital since 2016.",
    "For three months, Omani and Swiss mediators passed messages between the two sides.",
    "Prisoners, ports and the airport's reopening are covered by the deal.",
    "Diplomats said that nobody expected the dispute to end quickly.",
    "The council urged restraint in a statement on 14 February.",
    "A ceasefire that began at midnight held on Tuesday.",
    "Some 1,200 families went back to their villages.",
    "Vienna is to host the next meeting.",
]
HYPOTHESIS = [
    "The Foreign Minister said on Monday that talks in Geneva will be resumed next week.",
    'He said to reporters: "We did not agree on a date but the door is open."',
    "Oil prices rose 2.5 percent after the announcement.",
    "The ministry spokeswoman refused to comment.",
    "The two countries have no ambassadors in their capitals since 2016.",
    "Mediators of Oman and Switzerland moved messages between the two delegations for three months.",
    "The agreement includes prisoners and ports and reopening the airport.",
    "No one expects a quick end of the dispute, said diplomats.",
    "The council called in a statement on 14 February for restraint.",
    "The ceasefire that started at midnight was holding Tuesday.",
    "About 1,200 families returned to the villages.",
    "The next meeting is planned in Vienna.",
]


def worsened(lines: list[str], share: float, seed: int) -> list[str]:
    """The lines with about this share of their words dropped, doubled or put elsewhere."""
    rng = random.Random(seed)
    found = []
    for line in lines:
        words = []
        for word in line.split():
            kind = rng.random() / share if share else 9.0
            words.extend([] if kind < 0.4 else [word, word] if kind < 0.7 else [word])
        if rng.random() < share and len(words) > 3:
            words.insert(0, words.pop())
        found.append(" ".join(words))
    return found
