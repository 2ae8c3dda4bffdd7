# Kaocheng. `make run` and `make test` need Python ≥ 3.11, make and git, nothing else.
.DEFAULT_GOAL := all
PY := .venv/bin/python
SEEDS := samples/seeds

.PHONY: all setup run test lint types contracts docs docs-check accuracy bench fuzz golden wheel-test clean

all: setup lint types contracts docs-check test  ## everything a change must pass

setup:  ## make .venv from the lock file; does nothing when it is up to date
	@scripts/setup.sh

run: setup  ## the main job on the real samples: check the five reports in several formats
	@$(PY) -m kaocheng check $(SEEDS)/docx $(SEEDS)/xlsx $(SEEDS)/pdf $(SEEDS)/html $(SEEDS)/txt || [ $$? -eq 1 ]

test: setup  ## all tests, from a clean clone
	@$(PY) -m pytest -n 2

lint: setup
	@$(PY) -m ruff check . && $(PY) -m ruff format --check .

types: setup
	@$(PY) -m mypy

contracts: setup  ## the architecture, as import contracts
	@.venv/bin/lint-imports

docs: setup  ## rewrite the generated reference pages
	@$(PY) scripts/build_docs.py

docs-check: setup
	@$(PY) scripts/build_docs.py --check

accuracy: setup  ## recall and silent error per channel, and the value grammar, against their targets
	@$(PY) -m accuracy

bench: setup  ## speed and memory as ratios, in one run, with the environment
	@$(PY) -m benchmarks

fuzz: setup  ## hostile input, for minutes instead of seconds
	@$(PY) -m pytest -m slow -n 2

wheel-test: setup  ## build the wheel, install it into an empty environment, run it there
	@scripts/wheel_test.sh

clean:
	rm -rf .venv .build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
