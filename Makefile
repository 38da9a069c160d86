# make run   from a fresh folder to the running program     make test   all tests, with their own set-up
# make quick the tests that take no minute                   make check  style, format, types, layers
PYTHON := $(shell for name in python3.13 python3.12 python3.11 python3 python; do command -v $$name >/dev/null 2>&1 && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
PYTHON := $(or $(PYTHON),python3)
TOOLS = .venv/bin/python -m

.PHONY: run test quick check bench demo lock tools

run:
	@$(PYTHON) start.py

test:
	@$(PYTHON) tests/run.py

quick:
	@$(PYTHON) tests/run.py quick

tools:
	@$(PYTHON) -c "import start; start.prepare_environment('requirements-dev.lock')"

check: tools
	$(TOOLS) ruff check .
	$(TOOLS) ruff format --check .
	$(TOOLS) mypy
	.venv/bin/lint-imports

bench: tools
	$(TOOLS) bench

demo: tools
	$(TOOLS) bench.make_demo

# uv resolves for every system and Python from 3.11 at once; the lock names neither an index nor this machine
lock:
	uv pip compile requirements.txt --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --quiet -o requirements.lock
	uv pip compile requirements-dev.txt --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --quiet -o requirements-dev.lock
