# Kaocheng. `make run` and `make test` need Python ≥ 3.11, make and git, nothing else.
.DEFAULT_GOAL := all
PY := .venv/bin/python
SEEDS := samples/seeds

.PHONY: all setup run samples test test-postgresql lint types contracts docs docs-check accuracy anomalies mutation parity determinism \
        roundtrip correction publication pictures bench load audit fuzz site wheel-test clean

all: setup lint types contracts docs-check test  ## everything a change must pass

setup:  ## make .venv from the lock file; does nothing when it is up to date
	@scripts/setup.sh

FORMATS := $(SEEDS)/docx $(SEEDS)/xlsx $(SEEDS)/pdf $(SEEDS)/html $(SEEDS)/txt

run: setup  ## the web application with its example county, on this machine: http://127.0.0.1:8000
	@.venv/bin/kaocheng serve --demo

samples: setup  ## check five real reports in several formats
	@mkdir -p .build
	@$(PY) -m kaocheng check $(FORMATS) || [ $$? -eq 1 ]
	@$(PY) -m kaocheng check $(SEEDS)/docx --format html -o .build/findings.html || [ $$? -eq 1 ]
	@echo; echo "核查结果网页 the findings as a page: .build/findings.html"

test: setup  ## all tests, from a clean clone; names what was left out, and why
	@$(PY) -m pytest -n 2 -rs

test-postgresql: setup  ## the tests of the web application on a PostgreSQL server started for them
	@$(PY) scripts/with_postgres.py -- $(PY) -m pytest -n 2 tests/web -m 'not slow and not browser'

lint: setup
	@$(PY) -m ruff check . && $(PY) -m ruff format --check .

types: setup
	@KAOCHENG_DATA=.build/types $(PY) -m mypy

contracts: setup  ## the architecture, as import contracts
	@.venv/bin/lint-imports

docs: setup  ## rewrite the generated reference pages
	@$(PY) scripts/build_docs.py

docs-check: setup
	@$(PY) scripts/build_docs.py --check

site: setup  ## the reference as a web site in .build/site; no network, opens from the disk
	@$(PY) -m sphinx -q -W --keep-going -d .build/doctrees -b html docs .build/site
	@echo "参考站点 the reference site: .build/site/index.html"

accuracy: setup  ## recall and silent error per channel, and the value grammar, against their targets
	@$(PY) -m accuracy

anomalies: setup  ## the reviewed list of anomalies in the five reports against what is found
	@$(PY) -m accuracy.anomalies

mutation: setup  ## faults injected into clean reports: which are noticed, and false alarms
	@$(PY) -m trust.mutation

parity: setup  ## the same report in every format: the same findings, or why not
	@$(PY) -m trust.parity

determinism: setup  ## the same input gives the same bytes, over processes and Python versions
	@$(PY) -m trust.determinism

roundtrip: setup  ## extract, render, extract: a fixed point for every seed, form and template
	@$(PY) -m trust.roundtrip

correction: setup  ## arithmetic faults: corrected to the clean text, never wrongly
	@$(PY) -m trust.correction

publication: setup  ## planted personal data: what a copy for publication removes, and what it leaves alone
	@$(PY) -m trust.publication

pictures: setup  ## the pictures of the guides, from real output; needs chromium, LibreOffice, pdftoppm
	@$(PY) scripts/pictures.py

bench: setup  ## speed and memory as ratios, in one run, with the environment
	@$(PY) -m benchmarks

load: setup  ## 200 clerks who think and 50 who do not, on SQLite and PostgreSQL: times, lost and duplicated writes
	@$(PY) -m load

audit: setup  ## dependencies of the lock file against known vulnerabilities; needs the network
	@$(PY) -m pip_audit --requirement requirements.lock --disable-pip

fuzz: setup  ## hostile input, for minutes instead of seconds
	@$(PY) -m pytest -m slow -n 2

wheel-test: setup  ## build the wheel, install it into an empty environment, run it there
	@scripts/wheel_test.sh

clean:
	rm -rf .venv .build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
