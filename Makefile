# `make help` lists the commands. On a bare machine (Python 3.11 and make): `make run`, `make test`.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help

.PHONY: help
help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)/.ready: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --config-settings editable_mode=compat -e .
	@touch $@

$(VENV)/.ready-dev: requirements-dev.txt $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

.PHONY: setup
setup: $(VENV)/.ready ## make .venv with the llamado command in it

.PHONY: setup-dev
setup-dev: $(VENV)/.ready-dev ## as setup, with what tests and checks need

.PHONY: run
run: setup ## set up, load the demo registry once, start web and jobs, print sign-in links
	$(BIN)/llamado up --demo

.PHONY: test
test: setup-dev ## set up and run every test, on both engines, with a browser where one is found
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

.PHONY: lint
lint: setup-dev ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: check
check: lint ## everything: lint, migration drift, tests with branch coverage
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder --cov --cov-report=term

.PHONY: format
format: setup-dev ## put the code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: bench
bench: setup-dev ## run the benchmarks that the README's figures come from
	$(BIN)/python -m benchmarks

.PHONY: bench-million
bench-million: setup-dev ## a million people against three databases, and the chart of how cost grows (20 min the first time)
	$(BIN)/pip install --quiet duckdb matplotlib
	$(BIN)/python -m benchmarks million --folder var/bench-million --chart docs/growth.svg

.PHONY: failover
failover: setup-dev ## proof: four schedulers, the leader killed three times, every slot once (both engines, 3 min)
	$(BIN)/python -m tests.proof.failover

.PHONY: race
race: setup-dev ## proof: eight writers over few people, killed at random: nobody booked twice (both engines, 2 min)
	$(BIN)/python -m tests.proof.race

.PHONY: screenshots
screenshots: setup-dev ## take the README's pictures from a running demo (ADDRESS=… STAFF=link CREW=link)
	$(BIN)/python -m tests.journeys.screenshots $(ADDRESS) $(STAFF) $(CREW)

.PHONY: lock
lock: ## renew the hashed lock files from pyproject.toml (needs uv)
	uv pip compile -q --python-version 3.11 --no-emit-index-url --generate-hashes --no-header --extra build pyproject.toml -o requirements.txt
	uv pip compile -q --python-version 3.11 --no-emit-index-url --generate-hashes --no-strip-extras --no-header --extra build --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt
