# Fayan 发言台. `make` lists what there is.

# The first Python of 3.11 or newer that can also make a virtual environment.
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14 python; do \
  $$p -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
  && { echo $$p; break; }; done)

VENV := .venv
BIN := $(VENV)/bin
DONE := $(VENV)/done
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq install
# Node comes from a wheel of the lock, so that nobody has to have it.
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm
NODE := $(BIN)/node
# Browser tests wait more than they work: one more than there are processors.
WORKERS ?= $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 1)))
# A file stays with one worker: what its tests share is started once. The longest begin first
# (tests/conftest.py), whatever number of tests they hold.
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
UV_LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
  --no-strip-extras --no-header --python-version 3.11 $(UPGRADE)
ASSETS := $(shell find console/web/assets -type f 2>/dev/null)
MANIFEST := console/web/static/manifest.json

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup setup-test run test fast check audit bench lock assets clean

help: ## List these commands
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

setup: $(DONE)/project $(MANIFEST) ## Virtual environment, locked packages, web assets; the second time, nothing

setup-test: setup $(DONE)/test $(DONE)/web-test ## The same with what the tests and checks need
	@$(BIN)/python -m tests.chromium
	@$(BIN)/python -m tests.programs

run: setup ## Everything in the foreground, with demonstration data; Ctrl-C stops it
	@FAYAN_CONFIG="$${FAYAN_CONFIG:-config/rehearsal.toml}" exec $(BIN)/fayan run

test: setup-test ## Every test
	$(PYTEST) $(ARGS)

fast: setup $(DONE)/test ## The inner loop: style, types, and the tests without browser and PostgreSQL
	$(BIN)/ruff check --quiet
	$(BIN)/mypy
	$(PYTEST) -q -m "not browser and not postgres and not slow" $(ARGS)

check: setup $(DONE)/test ## Style, types, imports, templates, translations, spelling
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	$(if $(wildcard templates),$(BIN)/djlint templates --lint --quiet)
	$(if $(wildcard console/language/__main__.py),$(BIN)/python -m console.language check)
	$(BIN)/codespell

audit: setup $(DONE)/test ## Known weaknesses in the locked packages; asks the registries
	$(BIN)/uv tool run pip-audit --requirement requirements-test.lock --disable-pip --require-hashes
	$(NPM) audit

bench: setup $(DONE)/test ## One measurement: make bench NAME=serving
	$(BIN)/python -m bench $(NAME) --json

lock: $(DONE)/test ## Write both Python locks and the web lock anew; UPGRADE=--upgrade takes newer releases
	$(UV_LOCK) --extra assets pyproject.toml --output-file requirements.lock
	$(UV_LOCK) --all-extras --constraints requirements.lock pyproject.toml --output-file requirements-test.lock
	$(NPM) install --package-lock-only

assets: ## Build the style sheet and scripts again
	rm -f $(MANIFEST)
	$(MAKE) --no-print-directory $(MANIFEST)

clean: ## Remove everything that set-up, tests and checks made; var/ stays
	rm -rf $(VENV) node_modules console/web/static .cache .coverage .hypothesis .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(DONE)/venv:
	@test -n "$(PYTHON)" || { echo "Fayan needs Python 3.11 or newer with its venv module. None was \
	found on PATH; install one, or say: make PYTHON=/path/to/python $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Setting up with $$($(PYTHON) --version) in $(VENV)"
	@$(PYTHON) -m venv --clear $(VENV)
	@mkdir -p $(DONE) && touch $@

$(DONE)/runtime: requirements.lock | $(DONE)/venv
	@echo "Installing packages of requirements.lock"
	@$(PIP) --require-hashes --requirement requirements.lock
	@touch $@

$(DONE)/project: pyproject.toml | $(DONE)/runtime
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(DONE)/test: requirements-test.lock | $(DONE)/runtime
	@echo "Installing packages of requirements-test.lock"
	@$(PIP) --require-hashes --requirement requirements-test.lock
	@touch $@

$(DONE)/web: package.json package-lock.json .npmrc | $(DONE)/runtime
	@echo "Installing web packages"
	@$(NPM) ci --omit=dev --no-progress --loglevel=error
	@touch $@

$(DONE)/web-test: $(DONE)/web
	@echo "Installing web packages for the tests"
	@$(NPM) ci --no-progress --loglevel=error
	@touch $@

$(MANIFEST): $(ASSETS) $(DONE)/web
	@$(NODE) console/web/assets/build.js
