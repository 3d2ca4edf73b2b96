"""Config files: what is wrong is said in one line, with the place."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field

from pipeline.config import load
from pipeline.errors import ConfigError


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    beam: int = Field(4, ge=1)
    name: str = "x"


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str
    inner: Inner = Inner()
    items: list[Inner] = []


def _write(folder: Path, text: str) -> Path:
    path = folder / "a.yaml"
    path.write_text(text, encoding="utf-8")
    return path


FAULTS = [
    ("title: t\ninner:\n  baem: 3\n", ":3: inner.baem: no such setting; did you mean 'beam'? known: beam, name"),
    ("title: t\ntitle: u\n", ":2: title: stands twice (first in line 1)"),
    ("title: t\ninner:\n  beam: 0\n", ":3: inner.beam: input should be greater than or equal to 1, was: 0"),
    ("inner: {}\n", ": title: is missing; add it"),
    ("title: t\nitems:\n  - beam: 2\n  - {beam: x}\n", ":4: items.1.beam: "),
    ("- a\n", ":1: want 'key: value' lines at the top, got a list"),
    ("title: [\n", ": not YAML: "),
    ("", ": is empty"),
    ("title: t\ninner: 3\n", ":2: inner: "),
]


@pytest.mark.parametrize(("text", "said"), FAULTS, ids=[said[:24] for _, said in FAULTS])
def test_a_fault_is_one_line_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    path = _write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load(path, Outer)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert said in message
    assert "\n" not in message


def test_a_missing_file_a_folder_and_bytes_that_are_no_text(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        load(tmp_path / "none.yaml", Outer)
    with pytest.raises(ConfigError, match="is a folder"):
        load(tmp_path, Outer)
    bad = tmp_path / "bad.yaml"
    bad.write_bytes(b"title: \xff\n")
    with pytest.raises(ConfigError, match=r"not UTF-8 \(byte 7\)"):
        load(bad, Outer)


def test_overrides_win_and_reach_into_lists(tmp_path: Path) -> None:
    path = _write(tmp_path, "title: t\nitems:\n  - beam: 2\n")
    value = load(path, Outer, ["inner.beam=7", "items.0.name=y", "title=u"]).value
    assert (value.inner.beam, value.items[0].name, value.title) == (7, "y", "u")


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("inner.beam", "want key=value"),
        ("title.x=1", "is a value, not a group"),
        ("items.5.beam=1", "is no index of a list of 1"),
        ("inner.bean=1", "did you mean 'beam'"),
    ],
)
def test_a_bad_override_is_named(tmp_path: Path, override: str, said: str) -> None:
    path = _write(tmp_path, "title: t\nitems:\n  - beam: 2\n")
    with pytest.raises(ConfigError, match=said):
        load(path, Outer, [override])


def test_settings_know_their_place_and_paths_their_folder(tmp_path: Path) -> None:
    loaded = load(_write(tmp_path, "title: t\ninner:\n  beam: 2\n"), Outer)
    assert loaded.where("inner", "beam").endswith(":3: inner.beam")
    assert loaded.file("b/c.txt") == (tmp_path / "b/c.txt").resolve()
    assert loaded.file("/d.txt") == Path("/d.txt")
