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
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/run.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(BIN)/uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@ $(VENV)/.run

PROTOS := $(shell find proto/mesdroits -name '*.proto')

gen/.stubs: $(PROTOS) $(VENV)/.run
	@rm -rf gen && mkdir -p gen
	$(BIN)/python -m grpc_tools.protoc -Iproto --python_out=gen --grpc_python_out=gen $(PROTOS)
	@touch $@

gen/.types: gen/.stubs $(VENV)/.dev
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m grpc_tools.protoc -Iproto --mypy_out=quiet:gen --mypy_grpc_out=quiet:gen $(PROTOS)
	@touch $@

.PHONY: help proto install run lock
proto: gen/.types ## The stubs of the contract, with their types
install: gen/.stubs ## Everything that `make run` needs

run: install ## The suite on embedded defaults: http://127.0.0.1:8000 (PORT=…)
	@$(BIN)/python -m sandbox.suite --port $(PORT) --root $(RUN_ROOT)

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml
lock: | $(BIN)/uv ## The lock files, made anew from pyproject.toml
	$(LOCK) --all-extras -o requirements/dev.txt
	$(LOCK) $(foreach e,bff identity situation rights sandbox,--extra $(e)) -c requirements/dev.txt -o requirements/run.txt
	for s in bff identity situation rights; do $(LOCK) --extra $$s -c requirements/dev.txt -o requirements/$$s.txt; done
	@! grep -nE '^--|://' requirements/*.txt
