from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
from pathlib import Path

import pytest

from pipeline.data import Flag, Output
from pipeline.errors import InputError, UserError
from pipeline.translation.memory import IMPORTED, Memory, RememberingTranslator
from pipeline.translation.memory_tmx import export_tmx, import_tmx

from .fakes import Scripted


def test_the_second_time_nothing_is_translated(tmp_path: Path) -> None:
    inner = Scripted(str.upper)
    translator = RememberingTranslator(inner, Memory(tmp_path / "m.db"))
    first = translator.translate(["a", "b", "a", "", "  "])
    assert [o.text for o in first] == ["A", "B", "A", "", ""]
    inner.asked.clear()
    again = RememberingTranslator(inner, Memory(tmp_path / "m.db"))
    second = again.translate(["b", "c", "a"])
    assert [o.text for o in second] == ["B", "C", "A"]
    assert inner.asked == ["c"]
    assert [o.origin for o in second] == ["memory", "model", "memory"]
    assert (again.found, again.asked) == (2, 3)


def test_equal_after_normalisation_is_equal(tmp_path: Path) -> None:
    inner = Scripted(lambda s: "x")
    translator = RememberingTranslator(inner, Memory(tmp_path / "m.db"))
    translator.translate(["قـــال الوزير ٥", "قال الوزير 5"])
    assert len(inner.asked) == 1


def test_another_model_or_setting_is_another_entry(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "m.db")
    RememberingTranslator(Scripted(str.upper, "one"), memory).translate(["a"])
    other = Scripted(str.title, "two")
    assert RememberingTranslator(other, memory).translate(["ab", "a"])[1].text == "A"
    assert other.asked == ["ab", "a"]
    assert memory.statistics().signatures == 2


def test_everything_about_an_output_is_remembered(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "m.db")
    memory.put(["a"], [Output("b", -0.25, (Flag("split", "two parts"),), "split", ("c", "d"))], "s")
    assert memory.get(["a", "z"], "s") == [
        Output("b", -0.25, (Flag("split", "two parts"),), "memory", ("c", "d")),
        None,
    ]


def test_prune_by_age_and_by_signature(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "m.db")
    memory.put(["a", "b"], [Output("1"), Output("2")], "model:x@1")
    memory.put(["a"], [Output("3")], "model:y@2")
    assert memory.prune(unused_days=1) == 0
    assert memory.prune(keep_signature="model:y@2") == 2
    assert [e.target for e in memory.entries()] == ["3"]
    assert memory.prune(unused_days=-1) == 1


def test_what_is_no_memory_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("not a database at all " * 99, encoding="utf-8")
    with pytest.raises(InputError, match="not a translation memory"):
        Memory(tmp_path / "text")
    sqlite3.connect(tmp_path / "other.db").execute("create table t (x)").connection.commit()
    with pytest.raises(InputError, match="a database of another program"):
        Memory(tmp_path / "other.db")
    with pytest.raises(UserError, match="check that its folder exists"):
        Memory(tmp_path / "no" / "m.db")
    with pytest.raises(InputError, match="no such memory"):
        Memory(tmp_path / "none.db", must_exist=True)


def _fill(path: Path, name: str) -> None:
    memory = Memory(path)
    for i in range(40):
        memory.put([f"{name} {i}", f"shared {i}"], [Output("x"), Output("y")], "s")


def test_several_processes_write_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_fill, args=(tmp_path / "m.db", name)) for name in "abc"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    assert Memory(tmp_path / "m.db").statistics().entries == 160


def _fill_and_die(path: Path) -> None:
    memory = Memory(path)
    memory.put(["kept"], [Output("x")], "s")
    memory._database.execute("begin immediate")
    memory._database.execute("delete from translations")
    os.kill(os.getpid(), signal.SIGKILL)


def test_kill_9_leaves_a_sound_memory(tmp_path: Path) -> None:
    worker = multiprocessing.get_context("spawn").Process(target=_fill_and_die, args=(tmp_path / "m.db",))
    worker.start()
    worker.join()
    assert worker.exitcode == -signal.SIGKILL
    assert [e.source for e in Memory(tmp_path / "m.db").entries()] == ["kept"]


def test_tmx_out_and_in_again(tmp_path: Path) -> None:
    one, two = Memory(tmp_path / "1.db"), Memory(tmp_path / "2.db")
    one.put(["قالَ الملك", "أ & ب"], [Output("The king said"), Output("a & b")], "model:x|norm:none")
    assert export_tmx(one, tmp_path / "m.tmx") == 2
    assert import_tmx(two, tmp_path / "m.tmx") == 2
    assert [(e.source, e.target, e.signature) for e in two.entries()] == [
        (e.source, e.target, e.signature) for e in one.entries()
    ]


def test_people_may_change_their_minds(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "m.db")
    for english in ("Yes", "Indeed"):
        memory.put(["نعم"], [Output(english)], IMPORTED)
        memory.put(["نعم"], [Output(english)], "model:x")
    assert {(e.signature, e.target) for e in memory.entries()} == {(IMPORTED, "Indeed"), ("model:x", "Yes")}


def test_peoples_work_serves_every_model_and_shows_in_the_signature(tmp_path: Path) -> None:
    (tmp_path / "m.tmx").write_text(
        '<?xml version="1.0"?><tmx version="1.4"><header srclang="ar"/><body><tu>'
        '<tuv xml:lang="ar-SA"><seg>قال المـلك</seg></tuv><tuv xml:lang="EN"><seg>Thus spoke <bpt i="1">&lt;b></bpt>'
        "the <hi>king</hi></seg></tuv></tu><tu><tuv xml:lang='ar'><seg>x</seg></tuv></tu></body></tmx>",
        encoding="utf-8",
    )
    memory = Memory(tmp_path / "m.db")
    before = RememberingTranslator(Scripted(str.upper), memory).signature
    assert import_tmx(memory, tmp_path / "m.tmx") == 1
    translator = RememberingTranslator(Scripted(str.upper), memory)
    assert translator.translate(["قال الملك"])[0].text == "Thus spoke the king"
    assert translator.signature.startswith(f"{before}|imported:")
    raw = RememberingTranslator(Scripted(str.upper), memory, normalised=str)
    assert [o.text for o in raw.translate(["قالَ الملك"])] == ["Thus spoke the king"]
    assert memory.prune(keep_signature="other") == 0


@pytest.mark.parametrize(("content", "message"), [("<tmx", "not XML"), ("<a/>", "not a TMX file"), ("", "not XML")])
def test_what_is_not_tmx_is_one_line(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "m.tmx").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        import_tmx(Memory(tmp_path / "m.db"), tmp_path / "m.tmx")
    with pytest.raises(InputError, match="cannot be read"):
        import_tmx(Memory(tmp_path / "m.db"), tmp_path / "none.tmx")
