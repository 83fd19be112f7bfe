# Works in a clean clone. Needs only Python 3.11 or newer, make, and access to a package index.
#
#   make run      run the bot: on Discord with DISCORD_TOKEN (environment or .env), otherwise in the sandbox
#   make test     run every test, and show the ten slowest
#   make quick    run the tests that need no process, socket or database and are not slow: less than a minute
#   make check    check style, types and import contracts
#   make bench    run the benchmarks
#   make faults   stress-test bots while they deliver (kills, wrong clocks, lost locks); nothing may be lost or sent twice
#   make format   fix style and formatting
#   make install  create the environment only (.venv/bin/nutgraf)
#   make dev      the same, with the tools for tests and checks
#   make lock     rewrite the hashed locks (needs uv)
#   make pictures take the README's images again (needs Chromium)
#   make words    extract the word data again (needs Debian's packages scowl and wordnet-base)
#   make clean    remove the environment and caches

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run install dev test quick faults check bench format lock pictures words clean

VENV := .venv
BIN := $(VENV)/bin
# The first interpreter that runs and is new enough. Each candidate is run, because a shim may have no Python behind it.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$p; break; fi; done)

help:
	@sed -n 's/^#   //p' Makefile

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Nutgraf needs Python 3.11 or newer, and there is none on the PATH." >&2; \
		echo "Install it (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python), or run make PYTHON=/path/to/python3" >&2; \
		exit 1; fi
	@$(PYTHON) -c 'import ensurepip, venv' >/dev/null 2>&1 || { \
		v=$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
		echo "$(PYTHON) (Python $$v) has no working venv module, so it can't create the environment." >&2; \
		echo "Debian, Ubuntu: apt install python$$v-venv. Fedora: dnf install python3-pip. Then run make again." >&2; \
		exit 1; }
	@echo "Creating the environment in $(VENV) with $$($(PYTHON) --version): about ten seconds"
	@rm -rf $(VENV) && $(PYTHON) -m venv $(VENV)

# The stamp is written last, so that an interrupted installation runs again.
define install_lock
@echo "Installing the packages of $(1), with hash checks: one to five minutes, mostly downloads"
@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1)
@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
@touch $@
endef

$(VENV)/.run: requirements/run.txt pyproject.toml | $(BIN)/python
	$(call install_lock,requirements/run.txt)

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(BIN)/python
	$(call install_lock,requirements/dev.txt)
	@touch $(VENV)/.run

install: $(VENV)/.run

dev: $(VENV)/.dev

run: install
	@$(BIN)/nutgraf run

# Tests start many processes of Python, and every one would compile the same modules anew if it could not keep them.
KEEP_COMPILED := env -u PYTHONDONTWRITEBYTECODE
PYTEST := $(KEEP_COMPILED) $(BIN)/pytest -n auto --dist worksteal

test: dev
	@$(PYTEST) --durations=10 --durations-min=0 $(ARGS)

quick: dev
	@$(KEEP_COMPILED) $(BIN)/python -m tests.quick $(ARGS)

check: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/lint-imports

bench: dev
	@$(BIN)/python -m bench $(ARGS)

faults: dev
	@$(BIN)/python -m tests.faults $(ARGS)

format: dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock:
	requirements/lock

pictures: dev
	@$(BIN)/python -m tools.take_pictures

words: dev
	@$(BIN)/python tools/extract_words.py $(ARGS)

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis .import_linter_cache
