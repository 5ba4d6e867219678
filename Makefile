# Two commands are enough: `make demo` and `make test`. Each does its own set-up.
PYTHON ?= python3
SERVE ?= yes
DEMO_DIR ?= demo-archive
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
UV_VERSION := 0.13.9
WORKERS ?= auto
POINTS ?= 0
FAULTS ?= 10000
SEED ?= 1
ROWS ?= 5000000
ITEMS ?= 16000000

# uv is told of the package index that pip uses, and never fetches an interpreter.
ifdef PIP_INDEX_URL
export UV_DEFAULT_INDEX ?= $(PIP_INDEX_URL)
endif
export UV_PYTHON_DOWNLOADS := never
# Nor may an environment that somebody has activated take the place of ours.
export VIRTUAL_ENV := $(CURDIR)/$(VENV)

.PHONY: help setup setup-dev demo test check format lint types contract docs bench bench-vault bench-catalogue \
  bench-rights torture torture-faults lock clean

help: ## Show what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Nachklang needs Python 3.11 or newer; say which with: make PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

# The stamps say which lock the environment was made from; a changed lock makes it anew.
$(VENV)/.run: $(UV) requirements.lock pyproject.toml tools/htmx.lock tools/place_htmx.py
	@test -e $(VENV)/.dev || $(UV) pip install --quiet --require-hashes -r requirements.lock
	$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python tools/place_htmx.py
	@touch $@

$(VENV)/.dev: $(UV) requirements-dev.lock pyproject.toml tools/htmx.lock tools/place_htmx.py
	$(UV) pip install --quiet --require-hashes -r requirements-dev.lock
	$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python tools/place_htmx.py
	@touch $@ $(VENV)/.run

setup: $(VENV)/.run ## Set up what running needs
setup-dev: $(VENV)/.dev ## Set up what developing needs

demo: $(VENV)/.run ## Make a small archive from real music and show it (SERVE=no only makes it)
	$(BIN)/nachklang demo $(DEMO_DIR) $(if $(filter no,$(SERVE)),--no-serve,--serve)

test: $(VENV)/.dev ## Run every test; on Debian as root, install what they need first
	$(BIN)/python tools/debian_packages.py
	$(BIN)/pytest --numprocesses=$(WORKERS) --dist=loadgroup --durations=40 --durations-min=3

check: format lint types contract test ## Everything that a change has to pass

format: $(VENV)/.dev
	$(BIN)/ruff format --check .

lint: $(VENV)/.dev
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

contract: $(VENV)/.dev
	$(BIN)/lint-imports

docs: $(VENV)/.dev ## Build the documentation
	$(BIN)/sphinx-build -W --keep-going -b html docs build/docs

bench: $(VENV)/.dev ## Run the benchmarks
	$(BIN)/python -m benchmarks

bench-vault: $(VENV)/.dev ## Run the benchmarks of the vault
	$(BIN)/python -m benchmarks vault audit verify validation status

bench-catalogue: $(VENV)/.dev ## Build a synthetic world and ask it (ROWS=5000000 recordings)
	$(BIN)/python -m benchmarks.catalogue --rows $(ROWS)

bench-rights: $(VENV)/.dev ## Run the benchmarks of rights, and decide many items at once (ITEMS=16000000)
	$(BIN)/python -m benchmarks rights
	$(BIN)/python -m benchmarks.rights_many --items $(ITEMS)

torture: torture-faults ## Inject thousands of faults, then kill and cut the power at every call (long)
	EVERY=1 POINTS=$(POINTS) $(BIN)/pytest --numprocesses=0 tests/torture \
	  tests/unit/preservation/test_preservation_kills.py tests/unit/archive/test_archive_rights_kills.py \
	  tests/unit/ledger/test_ledger_power_loss.py

torture-faults: $(VENV)/.dev ## Inject faults into copies, and look for what was lost (FAULTS=10000 SEED=1)
	$(BIN)/python -m tests.torture.faults --faults $(FAULTS) --seed $(SEED)

lock: $(UV) ## Resolve the dependencies anew
	$(UV) pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate \
	  --no-header --group build --group dev --output-file requirements-dev.lock
	$(UV) pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate \
	  --no-header --group build --constraint requirements-dev.lock --output-file requirements.lock

clean: ## Remove what was built, but not the demonstration archive
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
