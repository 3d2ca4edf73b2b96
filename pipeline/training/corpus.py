"""Pairs to train on: read, normalised, filtered, kept apart from what is held out."""

from __future__ import annotations

import glob
import gzip
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import regex
from lxml import etree

from pipeline.arabic import DEFAULT, normalise
from pipeline.errors import ConfigError, InputError
from pipeline.training.ahead import Ahead
from pipeline.training.grammar import Grammar
from pipeline.training.joining import join
from pipeline.training.noise import add_noise
from pipeline.training.settings import Data, Filters, Source

Pair = tuple[str, str]

_LONG = 70
"""English words that joined pairs have at most."""
_SPACES = regex.compile(r"\s+")
_NOT_TEXT = regex.compile(r"[^\p{L}\p{N}]+")
_LETTERS, _ARABIC = regex.compile(r"\p{L}"), regex.compile(r"\p{Arabic}")
_ENGLISH_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'"})


def _open(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="\n")
    return path.open(encoding="utf-8", newline="\n")


def read_pairs(path: Path, confidence: float = 0.0) -> Iterator[Pair]:
    """The pairs of a TSV, JSONL (as `wirepair align` writes it) or TMX file, raw. InputError names file and line."""
    kind = (path.suffixes[-2] if path.suffix == ".gz" and len(path.suffixes) > 1 else path.suffix).lower()
    reader = {".jsonl": _read_jsonl, ".tmx": _read_tmx}.get(kind, _read_tsv)
    try:
        yield from reader(path, confidence)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; mend the path in the config") from None
    except UnicodeDecodeError as e:
        raise InputError(f"{path}: not UTF-8 (byte {e.start}); save it as UTF-8") from None


def _read_tsv(path: Path, _: float) -> Iterator[Pair]:
    with _open(path) as file:
        for number, line in enumerate(file, 1):
            if not line.strip() or line.startswith("#"):
                continue
            columns = line.rstrip("\r\n").split("\t")
            if len(columns) < 2:
                raise InputError(
                    f"{path}:{number}: want source<TAB>target, got {len(columns)} column; add the other side"
                )
            yield columns[0], columns[1]


def _read_jsonl(path: Path, confidence: float) -> Iterator[Pair]:
    with _open(path) as file:
        for number, line in enumerate(file, 1):
            try:
                bead = json.loads(line)
                pair = " ".join(bead["source_text"]), " ".join(bead["target_text"])
            except (ValueError, KeyError, TypeError):
                raise InputError(f"{path}:{number}: want the JSON lines of 'wirepair align --format jsonl'") from None
            if all(pair) and bead.get("confidence", 1.0) >= confidence:
                yield pair


def _read_tmx(path: Path, _: float) -> Iterator[Pair]:
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
        try:
            for _event, unit in etree.iterparse(file, tag="tu", resolve_entities=False, no_network=True):
                sides = {
                    (v.get(lang) or v.get("lang") or "").lower()[:2]: "".join(v.itertext()) for v in unit.iter("tuv")
                }
                if "ar" in sides and "en" in sides:
                    yield sides["ar"], sides["en"]
                unit.clear()
        except etree.XMLSyntaxError as e:
            raise InputError(f"{path}:{e.lineno}: not well-formed XML ({e.msg}); mend the file") from None


def key(text: str) -> str:
    """The text as overlap is judged by: normalised, lower case, letters and digits only."""
    return _letters(normalise(text))


def _letters(text: str) -> str:
    return _NOT_TEXT.sub(" ", text).strip().lower()


class Respelling:
    """English brought to one spelling: known words and phrases are replaced."""

    def __init__(self, table: dict[str, str]) -> None:
        self.table = table
        phrases = "".join(regex.escape(key) + "|" for key in table if " " in key)
        self.words = regex.compile(rf"\b(?:{phrases}\p{{L}}+)\b", regex.IGNORECASE)

    def __call__(self, text: str) -> str:
        """`text` with each known word replaced, its first letter's case kept."""
        return self.words.sub(lambda m: self._word(m.group()), text)

    def _word(self, word: str) -> str:
        other = self.table.get(word.lower())
        if other is None:
            return word
        return other.capitalize() if word[0].isupper() else other


def keep(source: str, target: str, filters: Filters) -> bool:
    """Whether a normalised pair may be trained on: lengths, their ratio, script, not the same on both sides."""
    if not source or not target or source == target:
        return False
    if max(source.count(" "), target.count(" ")) >= filters.words:
        return False
    short, long = sorted((len(source), len(target)))
    if long > 20 and long > filters.ratio * short:
        return False
    letters = len(_LETTERS.findall(source))
    return letters > 0 and len(_ARABIC.findall(source)) >= filters.script * letters


