# `make demo` shows the service, `make test` proves it; `make help` lists the rest.
SHELL := bash
PYTHON ?= python3
PORT ?= 8400
VENV := $(CURDIR)/.venv
BIN := $(VENV)/bin
LOCKS := requirements/build.txt requirements/run.txt
REPORTS := build/reports
export PATH := $(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# --- the two commands ---------------------------------------------------------

.PHONY: demo
demo: assets ## Start the service with a demo site on PORT (8400)
	@exec temoin demo --port $(PORT)

.PHONY: test
test: system-test $(VENV)/.test ## Install what the tests need and run everything
	@python scripts/run_parts.py lint types layers js php unit pg browser wordpress slow

# --- installing ---------------------------------------------------------------

.PHONY: install
install: $(VENV)/.test assets ## Everything for working on the code, without system packages

.PHONY: assets
assets: $(VENV)/.run ## Bring the built snippet and the country database up to date
	@python hatch_build.py

.PHONY: system-test system-bench
system-test: ## Debian packages of the tests: browser, PHP, PostgreSQL
	@scripts/system-packages.sh test
system-bench:
	@scripts/system-packages.sh bench

$(BIN)/pip:
	@scripts/make-venv.sh "$(PYTHON)" "$(VENV)"

$(VENV)/.run: $(BIN)/pip $(LOCKS) pyproject.toml hatch_build.py
	@echo "Installing Temoin and its locked packages into .venv"
	@pip install --quiet --require-hashes $(addprefix -r ,$(LOCKS))
	@pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements/test.txt
	@echo "Installing the locked tools of the tests into .venv"
	@pip install --quiet --require-hashes -r requirements/test.txt
	@touch $@

# --- the parts of `make test`, one by one -------------------------------------

.PHONY: check
check: $(VENV)/.test ## The quick parts: lint types layers js php unit
	@python scripts/run_parts.py lint types layers js php unit

.PHONY: lint
lint: $(VENV)/.test ## Style and format of the Python code
	ruff check
	ruff format --check

.PHONY: types
types: $(VENV)/.test ## mypy, strict
	mypy

.PHONY: layers
layers: $(VENV)/.test ## Who may import whom
	lint-imports

.PHONY: js
js: $(VENV)/.test assets ## Types, style, tests and byte budget of the snippet
	npm run --silent check

.PHONY: php
php: ## Syntax of the WordPress plugin
	@find plugins tests -name '*.php' -print0 | xargs -0 -r -n 1 sh -c \
		'said=$$(php -l "$$0" 2>&1) || { echo "$$said"; exit 1; }'

.PHONY: unit pg browser wordpress slow
unit: MARKS = not (browser or wordpress or pg or slow)
unit: pytest-unit ## Tests that need nothing but Python
pg: MARKS = pg and not (browser or wordpress)
pg: pytest-pg ## Tests on a real PostgreSQL
browser: MARKS = browser and not wordpress
browser: pytest-browser ## Tests in a real Chromium
wordpress: MARKS = wordpress
wordpress: pytest-wordpress ## Tests on a real WordPress
slow: MARKS = slow and not (browser or wordpress or pg)
slow: pytest-slow ## Tests of more than ten seconds: crash, packaging

pytest-%: $(VENV)/.test assets
	pytest -m "$(MARKS)" --junit-xml=$(REPORTS)/$*.xml $(ARGS)

.PHONY: bench
bench: system-bench $(VENV)/.test assets ## Measure beside nginx and a bare prototype
	python -m benchmarks $(ARGS)

.PHONY: evidence
evidence: $(VENV)/.test assets ## Run the fault tests long (ARGS="--kills N") and write docs/evidence
	python -m benchmarks evidence $(ARGS)

# --- looking after the project ------------------------------------------------

COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command "make lock" $(LOCK_ARGS)

.PHONY: lock
lock: $(VENV)/.run ## Lock again after a change in pyproject.toml (LOCK_ARGS=--upgrade)
	pip install --quiet --require-hashes -r requirements/lock.txt
	$(COMPILE) pyproject.toml --extra postgres -o requirements/run.txt
	for group in build test lock; do \
		$(COMPILE) --group $$group -c requirements/run.txt -o requirements/$$group.txt || exit 1; \
	done

.PHONY: format
format: $(VENV)/.test ## Rewrite the code in the house style
	ruff check --fix-only
	ruff format
	npm run --silent format

.PHONY: clean
clean: ## Remove what building and testing made
	rm -rf .venv node_modules build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	rm -rf .hypothesis backend/temoin/adapters/data
	rm -f backend/temoin/banner/static/*.js

.PHONY: help
help:
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | expand -t 14
