# Grenier. Two commands do everything: make demo, make test.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help install install-dev browser demo test check bench nightly catalogs lock

help: ## what can be done here
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  \1\t/' | expand -t 16

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Grenier needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 demo")'
	@$(PYTHON) -m venv .venv

# The lock is complete: --no-deps keeps an older pip from resolving extras anew and meeting a release without a hash.
.venv/.demo: requirements/demo.txt pyproject.toml | .venv/bin/python
	@echo "Installing the pinned requirements..."
	@$(BIN)/pip install --quiet --no-deps --require-hashes -r requirements/demo.txt
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.demo
	@$(BIN)/pip install --quiet --no-deps --require-hashes -r requirements/dev.txt
	@touch $@

install: .venv/.demo ## the .venv alone
install-dev: .venv/.dev ## the .venv with everything the tests need

demo: .venv/.demo ## a living territory on http://localhost:8000 (RESET=1 starts over, PORT=8001)
	@$(BIN)/grenier demo --port $(PORT) $(if $(RESET),--reset)

browser: ## Chromium for the browser tests, where apt is there and we are root
	@tools/install_browser.sh

test: .venv/.dev ## the whole suite against the real components
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadscope --cov --cov-report= $(ARGS)
	@$(BIN)/python tools/coverage_gate.py

check: .venv/.dev ## ruff, mypy, import contracts, catalogues, the rules of the tree
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python tools/catalogs.py --check
	@$(BIN)/pytest -q tests/architecture/test_conventions.py

bench: .venv/.dev ## speed, as JSON lines with a ratio to a baseline (ONLY=prefix)
	@$(BIN)/python -m tests.bench $(if $(ONLY),--only $(ONLY))

nightly: export GRENIER_NIGHTLY := 1
nightly: test ## the suite at its full size, then pages and search among 100,000 children
	@GRENIER_BENCH_CHILDREN=100000 $(BIN)/python -m tests.bench --only dossier --hold

catalogs: .venv/.dev ## extract and update the words of the interface
	@$(BIN)/python tools/catalogs.py

lock: ## pin the requirements again (needs uv)
	@uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --extra embedded pyproject.toml requirements/demo.in -o requirements/demo.txt
	@uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --extra embedded --group dev pyproject.toml requirements/demo.in -c requirements/demo.txt -o requirements/dev.txt
