# make lab | test | test-lab | test-blas | data | reports | site | normalise | bench |
# clean
# A virtual environment in .venv is made when it is needed. `make lab` makes the workbooks
# in workbooks/, leaves those that were changed alone, and opens JupyterLab there with the
# solved notebooks/ beside them. LAB_OPTIONS go to JupyterLab:
# make lab LAB_OPTIONS='--no-browser --port 8899'

VENV := .venv
SOLVED := notebooks/*.ipynb notebooks/cases/*.ipynb
BIN := $(VENV)/bin

# Notebooks run in their own folder, so a relative data folder must become absolute.
ifdef HELPERS_DATA
export HELPERS_DATA := $(abspath $(HELPERS_DATA))
endif

# The versions of Python that were tried, oldest first: pyproject.toml names them.
TRIED := $(shell sed -n 's/.*:: Python :: \([0-9.]*\)".*/\1/p' pyproject.toml)
OLDEST := $(firstword $(TRIED))
NEWEST := $(lastword $(TRIED))

# Whether this Python's version compares so with another, as in `>= 3.10`.
comma := ,
version_is = -c 'import sys; sys.exit(not sys.version_info[:2] $(1) \
	($(subst .,$(comma),$(2))))'

# The first interpreter that is new enough; PYTHON=... chooses another one.
PYTHON ?= $(shell for python in python3 python $(addprefix python,$(TRIED)); do \
	$$python $(call version_is,>=,$(OLDEST)) 2>/dev/null && echo $$python && break; done)

# Much of what is installed is never loaded: Python compiles a file when it is.
INSTALL := install --quiet --no-compile --editable

.PHONY: lab test test-lab test-blas data reports site normalise bench clean

lab: $(VENV)/installed
	-$(BIN)/python -m helpers.classroom workbook notebooks notebooks/cases
	$(BIN)/jupyter lab --LabApp.default_url=/lab/tree/workbooks $(LAB_OPTIONS)

test: $(VENV)/test-installed
	$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder

test-lab: $(VENV)/test-installed
	$(BIN)/pip $(INSTALL) '.[test,browser]'
	$(BIN)/python -m pytest tests/test_lab.py

# NOTEBOOKS=... names some of them.
test-blas: $(VENV)/test-installed
	$(BIN)/python tests/blas_kernels.py $(NOTEBOOKS)

data: $(VENV)/installed
	$(BIN)/python -m helpers.download

reports: $(VENV)/installed
	$(BIN)/python -m helpers.report --strict --output-dir reports $(SOLVED)

# The workbooks in it load Pyodide from where it is published. With OFFLINE=1 it is fetched
# once, and the site asks no other server; PYODIDE=FOLDER, an unpacked release, does that
# without a network.
WORKBOOKS := $(if $(PYODIDE),--pyodide $(PYODIDE),$(if $(OFFLINE),--offline,--workbooks))

site: $(VENV)/installed
	@kind='$(WORKBOOKS)'; $(BIN)/pip $(INSTALL) '.[site]' || { \
	test "$$kind" = --workbooks || exit 1; kind=; \
	echo "JupyterLite cannot be installed: the site has no workbooks" >&2; }; \
	$(BIN)/python -m helpers.site --to site $$kind $(SOLVED)

normalise: $(VENV)/installed
	$(BIN)/python -m helpers.notebooks.normalise $(SOLVED)

bench: $(VENV)/installed
	$(BIN)/pip $(INSTALL) '.[bench]'
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) reports site

$(VENV)/installed: pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python $(OLDEST) to $(NEWEST) is needed and none was \
	found: install one, or name it: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) $(call version_is,>=,$(OLDEST)) 2>/dev/null || { echo "Python $(OLDEST) \
	to $(NEWEST) is needed, and $(PYTHON) is not that: make PYTHON=/path/to/python3" >&2; \
	exit 1; }
	@$(PYTHON) $(call version_is,<=,$(NEWEST)) || echo "Warning: $(PYTHON) is newer than \
	Python $(NEWEST), the newest that was tried. If something fails: make clean, then \
	make PYTHON=/path/to/python$(NEWEST)" >&2
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) lacks the \
	venv module: install it (Debian and Ubuntu: apt install python3-venv)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip $(INSTALL) .
	touch $@

$(VENV)/test-installed: $(VENV)/installed
	$(BIN)/pip $(INSTALL) '.[test]'
	touch $@
