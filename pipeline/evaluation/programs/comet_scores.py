"""COMET as a scoring program (see pipeline/evaluation/program.py). Runs in an environment that has unbabel-comet.

`PYTHON comet_scores.py --checkpoint MODEL.ckpt`; asks for nothing from the network. Works with Python 3.8 and later.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib
import importlib.metadata
import json
import sys
from collections.abc import Iterator
from typing import Any


def main() -> None:
    """Answers batch after batch until its input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--batch-size", type=int, default=16)
    options = parser.parse_args()
    answers = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):  # libraries talk; only answers may stand on standard output
        model = importlib.import_module("comet").load_from_checkpoint(options.checkpoint)
        print(json.dumps(about(options.checkpoint)), file=answers, flush=True)
        for batch in batches():
            for answer in score(model, batch, options.batch_size):
                print(json.dumps(answer), file=answers)
            answers.flush()


def about(checkpoint: str) -> dict[str, str]:
    """Versions and the checkpoint's hash: the signature's part."""
    digest = hashlib.sha256()
    with open(checkpoint, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return {
        "name": "COMET",
        "version": version("unbabel-comet"),
        "torch": version("torch"),
        "checkpoint": digest.hexdigest()[:12],
    }


def version(package: str) -> str:
    """The installed version of a package."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "unknown"


def batches() -> Iterator[list[dict[str, Any]]]:
    """Batches of requests: an empty line ends one, and so does the end of the input."""
    batch: list[dict[str, Any]] = []
    for line in sys.stdin:
        if line.strip():
            batch.append(json.loads(line))
        elif batch:
            yield batch
            batch = []
    if batch:
        yield batch


def score(model: Any, batch: list[dict[str, Any]], size: int) -> list[dict[str, Any]]:
    """An answer for each request: the mean over its references."""
    data = [
        {"src": item["source"] or "", "mt": item["hypothesis"], "ref": reference}
        for item in batch
        for reference in item["references"]
    ]
    gpus = 1 if importlib.import_module("torch").cuda.is_available() else 0
    scores = iter(model.predict(data, batch_size=size, gpus=gpus, progress_bar=False).scores)
    found = []
    for item in batch:
        own = [float(next(scores)) for _ in item["references"]]
        texts = [item["source"] or "", item["hypothesis"], *item["references"]]
        found.append(
            {"id": item["id"], "score": sum(own) / len(own), "truncated": any(too_long(model, t) for t in texts)}
        )
    return found


def too_long(model: Any, text: str) -> bool:
    """True where the encoder cannot take all of the text."""
    encoder = model.encoder
    # The limit leaves room for the two special tokens that the tokenizer adds.
    return len(encoder.tokenizer(text)["input_ids"]) > int(encoder.max_positions)


if __name__ == "__main__":
    main()
