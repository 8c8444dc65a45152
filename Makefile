# The two that a newcomer needs are `make play` and `make test`; both set themselves up.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: play test check slither docs gas format artifacts bench mutate mutate-sample clean

play: .venv/installed ## play every scenario on the reference token and its quirks
	$(BIN)/backbone play

test: .venv/installed-dev node_modules/.ready ## run the whole test suite
	$(BIN)/pytest

check: .venv/installed-dev node_modules/.ready ## format, lint, types, layers, Solidity, artifacts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if [ -d node_modules ]; then npm run --silent lint && npm run --silent format:check && $(BIN)/python scripts/token_docs.py --check; \
	else echo "skipped: lint and format of Solidity and the pages made from it, since npm's packages are not installed"; [ "$$CI" != true ]; fi
	$(BIN)/backbone compile --check

slither: .venv/installed .venv-slither/installed node_modules/.ready ## static analysis of the contracts
	$(BIN)/python scripts/slither.py .venv-slither/bin/slither

format: .venv/installed-dev node_modules/.ready ## put every file into its format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	npm run --silent format

artifacts: .venv/installed node_modules/.ready ## compile the contracts into the package
	$(BIN)/backbone compile

bench: .venv/installed ## measure the engines, audits, and the desk
	$(BIN)/backbone bench engines
	$(BIN)/backbone bench audit
	$(BIN)/backbone bench desk

SEED ?= 0
WORKERS ?= $(shell nproc)

mutate: .venv/installed-dev node_modules/.ready ## the mutation score of the token's tests, into docs/mutation.md
	$(BIN)/python -m tests.mutation --seed $(SEED) --workers $(WORKERS) --report docs/mutation.md

mutate-sample: .venv/installed-dev node_modules/.ready ## eight mutants of them, of which none may survive
	$(BIN)/python -m tests.mutation --seed $(SEED) --workers $(WORKERS) --mutants 8 --quick --strict

docs: .venv/installed-dev node_modules/.ready ## write the pages that are generated from the contracts, the rules and the stories
	$(BIN)/python scripts/token_docs.py
	$(BIN)/python scripts/quirk_docs.py
	$(BIN)/python scripts/watcher_docs.py
	$(BIN)/python scripts/scenario_docs.py

gas: .venv/installed-dev node_modules/.ready ## write down what each verb costs, beside Circle's token
	PYTHONPATH=tests/token $(BIN)/python tests/token/_gas.py

clean:
	rm -rf .venv .venv-slither node_modules build dist .mutation

.venv/installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Backbone Chain needs Python 3.11 or newer; name one with PYTHON=...")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/installed-dev: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

# An environment of its own: Slither doesn't run beside the versions of web3 that the package allows.
.venv-slither/installed: Makefile
	test -x .venv-slither/bin/python || $(PYTHON) -m venv .venv-slither
	.venv-slither/bin/python -m pip install --quiet --disable-pip-version-check 'slither-analyzer==0.11.6'
	touch $@

# Without npm the parts that need it are skipped, each with its reason.
node_modules/.ready: package-lock.json
	@if command -v npm >/dev/null; then npm ci --loglevel=error --no-audit --no-fund && touch $@; \
	else echo "npm is not installed: contracts are not recompiled, and tests that need Node say so"; fi
