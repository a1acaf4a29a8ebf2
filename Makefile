# Everything runs from .venv, made here from the pinned lock file; nothing else is needed than Python 3.11, make and git.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# Stories wait more than they compute: five workers keep two cores busy.
TEST_WORKERS ?= 5

.PHONY: help docs demo test check check-schemas format lock bench clean
.DEFAULT_GOAL := help

docs: $(STAMP) ## write docs/settings.md anew
	$(BIN)/ticketbot config --page > docs/settings.md

help: ## show the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Ticketbot needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Set PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

demo: $(STAMP) ## the whole offline world and a terminal chat in it
	@$(BIN)/ticketbot demo $(ARGS)

test: $(STAMP) ## all tests
	$(BIN)/python -m pytest -n $(TEST_WORKERS) $(ARGS)

check: $(STAMP) ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check-schemas: $(STAMP) ## hold every golden card against the vendors' own schemas: make check-schemas SCHEMAS_DIR=folder
	SCHEMAS_DIR="$(SCHEMAS_DIR)" $(BIN)/python tests/check_schemas.py

format: $(STAMP) ## write the format and the safe fixes
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(STAMP) ## what the bot costs, beside others: start, memory, requests a second (three minutes, two idle cores)
	$(BIN)/python -m bench $(ARGS)

lock: ## renew requirements.lock from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" --output-file requirements.lock

clean: ## remove what the targets made
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache bench/results.json
