# The two commands that matter: `make run` and `make test`. `make help` lists the rest.
SUITABLE := import sys; sys.exit(sys.version_info < (3, 11))
SIZES ?= S,M
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c '$(SUITABLE)' 2>/dev/null && command -v $$python && break; done)
BIN := .venv/bin
PREPARE = @test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or say where it is: \
	make $@ PYTHON=/path/to/python3.11" >&2; exit 1; }; "$(PYTHON)" -I dashboard/bootstrap.py
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links
# SQL there is put together from names of ours, which cannot be parameters; the other skips are explained in pyproject
IN_MIGRATIONS := B608
QUICK := not slow and not browser and not real_data

.DEFAULT_GOAL := help
.PHONY: run test check static advisories bench pictures lock assets demo clean help

run: ## start everything and open the dashboard (Ctrl-C stops it)
	$(PREPARE) packages assets
	@exec $(BIN)/python -m dashboard run

test: ## set up what tests need and run everything
	$(PREPARE) packages development assets chromium
	@$(MAKE) --no-print-directory static advisories
	$(BIN)/python -m dashboard.services.scratch sh -c "$(BIN)/python -m dashboard migrate && $(BIN)/alembic check"
	$(BIN)/pytest -n 2 --dist loadfile

check: ## the quick part of the tests, for daily use
	$(PREPARE) packages development assets
	@$(MAKE) --no-print-directory static
	$(BIN)/pytest -n 2 --dist loadfile -q -m "$(QUICK)"

static:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/bandit -q -c pyproject.toml -r dashboard callbacks jobs layouts data
	$(BIN)/bandit -q -c pyproject.toml -s $(IN_MIGRATIONS) -r migrations

advisories: ## ask whether a locked package has a known weakness
	@$(BIN)/python -m tests.advisories

bench: ## measure generated installations and write benchmarks/RESULTS.md (SIZES=S,M; L takes hours and 30 GB)
	$(PREPARE) packages development assets chromium
	@exec $(BIN)/python -m benchmarks $(SIZES)

pictures: ## take docs/pictures anew, of the database of DATABASE_URL if it is set, and say what is wrong with them
	$(PREPARE) packages development assets chromium
	@exec $(BIN)/python -m tests.pictures

lock: ## write requirements*.txt from requirements*.in
	$(PREPARE) packages
	$(BIN)/pip install --quiet "uv>=0.9,<1"
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt
	$(LOCK) requirements-node.in -o requirements-node.txt

assets: ## build what the browser loads
	$(PREPARE) packages assets

demo: ## load the demo company into an empty database
	$(PREPARE) packages assets
	@exec $(BIN)/python -m dashboard demo

clean: ## remove what was built or installed; the data in var/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache test-results \
		dashboard/frontend/node_modules dashboard/assets/00-vendor dashboard/static
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help:
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10
