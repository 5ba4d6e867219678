# Two commands are enough: `make demo` and `make test`. Each does its own set-up.
PYTHON ?= python3.11
SERVE ?= yes
DEMO_DIR ?= demo-archive
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
UV_VERSION := 0.13.9

# A package index that pip was told about serves uv as well.
export UV_DEFAULT_INDEX ?= $(PIP_INDEX_URL)
export UV_PYTHON_DOWNLOADS := never

.PHONY: demo test check bench lint format types contract docs lock clean setup setup-dev

setup: $(VENV)/.run
setup-dev: $(VENV)/.dev
