from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.batch import job as job_module
from pipeline.batch.job import Job, run_job
from pipeline.batch.sources import Raw
from pipeline.batch.story import Form
from pipeline.errors import InputError, UserError
from pipeline.translation.settings import TranslationSettings

from .jobs import (
    Echo,
    lines_file,
    no_model,
    set_aside,
    snapshot,
    story,
    text_folder,
    work,
)


def test_a_folder_becomes_the_same_tree_in_english(tmp_path: Path) -> None:
    text_folder(tmp_path / "in")
    (tmp_path / "in" / ".hidden.txt").write_text(story(1), encoding="utf-8")
    (tmp_path / "in" / "notes.md").write_text(story(1), encoding="utf-8")
    counts = work(tmp_path / "out", tmp_path / "in")
    made = snapshot(tmp_path / "out")
    assert set(made) == {f"{'below/' if n % 3 == 2 else ''}{n:03}.en.txt" for n in range(12)} | {"DONE"}
    assert made["001.en.txt"].decode() == "<زار الملك دمشق 1.>\n\n<أعلن الوزير القرار 1.>\n\n<رفض المجلس الاتفاق 1.>\n"
    assert (counts.stories, counts.sentences, counts.set_aside) == (12, 36, 0)
    assert json.loads(made["DONE"])["stories"] == 12


def test_lines_keep_their_keys_and_their_order(tmp_path: Path) -> None:
    source = lines_file(tmp_path / "x.jsonl")
    work(tmp_path / "out", source, form=Form(sentences=True, into="en"))
    rows = [json.loads(line) for line in (tmp_path / "out" / "x.jsonl").read_text(encoding="utf-8").splitlines()]
    given_rows = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    assert [list(row) for row in rows] == [["id", "text", "agency", "more", "en", "sentences"]] * 12
    assert [{k: row[k] for k in list(row)[:4]} for row in rows] == given_rows
    assert rows[0]["sentences"][0] == {
        "source": "قال الرئيس ذلك 0.",
        "text": "<قال الرئيس ذلك 0.>",
        "score": -0.25,
        "flags": [],
    }
    assert not (tmp_path / "out" / "x.jsonl.part").exists()


def test_packed_inputs_are_read_and_written(tmp_path: Path) -> None:
    plain = lines_file(tmp_path / "x.jsonl").read_bytes()
    (tmp_path / "y.jsonl.gz").write_bytes(gzip.compress(plain))
    frames = [zstandard.compress(plain[:1000]), zstandard.compress(plain[1000:])]
    (tmp_path / "z.jsonl.zst").write_bytes(b"".join(frames))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "s.txt.gz").write_bytes(gzip.compress(story(5).encode()))
    work(tmp_path / "out", *(tmp_path / name for name in ("x.jsonl", "y.jsonl.gz", "z.jsonl.zst", "in")))
    expected = (tmp_path / "out" / "x.jsonl").read_bytes()
    assert gzip.decompress((tmp_path / "out" / "y.jsonl.gz").read_bytes()) == expected
    packed = (tmp_path / "out" / "z.jsonl.zst").read_bytes()
    assert zstandard.ZstdDecompressor().decompressobj().decompress(packed) == expected
    assert b"<" in gzip.decompress((tmp_path / "out" / "in" / "s.en.txt.gz").read_bytes())


