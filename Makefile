# make run, make check, make test. Everything they need they install.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run install check test lint bench fuzz soak inputs faults conformance clients release pythons upgrade image lock clean

run: install
	@$(BIN)/lfr-kg build --register
	@$(BIN)/lfr-kg assess || test $$? -eq 1
	@$(BIN)/lfr-kg serve

install: .venv/installed

.venv/installed: requirements.txt pyproject.toml package-lock.json $(wildcard frontend/*)
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name it with make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv || { echo 'Python cannot make a virtual environment; on Debian: apt install python3-venv'; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	-@command -v npm >/dev/null || $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.txt
	$(BIN)/python frontend/install.py
	@touch $@

.venv/tested: .venv/installed requirements-test.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $@

lint: .venv/tested
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

# What a change is held to before it is shown to anybody: it builds, the house keeps its shape, the parts do what they say, and a theme's cases.
CHECKED := tests/test_contracts.py tests/base tests/evidence tests/corpus tests/shapes tests/queries tests/ontology/test_files.py tests/trace

check: lint
	$(BIN)/lfr-kg build
	$(BIN)/pytest -n auto $(CHECKED)
	$(BIN)/python -m tests.casebook check watchlist

test: lint
	$(BIN)/pytest -n auto

# Peers to measure beside have an environment of their own. STORES=DIR keeps large stores elsewhere, ARGS=--write puts the table into docs/.
.venv/benched: .venv/tested requirements-bench.txt
	$(BIN)/python -m venv --clear .venv/bench
	.venv/bench/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.txt
	@touch $@

bench: .venv/benched
	$(BIN)/python -m tests.bench $(if $(STORES),--stores $(STORES)) $(ARGS)

# An hour of descriptions changed by chance (SECONDS=60 for a minute), which two readers have to agree on.
fuzz: .venv/tested
	$(BIN)/python -m tests.fuzz $(or $(SECONDS),3600)

# A real server under what people and attackers send it at once, and what each process that ends costs whoever was being served.
soak: .venv/tested
	$(BIN)/python -m tests.soak --seconds $(or $(SECONDS),600)

# Hostile inputs, each sent to a real server while /health is asked; where they are.
INPUTS ?= ../shared/inputs

inputs: .venv/tested
	$(BIN)/python -m tests.soak.inputs $(INPUTS)

faults: .venv/tested
	$(BIN)/python -m tests.faults

# The W3C suites, where they are; docs/conformance.md says where they come from.
SUITES ?= ../shared/suites

conformance: .venv/tested
	$(BIN)/python -m tests.conformance $(SUITES)

# Comunica, for tests/web/ask/test_clients.py, which skips it by name where it is not there.
clients: .venv/tested
	cd tests/clients && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --ignore-scripts --no-audit --no-fund

# docs/release.md says what each of these four does and asks for.
.venv/released: .venv/installed requirements-release.txt
	$(BIN)/python -m venv --clear .venv/release
	.venv/release/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-release.txt
	@touch $@

release: .venv/released
	PATH="$(CURDIR)/$(BIN):$$PATH" .venv/release/bin/python -m release.make $(if $(UNAUDITED),--unaudited)

pythons: .venv/tested
	$(BIN)/python -m release.pythons $(PYTHONS) --tests $(CHECKED)

upgrade: .venv/installed
	$(BIN)/python -m release.upgrade $(FROM)

image:
	podman build $(PODMAN_BUILD) --format docker --file deploy/Containerfile --tag lfr-kg dist

# The lock files name versions and hashes, and no address to download from.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --group build --extra register -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --group build --extra cluster --extra mcp --extra parquet --extra register --extra test -c requirements.txt -o requirements-test.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group node -o requirements-node.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group release -o requirements-release.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group bench -o requirements-bench.txt
	npm install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund

clean:
	rm -rf .venv build dist node_modules lfr_kg/web/static/vendor *.egg-info
