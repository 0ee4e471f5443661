# Two commands for a newcomer: `make serve` and `make test`. Each does its own set-up; a second time that is quick.
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
LOCKS := requirements-uv.lock requirements-dev.lock
CLIENTS := tests/clients

LLM := .cache/llm/SmolLM2-135M-Instruct.Q4_1.gguf
LLM_PORT ?= 8011
CHROMIUM ?= /usr/bin/chromium
ESBUILD := widget/node_modules/.package-lock.json

.PHONY: setup serve serve-local-llm test clients eval bench train widget lock clean

setup: .venv/installed

serve: setup
	$(BIN)/qa ingest seeds
	$(BIN)/qa serve

# Answers written by a language model on this machine, without a key; it is tiny, so most of what it writes is refused.
serve-local-llm: setup $(LLM)
	$(BIN)/qa ingest seeds
	$(BIN)/python -m bench.local_llm --port $(LLM_PORT) & model=$$!; trap 'kill $$model' EXIT; trap exit INT TERM; \
	  QA_LLM__MODEL=smollm2-135m-instruct QA_LLM__STYLE=written QA_VERIFIER__MODEL=none QA_LLM__BASE_URL=http://127.0.0.1:$(LLM_PORT)/v1 \
	  QA_LLM__FIRST_TOKEN_TIMEOUT=120 QA_LLM__TOTAL_TIMEOUT=300 $(BIN)/qa serve

test: setup $(LLM) $(CHROMIUM) $(ESBUILD) clients
	./check

# What others ask Dateline with: clients in Python that need other releases than ours, and those in JavaScript.
clients: .cache/clients/installed $(CLIENTS)/node_modules/installed

eval: setup
	$(BIN)/qa eval run
	$(BIN)/qa eval run --set skerrin --out eval-report/skerrin

bench: setup
	$(BIN)/python -m bench

# Makes qa/weights anew, in about two hours on two cores: never needed to run, test or measure.
train: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "torch==2.13.0" "matplotlib>=3.10"
	$(BIN)/python -m training

# Makes the chat's script and texts anew, after a change in widget/; they are committed, so that nothing else needs Node.
widget: $(ESBUILD)
	cd widget && npm run --silent build

# Of the lock alone, and without scripts of packages; without npm the test of what it makes is skipped and says so.
$(ESBUILD): widget/package-lock.json
	if [ -x "$$(command -v npm)" ]; then cd widget && npm ci --silent --no-audit --no-fund; \
	else echo "no npm: that the chat's files are what esbuild makes will not be tested"; fi

$(LLM): | .venv/installed
	$(BIN)/python -m bench.local_llm --fetch

# Debian's, as root in CI; elsewhere install one and name it, or the tests of the widget are skipped and say so.
$(CHROMIUM):
	if [ -x "$$(command -v apt-get)" ] && [ "$$(id -u)" = 0 ]; then \
	  apt-get update --quiet=2 && DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends chromium >/dev/null; \
	else echo "no Chromium at $(CHROMIUM): the tests of the widget will be skipped"; fi

# Copies, not hard links: some libraries refuse data files that have a second name.
.venv/installed: $(LOCKS) pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-uv.lock
	VIRTUAL_ENV=.venv UV_LINK_MODE=copy $(UV) pip install --quiet --compile-bytecode --require-hashes -r requirements-dev.lock
	VIRTUAL_ENV=.venv UV_LINK_MODE=copy $(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

.cache/clients/installed: $(CLIENTS)/requirements.lock | .venv/installed
	$(UV) venv --quiet --clear --python $(BIN)/python .cache/clients
	VIRTUAL_ENV=.cache/clients UV_LINK_MODE=copy $(UV) pip install --quiet --require-hashes -r $<
	touch $@

# Node 20 or newer brings npm; where there is none, the tests of these clients are skipped and say so.
$(CLIENTS)/node_modules/installed: $(CLIENTS)/package-lock.json
	if [ -x "$$(command -v npm)" ]; then cd $(CLIENTS) && npm ci --loglevel=error --no-audit --no-fund --ignore-scripts && touch node_modules/installed; \
	else echo "no npm: the tests of clients in JavaScript will be skipped"; fi

# requirements.lock is what runs, with PostgreSQL, as the image has it; requirements-dev.lock adds what tests. Hashes pin every file; no index is named.
lock:
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  pyproject.toml --extra postgres -o requirements.lock
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  pyproject.toml --group dev --constraint requirements.lock -o requirements-dev.lock
	echo "uv==$$($(UV) --version | cut -d' ' -f2)" | \
	  $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header - -o requirements-uv.lock
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  $(CLIENTS)/requirements.in -o $(CLIENTS)/requirements.lock
	cd $(CLIENTS) && npm install --loglevel=error --no-audit --no-fund --ignore-scripts --package-lock-only --omit-lockfile-registry-resolved

clean:
	rm -rf .venv .cache/clients $(CLIENTS)/node_modules data widget/node_modules
