# Two commands do everything on a fresh machine: `make demo` and `make test`. Each makes its own environment.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO ?=

.PHONY: demo test lint format bench docs example fuzz clean

$(VENV)/.program: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.tools: $(VENV)/.program
	$(BIN)/python -m pip install --quiet --group dev
	touch $@

# The whole procedure, performed in demo-office (or in DEMO=folder).
demo: $(VENV)/.program
	$(BIN)/cio-ctl demo $(DEMO)

# Tests make many small repositories, and every commit reaches the disk: they lie in memory where programs may run there.
MEMORY := $(shell file=$$(mktemp /dev/shm/cio-ctl.XXXXXX 2>/dev/null) && cp /bin/true "$$file" \
	&& chmod +x "$$file" && "$$file" && echo /dev/shm; rm -f "$$file")
export PYTEST_DEBUG_TEMPROOT ?= $(MEMORY)

# Lint, types, import contracts, then all tests in parallel with branch coverage.
test: lint
	$(BIN)/pytest -n auto --dist loadgroup --cov --cov-report=term $(TESTS)

lint: $(VENV)/.tools
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/cio-ctl validate

format: $(VENV)/.tools
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# Each figure beside what a user would use instead, as a ratio.
bench: $(VENV)/.tools
	$(BIN)/python tests/benchmarks/run.py
	$(BIN)/python -m tests.benchmarks.forms 200

# Every parser for some minutes on made-up bytes (dev only; with atheris, where it is installed, led by coverage).
fuzz: $(VENV)/.tools
	-$(BIN)/python -m pip install --quiet --group fuzz
	$(BIN)/python -m tests.fuzz.run

# The reference pages, from the program itself.
docs: $(VENV)/.tools
	$(BIN)/python docs/make_catalogue.py
	$(BIN)/python docs/make_reference.py

# The worked example in records/: what the demonstration leaves behind.
example: $(VENV)/.program
	rm -rf records .example
	$(BIN)/cio-ctl demo .example
	mv .example/records records
	rm -rf .example

clean:
	rm -rf $(VENV) demo-office demo-office-*
