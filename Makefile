# Everything starts here. A machine with Python 3.11 or later, make and a network needs nothing else: each target
# first makes .venv with the locked packages (instant when nothing has changed), and those that draw PDFs see to
# WeasyPrint's system libraries and fonts.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
COMP := $(BIN)/comp
DEMO := fixtures/demo
OUT := out
PERIOD := 2026-Q1
# The word after the equals sign goes to pytest: make test PYTEST="tests/language -x"
PYTEST :=
# For example: make lock LOCK=--upgrade
LOCK :=

.PHONY: help setup system demo test check bench format lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

setup: ## make .venv with the locked packages
	@.ci/setup.sh

system: setup ## see to the system libraries and fonts that PDFs need
	@$(BIN)/python .ci/system.py

demo: system ## check, test and run the demo company's plans; write statements and payroll to out/
	$(COMP) check $(DEMO)
	$(COMP) test $(DEMO)
	$(COMP) run $(DEMO) --period $(PERIOD) --out $(OUT)/run
	$(COMP) statement $(DEMO) --run $(OUT)/run --all --out $(OUT)/statements
	$(COMP) payroll $(DEMO) --run $(OUT)/run --out $(OUT)/payroll.xlsx
	@printf '\nStatements: %s\nPayroll:    %s\nThe run:    %s\n' $(OUT)/statements $(OUT)/payroll.xlsx $(OUT)/run

# Two workers, as many as the smallest machine we build on has cores. Examples in the documentation are tests too
# and run here.
test: system ## run the tests
	$(BIN)/python -m pytest -n 2 $(PYTEST)

check: setup ## look at format, lint, types and the import rule, without changing a file
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports

bench: setup ## measure the engine
	$(COMP) bench

format: setup ## format the code and apply the linter's safe fixes
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The command in the lock's header is fixed, so that the file says nothing about the machine that wrote it.
lock: setup ## resolve the dependencies of pyproject.toml into requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command 'make lock' --group dev $(LOCK) pyproject.toml --output-file requirements.lock

clean: ## remove what runs and tools have written; .venv stays
	rm -rf $(OUT) dist build .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
