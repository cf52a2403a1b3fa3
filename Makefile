# Two commands on a fresh machine (Python 3.11 or newer, make): `make screen` and `make test`. `make` lists all.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FILE ?= $(filter-out %.md %.py,$(wildcard examples/*.*))
OUT ?= out
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev screen check test benchmark examples clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

$(VENV)/.runtime: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "The screener needs Python 3.11 or newer; set PYTHON=..."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the screener into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "Installing the tools for the checks into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.lock
	@touch $@

setup: $(VENV)/.runtime ## install what screening needs

setup-dev: $(VENV)/.dev ## install what the checks need as well

screen: setup ## screen the drafts in examples/ (or FILE=...), print the report and write out/report.html
	@mkdir -p $(OUT)
	@$(BIN)/screener screen $(FILE) --format html --output $(OUT)/report.html --fail-on never
	@$(BIN)/screener screen $(FILE) --fail-on never
	@echo "The same report to read and share: $(OUT)/report.html"

check: setup-dev ## format, lint, types and import contracts
	@$(BIN)/ruff format --check --quiet . && echo "format ok"
	@$(BIN)/ruff check --quiet . && echo "lint ok"
	@$(BIN)/mypy
	@$(BIN)/lint-imports

test: check ## all checks, then the tests
	@$(BIN)/pytest -n auto

$(VENV)-benchmark/.ready: requirements-benchmark.lock pyproject.toml
	@test -x $(VENV)-benchmark/bin/python || $(PYTHON) -m venv $(VENV)-benchmark
	@$(VENV)-benchmark/bin/python -m pip install --quiet --require-hashes --requirement requirements-benchmark.lock
	@$(VENV)-benchmark/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

benchmark: $(VENV)-benchmark/.ready ## how fast, as ratios, on your CORPUS=... (see benchmarks/README.md)
	@$(VENV)-benchmark/bin/python benchmarks/run.py $(CORPUS)

examples: setup-dev ## rebuild the drafts in examples/
	@$(BIN)/python examples/build.py

clean: ## remove what the commands made
	@rm -rf $(VENV) $(VENV)-benchmark $(OUT) .mypy_cache .ruff_cache .pytest_cache .hypothesis
