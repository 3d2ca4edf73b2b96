"""Parts by name."""

from __future__ import annotations

import pytest

from pipeline.alignment.base import aligners
from pipeline.errors import ConfigError, did_you_mean
from pipeline.evaluation.base import metrics
from pipeline.registry import Registry
from pipeline.segmentation.base import segmenters


def test_parts_are_found_by_looking_into_the_package() -> None:
    assert {"rules", "lines"} <= set(segmenters.names())
    assert {"pivot", "length"} <= set(aligners.names())
    assert {"bleu", "chrf", "ter"} <= set(metrics.names())


def test_an_unknown_part_gets_the_place_and_the_closest_name() -> None:
    with pytest.raises(ConfigError) as caught:
        aligners.get("pivto", "a.yaml:7: alignment.use")
    message = str(caught.value)
    assert message.startswith("a.yaml:7: alignment.use: no aligner 'pivto'; did you mean 'pivot'? known: ")
    assert "\n" not in message


def test_two_parts_cannot_share_a_name() -> None:
    registry: Registry[object] = Registry("thing", "pipeline.runs")
    registry.register("one")(int)
    registry.register("one")(int)
    with pytest.raises(ValueError, match="two things are called 'one'"):
        registry.register("one")(str)


def test_did_you_mean_names_all_that_is_known() -> None:
    assert did_you_mean("zzz", ["b", "a"]) == "; known: a, b"
