# Amends. `make` shows what can be done; `make run` and `make test` are all a newcomer needs.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/installed
INSIDE := tests/engine tests/benchmarks tests/migrations tests/tools
LONG := --durations=0 --durations-min=1

.DEFAULT_GOAL := help
.PHONY: help install run test test-engine test-rest check lint faults faults-stories faults-others postgresql format scenario bench fuzz modeler clean

help: ## show this page
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(INSTALLED): setup.cfg pyproject.toml requirements.txt tools/install.sh
	@PYTHON="$(PYTHON)" sh tools/install.sh
	@touch $@

install: $(INSTALLED) ## make .venv with the amends command, pinned dependencies and front-end assets
	@$(BIN)/python -m web.assets

run: install ## set everything up and serve http://127.0.0.1:8000 with demo people
	@[ "$${AMENDS_DEMO:-1}" != 1 ] || [ -n "$$AMENDS_DATABASE_URL" ] || [ -e "$${AMENDS_VAR:-var}/amends.db" ] || AMENDS_DEMO=1 $(BIN)/amends demo
	@AMENDS_DEMO=$${AMENDS_DEMO:-1} $(BIN)/amends serve

test: install ## set everything up and run all tests, in two halves side by side
	@sh tools/test_ground.sh
	@$(MAKE) --no-print-directory lint
	@echo "Two halves run side by side, for twenty minutes or so; each tells what it found when it is through."
	@$(MAKE) --no-print-directory -j2 -Oline test-engine test-rest

test-engine: install
	@$(BIN)/python -m pytest $(INSIDE)

test-rest: install
	@$(BIN)/python -m pytest $(INSIDE:%=--ignore=%)

check: lint ## the fast loop: lint and the unit tests
	@$(BIN)/python -m pytest tests/engine/feel tests/engine/dmn tests/engine/forms tests/engine/worktime tests/engine/bpmn -m "not long"

lint: install ## format, lint, types, floors, packages
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/amends check processes forms

faults: install ## kill, stop, race and starve it in full numbers, the stories beside all the rest; takes an hour or so
	@echo "Two halves run side by side; each tells what it found when it is through."
	@$(MAKE) --no-print-directory -j2 -Oline faults-stories faults-others

faults-%: export FAULTS = all
faults-stories: install
	@$(BIN)/python -m pytest $(LONG) tests/faults/test_story.py

faults-others: install
	@$(BIN)/python -m pytest $(LONG) --ignore tests/faults/test_story.py tests/faults tests/engine/audit/test_tampering.py tests/engine/recovery/test_backup_and_restore.py tests/web/test_many_machines.py

postgresql: install ## run the tests that touch rows on PostgreSQL, where `make test` keeps most of them in SQLite
	@STORE=postgresql $(BIN)/python -m pytest tests/engine tests/web tests/walks

format: install ## put the code into its form
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

scenario: install ## run the scenarios of the shipped processes, and name what they do not walk
	@$(BIN)/amends scenario

bench: install ## measure and write docs/performance.md (BENCH=--big: at a million cases)
	@$(BIN)/python -m benchmarks --write $(BENCH)

fuzz: install ## run 20,000 random diagrams against what their structure says
	@$(BIN)/python -m tests.engine.bpmn.oracle.compare 20000

modeler: install ## open every diagram, decision and form in the editors of Camunda Modeler and compare what they save
	@$(BIN)/python -m tools.camunda_modeler.opening

walk: install ## walk each process 2,000 times by chance (SEED=complaint_handling-17: one walk again)
	@$(BIN)/python -m tests.walks $(or $(SEED),2000)

clean: ## take away everything that was made, the store in var/ excepted
	@rm -rf .venv build dist *.egg-info web/static/dist frontend/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis
