.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
RUN_ROOT ?= .run
export PYTHONPATH := .:gen

help: ## What can be done here
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

$(BIN)/uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check uv

$(VENV)/.run: requirements/run.txt | $(BIN)/uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --no-deps -r requirements/run.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(BIN)/uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --no-deps -r requirements/dev.txt
	@touch $@ $(VENV)/.run

PROTOS := $(shell find proto/mesdroits -name '*.proto')

gen/.stubs: $(PROTOS) $(VENV)/.run
	@rm -rf gen && mkdir -p gen
	$(BIN)/python -m grpc_tools.protoc -Iproto --python_out=gen --grpc_python_out=gen $(PROTOS)
	@touch $@

gen/.types: gen/.stubs $(VENV)/.dev
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m grpc_tools.protoc -Iproto --mypy_out=quiet:gen --mypy_grpc_out=quiet:gen $(PROTOS)
	@touch $@

.PHONY: help proto install run lock test check chart browser readers trace journey faults contract-release
.PHONY: bench-situation bench-rights bench-chassis bench-simulator bench-population bench-documents bench-uploads bench-calendar bench-notify legislation-diff clean
proto: gen/.types ## The stubs of the contract, with their types
install: gen/.stubs ## Everything that `make run` needs

run: install readers ## The suite on embedded defaults: http://127.0.0.1:8000 (PORT=…)
	@$(BIN)/python -m sandbox.suite --port $(PORT) --root $(RUN_ROOT)

journey: install ## The main road through the running suite, as a client of the edge (PORT=…)
	@$(BIN)/python -m tests.e2e.journey --port $(PORT) --root $(RUN_ROOT)

trace: install ## One trace as a waterfall: make trace TRACE=<id>
	@$(BIN)/python -m sandbox.traces.show $(TRACE) --url http://127.0.0.1:$$(($(PORT) + 2))

test: check chart browser readers ## Everything that CI runs: checks, chart, tests on real parts, browser
	# The parts first, a file of tests per core; then the suite as a whole, which takes the machine for itself.
	$(BIN)/python -m pytest -m "not suite" --numprocesses 2 --dist loadfile --durations 15
	$(BIN)/python -m pytest -m suite tests --durations 15

node_modules/.installed: package-lock.json
	# Not `npm ci`: it wants the builds of other platforms in the lock, which hold nothing for this one.
	npm install --silent --no-save --no-audit --no-fund
	@touch $@

check: $(VENV)/.dev gen/.types node_modules/.installed ## Style, types, layers and the contract
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy chassis services sandbox tests bench deploy conftest.py
	npx buf lint
	npx buf breaking --against proto/released.binpb
	@! grep -rnE '^--|://' requirements/*.txt
	@! grep -n '"resolved"' package-lock.json

contract-release: node_modules/.installed ## Makes today's contract the one that later changes must not break
	npx buf build --exclude-source-info -o proto/released.binpb

chart: $(VENV)/.dev gen/.stubs ## The Helm chart: lint, renders, validation
	@$(BIN)/python -m deploy.chart

browser: ## A Chromium for the browser tests, where there is none
	@command -v chromium >/dev/null || (apt-get update -qq && apt-get install -y -qq chromium >/dev/null)

# Tried once, by root, where there is apt: without them the checks of documents say that they could not look, and everything else works.
APT := DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=1 -o Acquire::http::Timeout=20 -o DPkg::Lock::Timeout=60
$(VENV)/.readers: | $(BIN)/uv
	@{ tesseract --list-langs 2>/dev/null | grep -qx fra && { command -v clamd || test -x /usr/sbin/clamd; }; } >/dev/null \
	  || { test "$$(id -u)" = 0 && $(APT) update && $(APT) install --yes --no-install-recommends tesseract-ocr tesseract-ocr-fra clamav-daemon; } \
	  >/dev/null 2>&1 || true
	@touch $@
readers: $(VENV)/.readers ## Tesseract in French and clamd, for the checks of documents, where the machine allows it

bench-situation bench-rights bench-chassis bench-simulator bench-population bench-documents bench-uploads bench-calendar bench-notify: bench-%: $(VENV)/.dev gen/.stubs
bench-situation: ## Declarations per second, receipts, relay: beside raw NATS and PostgreSQL
	@$(BIN)/python -m bench.situation
bench-rights: ## The 360° view, healthy and degraded
	@$(BIN)/python -m bench.rights
bench-chassis: ## What our own instrumentation costs, beside none and the contrib packages
	@$(BIN)/python -m bench.chassis
bench-simulator: ## Simulations beside `openfisca serve`: throughput, latency, what-if, equality
	@$(BIN)/python -m bench.simulator
bench-population: ## Households per second over a million of them, and the memory it takes
	@$(BIN)/python -m bench.simulated_population
bench-documents: ## Documents checked: what is wrongly taken or refused, and how fast, beside the reading of characters alone
	@$(BIN)/python -m bench.documents
bench-uploads: ## Two hundred uploads cut at random and by kill -9, and how soon the first answers come
	@$(BIN)/python -m bench.uploads
bench-calendar: ## Calendars of a million persons: how many a core works out in a second, and the memory it takes
	@$(BIN)/python -m bench.calendar
bench-notify: ## Messages through notify to a real SMTP server, beside raw aiosmtplib; and live, from an organisme to who watches
	@$(BIN)/python -m bench.smtp
	@$(BIN)/python -m bench.live

legislation-diff: $(VENV)/.dev gen/.stubs ## What another version of the law changes: make legislation-diff FROM=<version> TO=<version>
	@$(BIN)/python -m services.simulator.legislation.diff $(FROM) $(TO)

faults: $(VENV)/.dev gen/.stubs ## kill -9 of every process under load, then of a sweep of 100 000 and of what it sends
	@$(BIN)/python -m tests.faults

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml
lock: | $(BIN)/uv ## The lock files, made anew from pyproject.toml
	$(LOCK) --all-extras -o requirements/dev.txt
	$(LOCK) $(foreach e,bff identity situation rights simulator documents requests_tracking notify sandbox,--extra $(e)) -c requirements/dev.txt -o requirements/run.txt
	for s in bff identity situation rights simulator documents requests_tracking notify; do $(LOCK) --extra $$s -c requirements/dev.txt -o requirements/$$s.txt; done
	@! grep -nE '^--|://' requirements/*.txt

clean: ## Forgets the environment, the stubs and the embedded data
	rm -rf $(VENV) gen node_modules $(RUN_ROOT)
