# Each target sets up what it needs by itself; a second run reinstalls nothing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
JOBS ?= 2

.PHONY: help demo test check fix bench clean

help: ## what there is to make
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("wirepair needs Python 3.11 or newer, this is %s; name one with PYTHON=..." % sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing (once; a minute or two)"
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $(READY)

demo: $(READY) ## translate, align and score the sample story; shows it here and on a page
	@$(BIN)/wirepair run configs/demo.yaml

test: $(READY) ## all tests
	@$(BIN)/pytest -n $(JOBS)

check: $(READY) ## format, lint, types, floors, tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/pytest -n $(JOBS)

fix: $(READY) ## format and mend what can be mended by itself
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(READY) ## the benchmarks; those that need data run with DATA=FOLDER (docs/benchmarks.md)
	@$(BIN)/python benchmarks/resampling.py
	@$(BIN)/python benchmarks/score_model.py wire-ar-en tests/data/newswire_handwritten.tsv
ifdef DATA
	@$(BIN)/python benchmarks/segmentation.py $(DATA)/ntrex-dev
	@$(BIN)/python benchmarks/align.py $(DATA)/alignment-dev
	@$(BIN)/python benchmarks/story_scores.py $(DATA)/flores-dev
	@$(BIN)/python benchmarks/flags.py $(DATA)/flores-dev
	@$(BIN)/python benchmarks/protect.py wire-ar-en $(DATA)/ntrex-dev/source.ar
	@$(BIN)/python benchmarks/precision.py wire-ar-en $(DATA)/ntrex-dev/source.ar $(DATA)/ntrex-dev/reference.en
	@$(BIN)/python benchmarks/translate.py wire-ar-en $(DATA)/ntrex-dev/source.ar
else
	@echo "the others need data: make bench DATA=FOLDER"
endif

clean: ## remove what was made here: environment, runs, caches
	rm -rf $(VENV) runs .pytest_cache .mypy_cache .ruff_cache build *.egg-info
