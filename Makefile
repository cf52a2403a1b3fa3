# Two commands on a fresh machine (Python 3.11 or newer, make): `make screen` and `make test`. `make` lists all.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FILE ?= $(filter-out %.md %.py,$(wildcard examples/*.*))
OUT ?= out
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev screen check test benchmark train evaluate candidates examples clean

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

$(VENV)-train/.ready: requirements-train.lock pyproject.toml
	@test -x $(VENV)-train/bin/python || $(PYTHON) -m venv $(VENV)-train
	@echo "Installing what training needs into $(VENV)-train ..."
	@# PyTorch is locked to its build for processors; the one for graphics cards brings gigabytes that are of no use here.
	@$(VENV)-train/bin/python -m pip install --quiet --no-deps --require-hashes --requirement requirements-train.lock
	@$(VENV)-train/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

train: $(VENV)-train/.ready ## make the models anew from training_data/ (and DATA=decisions.jsonl); keeps them if they lose on no floor
	@$(VENV)-train/bin/screener train $(foreach file,$(DATA),--data $(file))

evaluate: $(VENV)-train/.ready ## measure the models on held-out records (and GOLD=...), with plots in out/evaluation.html
	@$(VENV)-train/bin/screener evaluate $(GOLD) --html $(OUT)/evaluation.html

candidates: $(VENV)-train/.ready ## measure the kinds of model that were considered (see models/README.md)
	@$(VENV)-train/bin/python -m screener.learning.candidates $(GOLD)

examples: setup-dev ## rebuild the drafts in examples/
	@$(BIN)/python examples/build.py

clean: ## remove what the commands made
	@rm -rf $(VENV) $(VENV)-benchmark $(VENV)-train $(OUT) .mypy_cache .ruff_cache .pytest_cache .hypothesis
