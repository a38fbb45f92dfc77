# newsdesk's commands, the same for people and for CI. `make` alone lists them.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PORT ?= 8000
DB ?= all
JOBS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); echo $$((n > 8 ? 8 : n < 2 ? 2 : n)))
ARGS ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
MANAGE := $(BIN)/python manage.py
PYTEST := $(BIN)/python -m pytest --numprocesses $(JOBS)
ADDRESS := http://127.0.0.1:$(PORT)
# What a production server would say, for the checks that only bite there.
PRODUCTION = ENV_FILE=/dev/null DEBUG=false DATABASE_URL=sqlite://:memory: \
	ALLOWED_HOSTS=news.example SITE_URL=https://news.example \
	SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')"

.PHONY: help run demo test coverage smoke crash lint format bench screenshots messages clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(BIN)/installed .env node_modules/installed ## Serve newsdesk with its demo stories (PORT=8000)
	@mkdir -p var media
	@test -f var/newsdesk.sqlite3 || rm -f var/ready
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) reindex --if-needed
	@test -f var/ready || { $(MAKE) demo && $(MANAGE) ensure_editor && touch var/ready; }
	@echo "Open $(ADDRESS)/ to read and $(ADDRESS)/admin/ to edit. Ctrl-C stops."
	@SITE_URL=$(ADDRESS) exec $(BIN)/granian --interface wsgi --host 127.0.0.1 --port $(PORT) \
		--blocking-threads 4 --log-level warning --static-path-route /media \
		--static-path-mount media newsdesk.wsgi:application

# The demo holds a few broken files on purpose, so "done, with refusals" (1) is a success here. Its
# pictures are ours: their sizes are made at once, for its pages to be whole when they are first seen.
demo: $(BIN)/installed .env ## Import the demo stories (again)
	@echo "Drawing the demo's pictures and importing its stories; a few are broken on purpose."
	@$(BIN)/python demo/draw_pictures.py demo/corpus media/demo
	@IMAGE_RIGHTS=copy $(MANAGE) import_articles demo/earlier --root demo || test $$? -eq 1
	@IMAGE_RIGHTS=copy $(MANAGE) import_articles demo/corpus --root demo || test $$? -eq 1

# On PostgreSQL runs what asks for a database. Of what ARGS names that may be nothing (5).
test: $(BIN)/installed-dev node_modules/installed ## Run all tests (DB=sqlite, DB=postgres or both; ARGS="-k name")
ifeq ($(DB),all)
	$(PYTEST) --db sqlite $(ARGS)
	$(PYTEST) --db postgres $(ARGS)$(if $(ARGS), || test $$? -eq 5)
else
	$(PYTEST) --db $(DB) $(ARGS)
endif

# Apart, because watching the lines costs nearly as much again as running them.
coverage: $(BIN)/installed-dev ## Run all tests on SQLite, fail below the floors of coverage
	$(PYTEST) --db sqlite --cov --cov-report=term --floors $(ARGS)

smoke: $(BIN)/installed ## Try `make run` in a fresh clone, twice
	$(BIN)/python tools/smoke.py

crash: $(BIN)/installed-dev ## Kill imports at random moments and compare (ARGS="--kills 20 --files 3000")
	$(BIN)/python tools/crash.py $(ARGS)

lint: $(BIN)/installed-dev ## Check style, types, migrations and the production settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@$(PRODUCTION) $(MANAGE) makemigrations --check --dry-run
	@$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING

format: $(BIN)/installed-dev ## Format the code and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(BIN)/installed-dev ## Measure cleaning, imports and pages (ARGS="reading --files 10000")
	$(BIN)/python -m bench $(ARGS)

screenshots: $(BIN)/installed-dev ## Take docs/screenshots from a running `make run` (needs Chromium)
	$(BIN)/python tools/screenshots.py $(ADDRESS) $(ARGS)

messages: $(BIN)/installed-dev ## Gather the texts to translate (needs gettext), compile the translated
	$(MANAGE) makemessages --locale zh_Hans --no-obsolete --add-location file --ignore .venv \
		--ignore node_modules
	$(BIN)/python tools/compile_messages.py

clean: ## Remove what was installed or built; stories, pictures and .env stay
	rm -rf .venv node_modules .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache htmlcov \
		staticfiles
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ------------------------------------------------------------------------------ what they need

$(BIN)/installed: requirements.txt | $(BIN)/python
	@echo "Installing newsdesk's packages into .venv"
	@$(PIP) -r requirements.txt
	@touch $@

$(BIN)/installed-dev: requirements-dev.txt requirements-s3.txt requirements.txt | $(BIN)/python
	@echo "Installing the packages for development into .venv"
	@$(PIP) -r requirements-dev.txt
	@touch $@

# The desk's visual editor. Without npm or a network all else works, and the desk says what is missing.
node_modules/installed: package.json package-lock.json
	@if ! command -v npm >/dev/null; then \
		echo "npm is missing: the desk has no visual editor. On Debian: apt-get install npm"; \
	elif npm ci --ignore-scripts --prefer-offline --fetch-retries=1 --fetch-timeout=20000 \
		--no-audit --no-fund --loglevel=error >/dev/null; then touch $@; \
	else echo "npm could not fetch the desk's visual editor; the next start tries again."; fi

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || \
		{ echo "Python is missing. On Debian: apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("newsdesk needs Python \
	3.11 or newer, and $(PYTHON) is " + sys.version.split()[0] + ". Name another: make PYTHON=…")'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv is missing. On Debian: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv .venv

# Written once: what you change in it stays.
.env:
	@umask 077; printf 'DEBUG=true\nSECRET_KEY=%s\n' \
		"$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))')" > $@
	@echo "Wrote .env with a new secret key. docs/settings.md says what else can stand there."
