from __future__ import annotations

from types import SimpleNamespace

import pytest

from pipeline.batch import recipe


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recipe, "find_model", lambda name: SimpleNamespace(name=name, fingerprint="0" * 12))
