# Two commands: `make run` opens Kaca, `make test` checks it. Both build .venv first, and only when it is missing or out of date.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test smoke benchmark

run: .venv/app.installed
	$(BIN)/streamlit run Home.py

test: .venv/test.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

# Starts `make run` without a browser, waits for its health check, stops it.
smoke: .venv/app.installed
	@port=$$($(BIN)/python -c "import socket; print(socket.create_server(('127.0.0.1', 0)).getsockname()[1])"); \
	STREAMLIT_SERVER_HEADLESS=true STREAMLIT_SERVER_PORT=$$port $(MAKE) run & kaca=$$!; \
	trap 'kill $$kaca 2>/dev/null; wait $$kaca' EXIT; \
	for second in $$(seq 60); do \
		sleep 1; \
		kill -0 $$kaca || exit 1; \
		if $(BIN)/python -c "import urllib.request as web; web.urlopen('http://127.0.0.1:$$port/_stcore/health')" 2>/dev/null; then \
			echo "Kaca answers on port $$port."; exit 0; \
		fi; \
	done; \
	echo "Kaca did not answer within a minute." >&2; exit 1

# For example: make benchmark NAME=mnist
benchmark: .venv/test.installed
	$(BIN)/python -m benchmarks $(NAME)

.venv/app.installed: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install -r requirements.txt
	@touch $@

.venv/test.installed: requirements-dev.txt .venv/app.installed
	$(BIN)/python -m pip install -r requirements-dev.txt
	@touch $@

.venv/bin/python:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Kaca needs Python 3.11 or newer: make run PYTHON=python3.11')"
	$(PYTHON) -m venv .venv