@dataclass(slots=True)
class Counted:
    """How many pairs of a source stand in a pass, for the card."""

    source: str
    licence: str
    pairs: int
    weight: float


class Corpus:
    """All sources of a run. `draw(n)` gives pass n, the same for the same seed, whatever was drawn before."""

    def __init__(self, data: Data, find: Callable[[str], Path], seed: int, workers: int = 0) -> None:
        self.data, self.seed, self.find = data, seed, find
        self.rules = tuple(data.rules) if data.rules is not None else DEFAULT
        table = dict(read_pairs(find(data.spelling))) if data.spelling else {}
        self.respell = Respelling(table)
        self.heldout = self._heldout()
        self.files: dict[int, list[Pair]] = {}
        self.grammars: dict[str, Grammar] = {}
        self.counts: dict[str, Counted] = {}
        sources = (*data.first, *data.sources)
        read = sorted({(path, source.confidence) for source in sources for path in self._paths(source)})
        with Ahead(lambda n: self._read_file(*read[n]), workers, len(read)) as files:
            clean = {file: files.take(n) for n, file in enumerate(read)}
        for source in sources:
            self._take(source, clean)

    def _heldout(self) -> frozenset[str]:
        keys = {key(column) for name in self.data.heldout for column in self._columns(self.find(name))}
        return frozenset(k for k in keys if k.count(" ") >= 3)

    def _columns(self, path: Path) -> Iterator[str]:
        with _open(path) as file:
            for line in file:
                yield from line.rstrip("\r\n").split("\t")

    def _paths(self, source: Source) -> list[str]:
        if source.path is None:
            return []
        pattern = str(self.find(source.path))
        paths = sorted(glob.glob(pattern))
        if not paths:
            raise ConfigError(f"{pattern}: no file matches; mend data.sources")
        return paths

    def _read_file(self, path: str, confidence: float) -> set[Pair]:
        found: set[Pair] = set()
        for raw in read_pairs(Path(path), confidence):
            pair = self.clean(*raw)
            if keep(*pair, self.data.filters):
                found.add(self._refuse_heldout(pair, path))
        return found

    def _take(self, source: Source, clean: dict[tuple[str, float], set[Pair]]) -> None:
        if source.grammar is not None:
            self.grammars.setdefault(source.grammar, Grammar(self.find(source.grammar)))
            self.counts[source.grammar] = Counted(source.grammar, source.licence, source.pairs or 0, source.weight)
            return
        assert source.path is not None
        seen = set().union(*(clean[path, source.confidence] for path in self._paths(source)))
        self.files[id(source)] = sorted(seen)
        self.counts[source.path] = Counted(source.path, source.licence, len(seen), source.weight)

    def _refuse_heldout(self, pair: Pair, path: str) -> Pair:
        for side in pair:
            if _letters(side) in self.heldout:
                raise InputError(f"{path}: '{side[:60]}' stands in a held-out set; take it out of the training text")
        return pair

    def clean(self, source: str, target: str) -> Pair:
        """Both sides as the network sees them: source by the rules, target in plain quotes and one spelling."""
        english = _SPACES.sub(" ", target.translate(_ENGLISH_QUOTES)).strip()
        return _SPACES.sub(" ", normalise(source, self.rules)).strip(), self.respell(english)

    def draw(self, number: int) -> list[Pair]:
        """The pairs of pass `number` (from 0), shuffled."""
        rng = random.Random(f"{self.seed}/{number}")
        sources = self.data.first if number < self.data.curriculum else self.data.sources
        pairs: list[Pair] = []
        for source in sources:
            pairs += self._sample(source, rng)
        rng.shuffle(pairs)
        return self._joined(pairs, rng) if self.data.joined else pairs

    def _joined(self, pairs: Sequence[Pair], rng: random.Random) -> list[Pair]:
        made: list[Pair] = []
        for pair in pairs:
            if made and rng.random() < self.data.joined and made[-1][1].count(" ") + pair[1].count(" ") < _LONG:
                made[-1] = join(made[-1], pair, rng)
            else:
                made.append(pair)
        return made

    def _sample(self, source: Source, rng: random.Random) -> Sequence[Pair]:
        if source.grammar is not None:
            made = self.grammars[source.grammar].pairs(rng)
            wanted = round((source.pairs or 0) * source.weight)
            clean = (self._refuse_heldout(self.clean(*next(made)), source.grammar) for _ in range(wanted))
            return [add_noise(pair, self.data.noise, rng) for pair in clean]
        pairs = self.files[id(source)]
        size = len(pairs) if source.pairs is None else min(source.pairs, len(pairs))
        whole, part = divmod(int(size * source.weight), len(pairs))
        return pairs * whole + rng.sample(pairs, part)
