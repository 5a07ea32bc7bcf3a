# Python 3.11, its venv module and make are enough; CONTRIBUTING.md says more.
PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2
UV ?= uv

VENV := .venv
PY := $(VENV)/bin/python
INSTALL := $(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:
GUNICORN := $(VENV)/bin/gunicorn cottri.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --threads 4 --no-control-socket
# Neighbours stay on one worker as long as it has work: they share what a file prepares once.
PYTEST := $(PY) -m pytest -n $(WORKERS) --dist worksteal

# What says which installation this is, kept out of everything that must never touch one.
APART := env -u DATABASE_URL -u SECRET_KEY -u ALLOWED_HOSTS -u EVIDENCE_ROOT -u EMAIL_HOST -u DEBUG -u COTTRI_DEMO -u COTTRI_TODAY
DEMO_VAR := $(CURDIR)/var/demo
DEMO := $(APART) COTTRI_DEMO=1 COTTRI_TODAY=2023-04-14 COTTRI_VAR=$(DEMO_VAR)
# Any production settings do for checking; these are nobody's.
CHECKED := $(APART) DATABASE_URL=sqlite://:memory: SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))') ALLOWED_HOSTS=cottri.example

.DELETE_ON_ERROR:
.PHONY: demo run test check bench pictures lock clean

demo: $(VENV)/runtime $(DEMO_VAR)/static/staticfiles.json
	@$(DEMO) $(PY) manage.py migrate --verbosity 0
	@$(DEMO) $(PY) manage.py seed_demo
	@echo
	@echo "  cottri, démonstration : http://127.0.0.1:$(PORT)/"
	@echo "  Comptes : agent, agent2 (agents), copil (membre du COPIL), admin (administrateur)."
	@echo "  Mot de passe : demo-cottri-2023. Ctrl-C arrête le serveur ; « make demo » reprend où vous en étiez."
	@echo
	@exec $(DEMO) $(GUNICORN) --log-level warning

$(DEMO_VAR)/static/staticfiles.json: $(shell find static cottri/assets.py cottri/settings.py -type f) $(VENV)/runtime
	@mkdir -p $(DEMO_VAR)
	@$(DEMO) $(PY) manage.py collectstatic --noinput --verbosity 0

run: $(VENV)/runtime
	@mkdir -p $${COTTRI_VAR:-var}
	$(PY) manage.py migrate --noinput
	$(PY) manage.py collectstatic --noinput --verbosity 0
	exec $(GUNICORN) --access-logfile -

test: $(VENV)/dev
	$(APART) $(PYTEST) $(ARGS)
	$(APART) $(PYTEST) -p tests.postgres $(ARGS)

check: $(VENV)/dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/djlint templates --lint --quiet
	$(CHECKED) $(PY) manage.py makemigrations --check --dry-run
	$(CHECKED) $(PY) manage.py check --deploy --fail-level WARNING

bench: $(VENV)/dev
	$(PY) -m bench.speed
	$(PY) -m bench.entering
	$(PY) -m bench.imports

pictures: $(VENV)/dev
	$(PY) -m bench.pictures $(ARGS)

# The pins that are there stay; `make lock LOCK=--upgrade` renews them.
lock:
	$(UV) pip compile $(COMPILE) pyproject.toml --output-file requirements.lock
	$(UV) pip compile $(COMPILE) pyproject.toml --group test --group quality --constraint requirements.lock --output-file requirements-dev.lock
lock: COMPILE = --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-header --no-emit-index-url $(LOCK)

# Neither var/ nor its database, which may be a real installation's.
clean:
	rm -rf $(VENV) $(DEMO_VAR) pictures htmlcov test-results .coverage .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 ou plus récent est nécessaire : make PYTHON=…")'
	$(PYTHON) -m venv $(VENV)

# Stamps: what is installed is older than the lock that asked for it, or it is up to date.
$(VENV)/runtime: requirements.lock | $(VENV)/bin/pip
	$(INSTALL) -r requirements.lock
	@touch $@

$(VENV)/dev: requirements-dev.lock $(VENV)/runtime
	$(INSTALL) -r requirements-dev.lock
	@touch $@
