# make run     the bot and the local Teams client, with a fictitious board
# make test    everything that has to hold: style, types, floors, tests
# make help    the rest

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
WORKERS ?= 3

.PHONY: help install run test cover lint format bench lock clean client chromium

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1\t/' | expand -t 16

install: .venv/.run ## what the bot needs, in .venv; the command is .venv/bin/mhrmb

run: .venv/.run client ## the bot and the local Teams client, until Ctrl-C
	@exec $(BIN)/mhrmb rehearse

test: .venv/.test client chromium lint ## everything that has to hold
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope $(ARGS)

cover: .venv/.test client chromium ## the tests again, with what they do not reach (slower)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope --cov --cov-report term:skip-covered $(ARGS)

lint: .venv/.test ## style, types, floors
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/.test ## let ruff lay out the code
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench: .venv/.test ## how long a turn takes, beside others
	$(BIN)/python -m bench $(ARGS)

lock: .venv/.run ## the lock files anew; ARGS=--upgrade for newer versions
	$(PIP) install --no-deps --require-hashes -r requirements/lock.txt
	$(BIN)/python tools/lock.py $(ARGS)
	if command -v npm >/dev/null; then npm install --package-lock-only --loglevel=error; fi

clean: ## all that was installed or built; var/ with its data stays
	rm -rf .venv node_modules dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	rm -rf .import_linter_cache .coverage .coverage.* htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- what the above stand on -----------------------------------------------------------------------

.venv/bin/python:
	@python=$$(tools/find-python); echo "Setting up .venv with $$("$$python" --version) ..."; \
	"$$python" -m venv .venv

.venv/.run: requirements/run.txt pyproject.toml | .venv/bin/python
	@echo "Installing what the bot needs ..."
	@$(PIP) install --no-deps --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.test: requirements/test.txt .venv/.run
	@echo "Installing what the tests need ..."
	@$(PIP) install --no-deps --require-hashes -r requirements/test.txt
	@touch $@

# Without Node the bot runs alone, and says so.
client:
	@if tools/has-node; then $(MAKE) node_modules/.ready; fi

node_modules/.ready: package.json package-lock.json
	@echo "Installing the local Teams client ..."
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

chromium:
	@tools/find-chromium --install >/dev/null
