"""Fixtures that several stages share."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest
from filelock import FileLock

# no timing in tests, and a run of them is repeatable
hypothesis.settings.register_profile(
    "wirepair", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("wirepair")

# two test processes on two cores must not take each other's time waiting in a spin
os.environ.setdefault("OMP_WAIT_POLICY", "passive")


@pytest.fixture(scope="session")
def toy_model(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny trained Marian model (tests/toy_model.py), made once and kept in pytest's cache folder."""
    import toy_model as toy

    cache = getattr(pytestconfig, "cache", None)
    base = cache.mkdir("wirepair") if cache is not None else tmp_path_factory.getbasetemp()
    folder = Path(base) / f"toy-{toy.code_key()}"
    with FileLock(f"{folder}.lock"):
        if not (folder / "model.safetensors").exists():
            toy.build(folder)
    return folder


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Converted models and the like go to a folder of this test run, never to the user's own."""
    monkeypatch.setenv("WIREPAIR_CACHE", str(tmp_path_factory.getbasetemp() / "wirepair-cache"))
