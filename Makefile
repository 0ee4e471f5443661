# Two commands for a newcomer: `make serve` and `make test`. Each does its own set-up; a second time that is quick.
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
LOCKS := requirements-uv.lock requirements-dev.lock
MODEL := models/all-MiniLM-L6-v2/manifest.json

.PHONY: setup serve test bench train lock clean

setup: .venv/installed $(MODEL)

serve: setup
	$(BIN)/qa ingest seeds
	$(BIN)/qa serve

test: setup
	./check

bench: setup
	$(BIN)/python -m bench

# Makes qa/weights anew, in about two hours on two cores: never needed to run, test or measure.
train: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "torch==2.13.0" "matplotlib>=3.10"
	$(BIN)/python -m training

$(MODEL): | .venv/installed
	$(BIN)/qa models fetch

# Copies, not hard links: some libraries refuse data files that have a second name.
.venv/installed: $(LOCKS) pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-uv.lock
	VIRTUAL_ENV=.venv UV_LINK_MODE=copy $(UV) pip install --quiet --compile-bytecode --require-hashes -r requirements-dev.lock
	VIRTUAL_ENV=.venv UV_LINK_MODE=copy $(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

# requirements.lock is what runs; requirements-dev.lock adds what tests. Hashes pin every file; no index is named.
lock:
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  pyproject.toml -o requirements.lock
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  pyproject.toml --group dev --constraint requirements.lock -o requirements-dev.lock
	echo "uv==$$($(UV) --version | cut -d' ' -f2)" | \
	  $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header - -o requirements-uv.lock

clean:
	rm -rf .venv models data
