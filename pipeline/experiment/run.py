"""A run: ingest, segment, translate, align, score, report. Every stage is real, each is one function."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from pipeline import __version__
from pipeline.config import Loaded
from pipeline.data import Alignment, Document, Story, Translation
from pipeline.errors import InputError, StoryError
from pipeline.evaluation.blocks import AlignedReference
from pipeline.evaluation.story import CorpusScores, StoryScores, score_corpus, score_story
from pipeline.experiment.parts import Parts, build, check_files, story_files
from pipeline.experiment.records import (
    document_record,
    read_translation,
    scores_record,
    segment_header,
    segment_rows,
    translation_record,
)
from pipeline.experiment.settings import ExperimentSettings
from pipeline.formats.beads import Sides, write_beads
from pipeline.formats.documents import read_document
from pipeline.report.pages import Page, html, markdown
from pipeline.report.view import view_story
from pipeline.runs.folder import RunFolder, hash_file, run_key
from pipeline.runs.made_by import code_hash, library_versions
from pipeline.runs.manifest import Stopwatch, manifest
from pipeline.significance.intervals import with_intervals
from pipeline.translation.base import Translator
from pipeline.translation.document import translate_document
from pipeline.translation.make import make_translator
from pipeline.translation.settings import TUNING

_PARTIAL = "translations.partial.jsonl"
_BEAD_FORMATS = ("jsonl", "tsv", "tmx")

Say = Callable[[str], None]


@dataclass(slots=True)
class Done:
    """What a run gives back: its folder, its page, and the stories that were set aside with the reason."""

    folder: RunFolder
    page: Page
    set_aside: dict[str, str] = field(default_factory=dict)


def run(loaded: Loaded[ExperimentSettings], say: Say = lambda _: None) -> Done:
    """Do all that the config says. A run cut off goes on with the stories that it had not translated yet.

    Raises UserError for what must be mended before anything can be done; a single bad story of several is set aside.
    """
    watch = Stopwatch()
    parts = build(loaded)
    if len(loaded.value.stories) == 1:
        check_files(loaded)
    with watch.stage("read"):
        stories, aside = _read(loaded, parts)
    with watch.stage("load"):
        translator = make_translator(loaded.value.translation)
    folder = RunFolder(loaded.file(loaded.value.output), loaded.value.name, _key(loaded, parts, translator, stories))
    say(f"run {folder.path}")
    with watch.stage("translate"):
        translations = _translate(stories, translator, folder, say)
    with watch.stage("align"):
        alignments = {s.id: _align(s, translations[s.id], parts) for s in stories}
    with watch.stage("score"):
        scores = {s.id: _score(s, translations[s.id], alignments[s.id], parts) for s in stories if s.references}
        corpus = _corpus(loaded, list(scores.values()), parts)
    views = [view_story(s, translations[s.id], alignments[s.id], scores.get(s.id)) for s in stories]
    page = Page(loaded.value.name, folder.key, views, corpus, _facts(parts, translator), aside)
    if not folder.done:
        with watch.stage("write"):
            _write(folder, loaded, stories, translations, alignments, corpus, page)
        facts = {"translation": translator.signature, "alignment": parts.aligner.signature, "set_aside": aside}
        folder.write_json(manifest(watch, **facts), "manifest.json")
        folder.finish()
    return Done(folder, page, aside)


def _read(loaded: Loaded[ExperimentSettings], parts: Parts) -> tuple[list[Story], dict[str, str]]:
    stories: list[Story] = []
    aside: dict[str, str] = {}
    for id, source, references in story_files(loaded):
        try:
            stories.append(_story(id, source, references, parts, loaded.value.encoding))
        except (InputError, StoryError) as error:
            if len(loaded.value.stories) == 1:
                raise
            aside[id] = str(error)
    if not stories:
        first = next(iter(aside.values()))
        raise InputError(f"none of the {len(aside)} stories can be read; the first: {first}")
    return stories, aside


def _story(id: str, source: Path, references: Mapping[str, Path], parts: Parts, encoding: str) -> Story:
    versions = []
    for name, file in references.items():
        document = read_document(file, "en", parts.segmenter, encoding)
        versions.append(dataclasses.replace(document, id=name))
    return Story(id, read_document(source, "ar", parts.segmenter, encoding), tuple(versions))


def _key(loaded: Loaded[ExperimentSettings], parts: Parts, translator: Translator, stories: Sequence[Story]) -> str:
    """Whatever can change a byte of the output, and nothing else: signatures leave out what cannot."""
    return run_key(
        {
            "wirepair": __version__,
            "code": code_hash(),
            "libraries": library_versions(),
            "segmentation": loaded.value.segmentation.model_dump(),
            "translation": translator.signature,
            "alignment": parts.aligner.signature,
            "evaluation": loaded.value.evaluation.model_dump(),
            "metrics": [metric.signature(1) for metric in parts.metrics],
            "stories": [
                [s.id, s.source.text, s.source.encoding, *((r.id, r.text, r.encoding) for r in s.references)]
                for s in stories
            ],
        }
    )


def _translate(stories: Sequence[Story], translator: Translator, folder: RunFolder, say: Say) -> dict[str, Translation]:
    """Each story's translation; what an earlier, cut-off run has done is taken over."""
    done: dict[str, Translation] = {}
    for name in ("translations.jsonl", _PARTIAL):
        for row in _whole_rows(folder, name):
            done.setdefault(str(row["story"]), read_translation(str(row["story"]), row))
    left = [story for story in stories if story.id not in done]
    if left:
        _translate_into(folder.file(_PARTIAL), left, translator, done, say)
    return done


