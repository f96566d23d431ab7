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
# One payee in each of ten roles, for whom the demo draws a statement; without --payee everybody gets one.
SHOWN := $(foreach payee,038 040 054 057 063 067 070 073 076 079,--payee p-$(payee))
# The word after the equals sign goes to pytest: make test PYTEST="tests/language -x"
PYTEST :=
# For example: make lock LOCK=--upgrade
LOCK :=
SECONDS := 60

.PHONY: help setup system demo test check bench fuzz format lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

setup: ## make .venv with the locked packages
	@.ci/setup.sh

system: setup ## see to the system libraries and fonts that PDFs need
	@$(BIN)/python .ci/system.py

# Each step says what it does and shows the command, so that it can be repeated by hand; some 40 seconds in all.
BOLD := $(if $(MAKE_TERMOUT),\033[1m)
PLAIN := $(if $(MAKE_TERMOUT),\033[0m)
say = @printf '\n$(BOLD)%s$(PLAIN)\n$$ %s\n' '$(1)' '$(2)'; $(2)

demo: system ## check, test and run the demo company's plans; write statements and payroll to out/
	$(call say,1/8 Check the plans like programs.,$(COMP) check $(DEMO))
	$(call say,2/8 Run the examples that stand in the plans; both engines must agree with them.,$(COMP) test $(DEMO))
	$(call say,3/8 Read the facts. Two rows of the CRM export are faulty on purpose.,$(COMP) data check $(DEMO))
	$(call say,4/8 Calculate the first quarter.,$(COMP) run $(DEMO) --period $(PERIOD) --out $(OUT)/run)
	$(call say,5/8 Make the signing key of the company once; its private half stays in .comp.,test -f $(DEMO)/.comp/signing.key || $(COMP) key make $(DEMO))
	$(call say,6/8 Recompute the lines of ten payees in ten roles with the second engine and draw their statements with proofs.,$(COMP) statements $(DEMO) --run $(OUT)/run $(SHOWN) --out $(OUT)/statements)
	$(call say,7/8 Verify one of them with a single file of plain Python.,$(COMP) verify --take-away $(OUT)/verify.py && python3 -I -S $(OUT)/verify.py --key $$($(COMP) key show $(DEMO)) $(OUT)/statements/p-038_$(PERIOD).pdf)
	$(call say,8/8 Write what payroll imports; it must tie to the run.,$(COMP) payroll $(DEMO) --run $(OUT)/run --out $(OUT)/payroll.xlsx)
	@printf '\n$(BOLD)%s$(PLAIN)\n' 'Where to look'
	@printf '  %-36s %s\n' \
		$(OUT)/run/payouts.csv 'what each payee is paid, by plan and pay' \
		$(OUT)/run/lines.csv 'every line behind it' \
		$(OUT)/statements/p-038_$(PERIOD).pdf 'a statement: this payee outran everybody and met the cap' \
		$(OUT)/verify.py 'checks any of the statements with Python alone' \
		$(OUT)/payroll.xlsx 'import, the lines behind it, controls'
	@printf '\n$(BOLD)%s$(PLAIN)\n' 'What to ask'
	@printf '  # %s\n  %s\n' \
		'why does p-038 get 56.19 USD for this deal?' \
		'$(COMP) explain $(DEMO) ae_mm_2026.commission:p-038:OP-20624#2 --run $(OUT)/run' \
		'and why nothing for the next one?' \
		'$(COMP) why-not $(DEMO) OP-20631 p-038 --as-of 2026-03-31'

# Two workers, as many as the smallest machine we build on has cores. Examples in the documentation are tests too
# and run here.
test: system ## run the tests
	$(BIN)/python -m pytest -n 2 $(PYTEST)

check: setup ## look at format, lint, types, the import rule and the plans' layout, without changing a file
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports
	$(COMP) fmt --check plans fixtures/golden fixtures/cases fixtures/crm_opportunities/plans fixtures/saas_subscriptions/plans

bench: setup ## measure the engine
	$(COMP) bench

# What fails is made small and kept in tests/language/seeds, which `make test` replays.
fuzz: setup ## look for plans that break the parser or the checker: make fuzz SECONDS=600
	$(BIN)/python -m tests.fuzz.session --seconds $(SECONDS)

format: setup ## format the code and apply the linter's safe fixes
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The command in the lock's header is fixed, so that the file says nothing about the machine that wrote it.
lock: setup ## resolve the dependencies of pyproject.toml into requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command 'make lock' --extra postgres --group dev $(LOCK) pyproject.toml --output-file requirements.lock

clean: ## remove what runs and tools have written; .venv stays
	rm -rf $(OUT) dist build .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