def test_bad_stories_are_set_aside_and_the_rest_is_done(tmp_path: Path) -> None:
    folder = text_folder(tmp_path / "in", 2)
    (folder / "b1.txt").write_bytes(b"\xc7\xe1\xe3\xe1\xdf")
    (folder / "b2.txt").write_bytes(b"")
    (folder / "b3.txt").write_text("The king said that he would.", encoding="utf-8")
    (folder / "b4.txt").write_bytes(b"a\0b")
    (folder / "b5.txt").write_text("\n" + "قال " * 300_000, encoding="utf-8")
    (folder / "b6.txt").symlink_to("nowhere.txt")
    (folder / "000.txt").write_text(story(0), encoding="utf-8")
    (folder / "b7.txt.gz").write_bytes(gzip.compress(story(1).encode())[:-9])
    (folder / ("ا" * 118 + ".txt")).write_text(story(1), encoding="utf-8")
    counts = work(tmp_path / "out", folder)
    aside = {Path(str(row["path"])).name[:9]: str(row["reason"]) for row in set_aside(tmp_path / "out")}
    assert (counts.stories, counts.set_aside) == (2, 9)
    assert aside["b1.txt"].startswith("not utf-8 at byte offset 0")
    assert "is empty" in aside["b2.txt"]
    assert "only 0% of its letters are Arabic" in aside["b3.txt"]
    assert "NUL byte" in aside["b4.txt"]
    assert aside["b5.txt"].startswith("line 2: a line of 1,200,000 characters")
    assert "no such file" in aside["b6.txt"]
    assert "not a whole .gz file" in aside["b7.txt.gz"]
    assert "would have the name of that of 000.ar.txt" in aside["000.txt"]
    assert "its name is longer than 230 bytes" in aside["ا" * 9]


BAD_LINES = {
    b"not json": "not JSON (Expecting value at column 1)",
    b'"text"': "not a JSON object",
    b'{"id": 7, "body": "x"}': "no key 'text' (the line has id, body); name it with --field",
    b'{"id": 7, "text": 5}': "what 'text' holds is no text",
    b'{"id": 7, "text": ""}': "is empty",
    b'{"id": 7, "text": "  "}': "holds only blanks",
    b'{"id": 7, "text": "only English words"}': "given as Arabic",
    '{"id": 7, "text": "قال\\u0000"}'.encode(): "NUL byte",
    '{"id": 7, "text": "قال \\ud800"}'.encode(): "half of a surrogate pair at character 4",
    b'{"text": "\xff"}': "not UTF-8 at byte 10 of the line",
    b'{"id": ' + b"9" * 5000 + b"}": "not JSON that can be read",
    b"[" * 200_000: "not JSON",
}


