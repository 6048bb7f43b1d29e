# `make` prints the targets. A newcomer needs two of them: `make start` and `make test`.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
TEST_VENV := .venv-test
# The pinned torch takes a CPU build where pip has one at hand. On a machine without an NVIDIA card, point
# TORCH_INDEX at PyTorch's index of CPU wheels to spare gigabytes of CUDA.
TORCH_INDEX ?=
WEIGHTS_RUN ?= build/storybook
TORCH := $(shell grep '^torch==' requirements.lock)
PIP := -m pip install --quiet --disable-pip-version-check --progress-bar off

.DEFAULT_GOAL := help
.PHONY: help start install test check format lint types imports templates catalogues lock clean browser shots weights

help: ## print this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

define install_into
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Evoca needs Python 3.11 or newer")'
	test -x $(1)/bin/python || $(PYTHON) -m venv $(1)
	$(1)/bin/python $(PIP) --upgrade pip
	$(1)/bin/python $(PIP) $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) '$(TORCH)'
	$(1)/bin/python $(PIP) -r requirements.lock $(2)
	PYTHONWARNINGS=ignore $(1)/bin/python $(PIP) --no-deps --no-build-isolation --editable .
endef

$(VENV)/installed: requirements.lock pyproject.toml
	@echo "Installing Evoca into $(VENV) (a few minutes the first time)…"
	@$(call install_into,$(VENV))
	@touch $@

install: $(VENV)/installed ## make .venv with everything pinned

start: $(VENV)/installed ## install if needed, fetch the starter models, open the book on 127.0.0.1
	@$(VENV)/bin/evoca start

browser: ## the headless browser that the journeys drive
	@command -v chromium >/dev/null || { \
	  echo "Installing Chromium for the browser journeys…"; \
	  if [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; \
	  else sudo apt-get update -qq && sudo apt-get install -y -qq --no-install-recommends chromium; fi; }

test: browser ## a fresh environment, then every tier: plain, tiny, starter, journeys
	@rm -rf $(TEST_VENV)
	@echo "Installing Evoca into a fresh $(TEST_VENV)…"
	@$(call install_into,$(TEST_VENV),-r requirements-dev.lock)
	$(TEST_VENV)/bin/evoca models fetch starter
	$(TEST_VENV)/bin/python -m pytest -m "not gpu"

$(VENV)/developing: $(VENV)/installed requirements-dev.lock
	@$(VENV)/bin/python $(PIP) -r requirements-dev.lock
	@touch $@

check: $(VENV)/developing lint types imports templates ## format, ruff, mypy, import contracts, templates, plain + tiny tests
	$(VENV)/bin/python -m pytest -q -m "not gpu and not starter and not journey"

format: $(VENV)/developing ## put every file into the house format
	$(VENV)/bin/ruff check --fix-only --quiet .
	$(VENV)/bin/ruff format --quiet .

lint: $(VENV)/developing ## ruff, without changing anything
	$(VENV)/bin/ruff format --check --quiet .
	$(VENV)/bin/ruff check .

types: $(VENV)/developing ## mypy, strict
	$(VENV)/bin/mypy

imports: $(VENV)/developing ## the layers
	$(VENV)/bin/lint-imports

templates: $(VENV)/developing ## the pages' templates
	$(VENV)/bin/djlint web/templates --lint --quiet

lock: ## pin every dependency anew
	$(VENV)/bin/python $(PIP) pip-tools
	$(VENV)/bin/pip-compile --quiet --strip-extras --no-emit-index-url --no-emit-find-links --no-header --no-annotate -o requirements.lock pyproject.toml
	$(VENV)/bin/pip-compile --quiet --strip-extras --no-emit-index-url --no-emit-find-links --no-header --no-annotate --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml
	sed -i -E 's/^(torch==[0-9.]+)\+.*/\1/; /^(--|nvidia-|cuda-|triton=)/d' requirements.lock requirements-dev.lock

shots: $(VENV)/developing browser ## take the README's pictures anew
	EVOCA_PICTURES=docs/images $(VENV)/bin/python -m pytest -q tests/journeys/test_pictures.py

weights: $(VENV)/installed ## train the storybook painter for eight minutes more (WEIGHTS_RUN=folder), then put it in its place
	$(VENV)/bin/python -m pipelines.storybook.train --folder $(WEIGHTS_RUN) --begin pipelines/storybook/weights --minutes 8
	$(VENV)/bin/python -m pipelines.storybook.refine --folder $(WEIGHTS_RUN) --minutes 2
	$(VENV)/bin/python -m pipelines.storybook.export --run $(WEIGHTS_RUN) --to pipelines/storybook/weights

clean: ## remove environments and caches; never the data in var/
	rm -rf $(VENV) $(TEST_VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
