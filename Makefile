# make lab | test | test-lab | data | reports | normalise | bench | clean
# A virtual environment in .venv is made when it is needed.

VENV := .venv
BIN := $(VENV)/bin

# Notebooks run in their own folder, so a relative data folder must become absolute.
ifdef HELPERS_DATA
export HELPERS_DATA := $(abspath $(HELPERS_DATA))
endif

# The first interpreter that is new enough; PYTHON=... chooses another one.
PYTHON ?= $(shell for python in python3 python python3.13 python3.12 python3.11 \
	python3.10; do $$python -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < \
	(3, 14))' 2>/dev/null && echo $$python && break; done)

.PHONY: lab test test-lab data reports normalise bench clean

lab: $(VENV)/installed
	$(BIN)/jupyter lab notebooks

test: $(VENV)/test-installed
	$(BIN)/python -m pytest -n 2 --dist loadscope

test-lab: $(VENV)/test-installed
	$(BIN)/pip install --quiet --editable '.[test,browser]'
	$(BIN)/python -m pytest tests/test_lab.py

data: $(VENV)/installed
	$(BIN)/python -m helpers.data

reports: $(VENV)/installed
	$(BIN)/python -m helpers.report --strict --output-dir reports notebooks/*.ipynb

normalise: $(VENV)/installed
	$(BIN)/python -m helpers.normalise notebooks/*.ipynb

bench: $(VENV)/installed
	$(BIN)/pip install --quiet --editable '.[bench]'
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) reports

$(VENV)/installed: pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.10 to 3.13 is needed and none was found: \
	install one, or name it: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 14))' \
	2>/dev/null || { echo "Python 3.10 to 3.13 is needed, and $(PYTHON) is not that: \
	make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) lacks the \
	venv module: install it (Debian and Ubuntu: apt install python3-venv)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable .
	touch $@

$(VENV)/test-installed: $(VENV)/installed
	$(BIN)/pip install --quiet --editable '.[test]'
	touch $@