def test_bad_lines_are_set_aside_with_line_id_and_reason(tmp_path: Path) -> None:
    source = lines_file(tmp_path / "x.jsonl", 2)
    good = source.read_bytes().splitlines(keepends=True)
    bad = b"".join(line + b"\n" for line in BAD_LINES)
    source.write_bytes(b"\xef\xbb\xbf" + good[0] + b"\n" + bad + good[1].rstrip(b"\n"))
    counts = work(tmp_path / "out", source)
    rows = set_aside(tmp_path / "out")
    assert counts.stories == 2
    assert [row["line"] for row in rows] == list(range(3, 3 + len(BAD_LINES)))
    for row, reason in zip(rows, BAD_LINES.values(), strict=True):
        assert str(row["reason"]).startswith(reason)
    assert rows[3]["id"] == 7
    lines = (tmp_path / "out" / "x.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == [0, 1]


def test_a_packed_file_that_breaks_off_is_done_up_to_there_and_goes_on_when_it_is_whole(tmp_path: Path) -> None:
    dice = random.Random(4)
    plain = lines_file(tmp_path / "whole.jsonl", 300).read_bytes()
    noise = b"".join(line + b" " * dice.randrange(9) + b"\n" for line in plain.splitlines())
    for ending, packed in ((".gz", gzip.compress(noise)), (".zst", zstandard.compress(noise, 1))):
        source, out = tmp_path / f"x.jsonl{ending}", tmp_path / f"out{ending}"
        source.write_bytes(packed[: len(packed) // 2])
        if ending == ".zst":  # a frame of its own before, so that something can be read
            source.write_bytes(zstandard.compress(noise[:5000]) + packed[: len(packed) // 2])
        first = work(out, source)
        assert 0 < first.stories < 300
        assert f"not a whole {ending} file" in str(set_aside(out)[-1]["reason"])
        source.write_bytes(packed)
        second = Echo()
        assert work(out, source, translator=second).stories == 300
        assert len(second.asked) < 900
        clean = work(tmp_path / f"clean{ending}", source)
        assert clean.stories == 300
        assert snapshot(out) == snapshot(tmp_path / f"clean{ending}")


def test_nothing_good_is_an_error_that_names_the_first(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(InputError, match="no stories; give folders"):
        work(tmp_path / "out", tmp_path / "in")
    (tmp_path / "in" / "a.txt").write_text("English", encoding="utf-8")
    with pytest.raises(
        InputError, match=r"none of the 1 stories can be translated; the first: .*a\.txt: given as Arabic"
    ):
        run_job(Job([str(tmp_path / "in")], tmp_path / "out"), TranslationSettings(), make=no_model)
    assert len(set_aside(tmp_path / "out")) == 1
    assert not (tmp_path / "out" / "DONE").exists()


def test_what_is_done_is_not_done_again_and_needs_no_model(tmp_path: Path) -> None:
    inputs = [text_folder(tmp_path / "in"), lines_file(tmp_path / "x.jsonl")]
    (tmp_path / "in" / "bad.txt").write_bytes(b"")
    work(tmp_path / "out", *inputs)
    before = snapshot(tmp_path / "out")
    counts = run_job(Job([str(i) for i in inputs], tmp_path / "out"), TranslationSettings(), make=no_model)
    assert (counts.stories, counts.kept, counts.set_aside) == (24, 24, 1)
    assert snapshot(tmp_path / "out") == before


@pytest.mark.parametrize("ending", ["", ".gz", ".zst"])
def test_only_new_and_changed_stories_are_translated(tmp_path: Path, ending: str) -> None:
    folder = text_folder(tmp_path / "in")
    source = tmp_path / f"x.jsonl{ending}"

    def put(lines: list[bytes]) -> None:
        pack = {"": bytes, ".gz": gzip.compress, ".zst": zstandard.compress}[ending]
        source.write_bytes(pack(b"\n".join(lines)))

    lines = lines_file(tmp_path / "plain.jsonl").read_bytes().splitlines()
    put(lines)
    work(tmp_path / "out", folder, source)
    (folder / "003.ar.txt").write_text(story(99, 1), encoding="utf-8")
    (tmp_path / "out" / "in" / "004.en.txt").unlink()
    lines[10] = lines[1]
    put([*lines, lines[0]])
    second = Echo()
    work(tmp_path / "out", folder, source, translator=second)
    assert len(second.asked) == 1 + 3 + 3 * 3
    put(lines[:7])
    (tmp_path / "out" / "DONE").unlink()
    run_job(Job([str(folder), str(source)], tmp_path / "out"), TranslationSettings(), make=no_model)
    work(tmp_path / "clean", folder, source)
    assert snapshot(tmp_path / "out") == snapshot(tmp_path / "clean")
    put([])
    work(tmp_path / "out", folder, source)
    assert not list((tmp_path / "out").glob("x.jsonl*"))


def test_other_settings_into_the_same_folder_are_refused(tmp_path: Path) -> None:
    folder = text_folder(tmp_path / "in", 3)
    work(tmp_path / "out", folder)
    with pytest.raises(UserError, match=r"made with beam 4 \(now 1\), sentences off \(now on\); .*--again"):
        work(tmp_path / "out", folder, beam=1, form=Form(sentences=True))
    (folder / "new.txt").write_text(story(7), encoding="utf-8")
    with pytest.raises(UserError, match=r"made with translator echo \(now other\)"):
        work(tmp_path / "out", folder, translator=Echo(signature="other"))
    anew = Echo()
    assert work(tmp_path / "out", folder, translator=anew, beam=1, again=True).kept == 0
    assert len(anew.asked) == 12


def test_a_glossary_and_imported_translations_count_as_settings(tmp_path: Path) -> None:
    folder = text_folder(tmp_path / "in", 1)
    glossary = tmp_path / "g.tsv"
    glossary.write_text("الملك\tKing\n", encoding="utf-8")
    job, chosen = Job([str(folder)], tmp_path / "out"), TranslationSettings(glossary=str(glossary))
    run_job(job, chosen, make=lambda _: Echo())
    run_job(job, chosen, make=no_model)
    glossary.write_text("الملك\tthe King\n", encoding="utf-8")
    with pytest.raises(UserError, match="made with glossary"):
        run_job(job, chosen, make=no_model)


@pytest.mark.parametrize(
    ("inputs", "output", "message"),
    [
        (["none"], "out", "none: no such file or folder"),
        (["in", "in"], "out", "an input called in is there already"),
        (["in", "other/in"], "out", "an input called in is there already"),
        (["in"], "in", "is in the input"),
        (["in"], "in/below/out", "is in the input"),
        (["in/000.ar.txt"], "out", "neither a folder nor a .jsonl file"),
        (["x.jsonl"], ".", "the output would take its place"),
        (["journal.jsonl"], "out", "the job has a file of its own called journal.jsonl"),
        (["in"], "x.jsonl", "is a file; the output of a job is a folder"),
    ],
)
def test_what_the_user_can_mend(
    tmp_path: Path, inputs: list[str], output: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text_folder(Path("in"))
    text_folder(Path("other/in"))
    lines_file(Path("x.jsonl"))
    lines_file(Path("journal.jsonl"))
    with pytest.raises(UserError, match=message) as caught:
        work(Path(output), *map(Path, inputs))
    assert "\n" not in str(caught.value)


def test_two_jobs_in_one_folder_are_refused(tmp_path: Path) -> None:
    folder = text_folder(tmp_path / "in", 1)

    class Second(Echo):
        def translate(self, sentences):  # type: ignore[no-untyped-def]
            with pytest.raises(UserError, match="another job is at work in it"):
                work(tmp_path / "out", folder)
            return super().translate(sentences)

    assert work(tmp_path / "out", folder, translator=Second()).stories == 1


class _Endless:
    """A source that counts what is read of it."""

    output = "x.jsonl"

    def __init__(self, stories: int) -> None:
        self.left, self.read = stories, 0

    def stories(self) -> Iterator[Raw]:
        for number in range(1, self.left + 1):
            self.read += 1
            content = json.dumps({"text": f"قال {number}."}).encode() if number % 10 else b"bad"
            yield Raw(self.output, "x.jsonl", number, content)

    def count(self) -> int:
        return self.left


def test_no_more_is_read_ahead_than_the_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = _Endless(20_000)
    monkeypatch.setattr(job_module, "find_sources", lambda *_: [source])
    ahead = []

    class Watching(Echo):
        def translate(self, sentences):  # type: ignore[no-untyped-def]
            done = super().translate(sentences)
            ahead.append(source.read - len(self.asked) * 10 / 9)
            return done

    translator = Watching(window=100)
    counts = work(tmp_path / "out", translator=translator)
    assert counts.stories == len(translator.asked) == 18_000
    # a window is read and no more; one line of ten is bad, and nothing of it is held
    assert max(map(abs, ahead)) < 3


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    dies=st.lists(st.integers(0, 60), max_size=4),
    windows=st.lists(st.integers(1, 70), min_size=5, max_size=5),
    torn=st.lists(st.integers(0, 200), min_size=4, max_size=4),
)
def test_a_job_cut_off_anywhere_ends_with_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, dies: list[int], windows: list[int], torn: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("job")
    inputs = [lines_file(folder / "x.jsonl", 7), text_folder(folder / "in", 5), lines_file(folder / "y.jsonl", 7)]
    (folder / "in" / "bad.txt").write_bytes(b"")
    (folder / "y.jsonl").write_bytes(b"bad\n" + (folder / "y.jsonl").read_bytes())
    work(folder / "whole", *inputs)
    for dying, window, cut in zip(dies, windows, torn, strict=False):
        try:
            work(folder / "out", *inputs, translator=Echo(window, dying))
        except KeyboardInterrupt:
            _damage(folder / "out", cut)
    work(folder / "out", *inputs, translator=Echo(windows[-1]))
    assert snapshot(folder / "out") == snapshot(folder / "whole")


def _damage(output: Path, cut: int) -> None:
    """What a crash leaves: a journal whose end is missing, lines that the journal does not know."""
    journal = output / "journal.jsonl"
    if journal.exists():
        raw = journal.read_bytes()
        head = raw.index(b"\n") + 1
        journal.write_bytes(raw[: max(head, len(raw) - cut)])
    for part in output.glob("*.jsonl.part"):
        with part.open("ab") as file:
            file.write(b'{"id": 99, "te')
