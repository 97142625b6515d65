# Everything one does with Shouyi at a terminal; `make` alone lists it.
#
# Each thing that is set up leaves a stamp (a file of its own, or what it wrote), so that a second run is fast and a
# changed lock file runs again. `demo` needs Python 3.11 and Node 20, nothing else; `test` adds what browsers need.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
MADE := .venv/.made
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
BUILT := src/shouyi/people/static/built/offline-template.html
MESSAGES := $(wildcard src/shouyi/people/locale/*/LC_MESSAGES/*.po src/shouyi/people/*/locale/*/LC_MESSAGES/*.po)
CATALOGUES := $(MESSAGES:.po=.mo)
WEB := $(wildcard web/src/* web/src/*/*) web/build.mjs src/shouyi/people/static/shouyi.css
PYTEST := $(BIN)/pytest -rsfE --no-fold-skipped
# three on two cores: a worker waits a third of its time, for browsers, servers and processes of its own
WORKERS ?= 3
SPREAD := -n $(WORKERS) --dist loadfile
BESIDE := $(MAKE) --no-print-directory -j 3
LATER := api artisan console facts jobs journeys rights routes start trail

.PHONY: help demo test test-web soak bench backtest audit format setup setup-test setup-bench setup-challengers setup-spark debian lint

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

demo: setup ## set up, build the demonstration town, serve it at http://localhost:8000
	@exec $(BIN)/shouyi demo

test: ## set up, run every test, say loudly what was left out
	@$(BESIDE) setup-test
	@$(BESIDE) --output-sync=target lint test-web
	@$(PYTEST) $(SPREAD)
	@echo "a second time on PostgreSQL; LEFT OUT there: $(LATER) (make soak runs them)"
	@SHOUYI_TEST_DATABASE=postgresql $(PYTEST) $(SPREAD) tests/people -m "not browser" \
	  $(LATER:%=--ignore=tests/people/%)

test-web: setup-test ## the tests of what runs in browsers
	@cd web && npm test --silent

soak: setup-test setup-spark setup-challengers ## the long tier: kills, crash cuts, big tables (hours)
	@$(PYTEST) --soak
	@SHOUYI_TEST_DATABASE=postgresql $(PYTEST) --soak tests/people -m "not browser"
	@$(BIN)/shouyi bench aggregate
	@$(BIN)/python -m shouyi.bench.run national --scale 52
	@$(BIN)/python -m shouyi.bench.run live --scale 10
	@$(BIN)/python -m shouyi.bench.run append --scale 20

bench: setup-bench ## run the benchmarks, print ratios
	@$(BIN)/shouyi bench all

backtest: setup-challengers ## the guide against what happened, beside learned challengers; needs the data beside the project
	@$(BIN)/shouyi backtest

audit: setup-test ## bandit, a scan for secrets, what is known against locked versions
	@$(PYTEST) --soak tests/security/test_audit.py tests/security/test_source.py tests/security/test_patterns.py
	@tools/audit/versions

format: setup-test ## bring every Python file into form
	@$(BIN)/ruff check --fix-only --quiet src tests
	@$(BIN)/ruff format src tests

lint: setup-test ## ruff and strict mypy, without the tests
	@$(BIN)/ruff check src tests
	@$(BIN)/ruff format --check src tests
	@$(BIN)/mypy

setup: $(MADE)/run $(BUILT) $(CATALOGUES) ## what a demonstration needs: Python, web, translations

setup-test: $(MADE)/test $(BUILT) $(CATALOGUES) debian ## what tests need besides

setup-spark: $(MADE)/spark ## the second engine of the score, for more than one machine (needs Java 17)

setup-bench: $(MADE)/bench $(BUILT) $(CATALOGUES) ## what benchmarks need besides (a GPL library, for them alone)

setup-challengers: $(MADE)/challengers ## what the backtest's challengers need besides

debian: ## as root, install the browser, database, fonts, tracer that tests use; else say what is missing
	@tools/debian

# the Python environment: what tests and benchmarks need comes on top of what runs -------------------------------------

$(MADE)/venv:
	@tools/require-versions $(PYTHON)
	@echo "setting up .venv"
	@$(PYTHON) -m venv .venv
	@mkdir -p $(MADE) && touch $@

$(MADE)/run: requirements.lock pyproject.toml $(MADE)/venv
$(MADE)/test: requirements-test.lock pyproject.toml $(MADE)/run
$(MADE)/bench: requirements-bench.lock pyproject.toml $(MADE)/run
$(MADE)/challengers: requirements-challengers.lock pyproject.toml $(MADE)/run
$(MADE)/spark: requirements-spark.lock pyproject.toml $(MADE)/run

$(MADE)/run $(MADE)/test $(MADE)/bench $(MADE)/challengers $(MADE)/spark:
	@echo "installing $<"
	@$(PIP) install --require-hashes -r $<
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@

# the web --------------------------------------------------------------------------------------------------------------

web/node_modules/.made: web/package.json web/package-lock.json
	@tools/require-versions $(PYTHON)
	@echo "installing web/package-lock.json"
	@cd web && npm ci --ignore-scripts --silent
	@touch $@

$(BUILT): web/node_modules/.made $(WEB)
	@cd web && node build.mjs
	@touch $@

# the translations -----------------------------------------------------------------------------------------------------

$(CATALOGUES) &: $(MESSAGES) | $(MADE)/run
	@$(BIN)/python -m shouyi.people.catalogues
	@touch $(CATALOGUES)