def _translate_into(
    path: Path, stories: Sequence[Story], translator: Translator, done: dict[str, Translation], say: Say
) -> None:
    with path.open("a", encoding="utf-8") as file:
        if file.tell():
            file.write("\n")  # a line that was cut off stays alone
        for number, story in enumerate(stories, 1):
            translation = translate_document(story.source, translator)
            done[story.id] = translation
            row = translation_record(story.id, story.source.lines, translation)
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
            say(f"translated {number} of {len(stories)}: {story.id}, {len(translation.outputs)} sentences")


def _whole_rows(folder: RunFolder, name: str) -> list[dict[str, object]]:
    """The rows of a JSON-lines file that may end in the middle of a line."""
    path = folder.path / name
    rows = []
    if path.is_file():
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                rows.append(json.loads(line))
            except ValueError:
                continue
    return rows


def _align(story: Story, translation: Translation, parts: Parts) -> dict[str, Alignment]:
    return {
        reference.id: parts.aligner.align(story.source.lines, reference.lines, pivots=[translation.lines])
        for reference in story.references
    }


def _score(story: Story, translation: Translation, alignments: Mapping[str, Alignment], parts: Parts) -> StoryScores:
    references = [AlignedReference(r.id, r.lines, alignments[r.id]) for r in story.references]
    return score_story(
        translation.lines,
        references,
        parts.metrics,
        id=story.id,
        sources=story.source.lines,
        alignment=parts.aligner.signature,
    )


def _corpus(loaded: Loaded[ExperimentSettings], scores: Sequence[StoryScores], parts: Parts) -> CorpusScores | None:
    if not scores:
        return None
    corpus = score_corpus(scores, alignment=parts.aligner.signature)
    s = loaded.value.evaluation
    if not s.resamples:
        return corpus
    # One story alone has no spread over stories: its blocks are the next best unit, and the signature says so.
    return with_intervals(corpus, "stories" if len(scores) > 1 else "blocks", s.resamples, s.seed)


def _facts(parts: Parts, translator: Translator) -> dict[str, str]:
    return {"wirepair": __version__, "translation": translator.signature, "alignment": parts.aligner.signature}


def _write(
    folder: RunFolder,
    loaded: Loaded[ExperimentSettings],
    stories: Sequence[Story],
    translations: Mapping[str, Translation],
    alignments: Mapping[str, Mapping[str, Alignment]],
    corpus: CorpusScores | None,
    page: Page,
) -> None:
    config = Path(loaded.tree.file)
    folder.write(config.read_text(encoding="utf-8-sig"), "config.yaml")
    resolved = loaded.value.model_dump(mode="json", exclude={"output": True, "translation": set(TUNING)})
    folder.write(yaml.safe_dump(resolved, allow_unicode=True, sort_keys=False), "resolved.yaml")
    folder.write_json({id: _hashes(source, refs) for id, source, refs in story_files(loaded)}, "inputs.json")
    documents: list[dict[str, object]] = []
    for story in stories:
        documents += [document_record(story.id, "source", story.source)]
        documents += [document_record(story.id, r.id, r) for r in story.references]
        for reference in story.references:
            _write_alignment(folder, story, reference, alignments[story.id][reference.id])
    folder.write_rows(documents, "documents.jsonl")
    rows = [translation_record(s.id, s.source.lines, translations[s.id]) for s in stories]
    folder.write_rows(rows, "translations.jsonl")
    if corpus is not None:
        folder.write_json(scores_record(corpus), "scores.json")
        _write_segments(folder, stories, corpus)
    folder.write(html(page), "report.html")
    folder.write(markdown(page), "report.md")
    (folder.path / _PARTIAL).unlink(missing_ok=True)


def _hashes(source: Path, references: Mapping[str, Path]) -> dict[str, object]:
    files = {"source": source, **references}
    return {name: hash_file(file) for name, file in files.items() if file.is_file()}


def _write_alignment(folder: RunFolder, story: Story, reference: Document, alignment: Alignment) -> None:
    for form in _BEAD_FORMATS:
        text = write_beads(alignment, Sides(story.source.lines, reference.lines), form)
        folder.write(text, "alignments", story.id, f"{reference.id}.{form}")


def _write_segments(folder: RunFolder, stories: Sequence[Story], corpus: CorpusScores) -> None:
    by_id = {story.id: story for story in stories}
    names = list(dict.fromkeys(r.id for story in stories for r in story.references))
    rows: list[list[str]] = []
    for scores in corpus.stories:
        rows += segment_rows(by_id[scores.id], scores, names)
    folder.write_table(segment_header(names, list(corpus.scores)), rows, "segments.tsv")
