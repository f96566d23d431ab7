# Everything starts here. A machine with Python 3.11 or later, make and a network needs nothing else: each target
# first makes .venv with the locked packages (instant when nothing has changed), and those that draw PDFs see to
# WeasyPrint's system libraries and fonts.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash
MAKEFLAGS += --no-print-directory
# Where this is set, each of the many processes that are started here compiles its libraries anew, for seconds.
export PYTHONDONTWRITEBYTECODE :=

BIN := .venv/bin
COMP := $(BIN)/comp
DEMO := fixtures/demo
OUT := out
PERIOD := 2026-Q1
NEXT := 2026-Q2
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

# Each step says what it does and shows the command, so that it can be repeated by hand; some two minutes in all.
BOLD := $(if $(MAKE_TERMOUT),\033[1m)
PLAIN := $(if $(MAKE_TERMOUT),\033[0m)
say = @printf '\n$(BOLD)%s$(PLAIN)\n$$ %s\n' '$(1)' '$(2)'; $(2)

demo: system ## check, test and run the demo company's plans; write statements and payroll to out/
	$(call say,1/11 Check the plans like programs.,$(COMP) check $(DEMO))
	$(call say,2/11 Run the examples that stand in the plans; both engines must agree with them.,$(COMP) test $(DEMO))
	$(call say,3/11 Read the facts. Two rows of the CRM export are faulty on purpose.,$(COMP) data check $(DEMO))
	$(call say,4/11 Calculate the first quarter.,$(COMP) run $(DEMO) --period $(PERIOD) --out $(OUT)/run)
	$(call say,5/11 Make the signing key of the company once; its private half stays in .comp.,test -f $(DEMO)/.comp/signing.key || $(COMP) key make $(DEMO))
	$(call say,6/11 Recompute the lines of ten payees in ten roles with the second engine and draw their statements with proofs.,$(COMP) statements $(DEMO) --run $(OUT)/run $(SHOWN) --out $(OUT)/statements)
	$(call say,7/11 Verify one of them with a single file of plain Python.,$(COMP) verify --take-away $(OUT)/verify.py && python3 -I -S $(OUT)/verify.py --key $$($(COMP) key show $(DEMO)) $(OUT)/statements/p-038_$(PERIOD).pdf)
	$(call say,8/11 Write what payroll imports; it must tie to the run.,$(COMP) payroll $(DEMO) --run $(OUT)/run --out $(OUT)/payroll.xlsx)
	$(call say,9/11 Make the database of the portal; take in people and who leads whom.,$(COMP) db upgrade $(DEMO) && $(COMP) people import --from-workspace $(DEMO) --yes | tail -1)
	$(call say,10/11 Record this quarter and the next one for those who approve: both engines and everybody must agree.,$(COMP) run $(DEMO) --period $(NEXT) --out $(OUT)/next && $(COMP) run record $(OUT)/run --workspace $(DEMO) && $(COMP) run record $(OUT)/next --workspace $(DEMO))
	$(call say,11/11 Add a user for each role; finance approves and posts the first quarter.,$(BIN)/python fixtures/demo/portal.py $(DEMO))
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
	@printf '\n$(BOLD)%s$(PLAIN)\n  %s\n' 'Sign in to the portal as one of the users above' '$(COMP) serve $(DEMO)'

# Two workers, as many as the smallest machine we build on has cores. Examples in the documentation are tests too
# and run here.
test: setup ## run the tests
	@$(BIN)/python .ci/system.py --tests
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(PYTEST)

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
