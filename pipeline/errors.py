"""What can go wrong, and whose turn it is to mend it.

    WirepairError
    ├── UserError            something the user can mend: one line, exit status 2
    │   ├── ConfigError      a setting: file, line, key
    │   ├── InputError       a text, a story, a table
    │   └── ModelError       a model folder: file missing, wrong hash, not a Marian checkpoint
    ├── StoryError           one story of a job cannot be done: it is set aside, the job goes on (exit status 3)
    └── Interrupted          the user stopped the work: one line, exit status 130

Everything else that is raised is a fault of this program, and its traceback is a bug report.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class WirepairError(Exception):
    """Root of all errors raised on purpose. `str(error)` is one line."""


class UserError(WirepairError):
    """Something the user can mend. The message says the place, the fault and the next step."""


class ConfigError(UserError):
    """A setting that is unknown, repeated, of the wrong type or out of its range."""


class InputError(UserError):
    """A file that cannot be read as what it should be."""


class ModelError(UserError):
    """A model that is missing, damaged, or not what its card says."""


class StoryError(WirepairError):
    """One story cannot be worked on; the message is the reason kept beside the story's id."""


class Interrupted(WirepairError):
    """The user stopped the work; the message says what is kept, and how to go on."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The tail of an unknown-name message: `; did you mean 'pivot'? known: length, pivot`."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    hint = f"; did you mean '{close[0]}'?" if close else ";"
    return f"{hint} known: {', '.join(names)}"
