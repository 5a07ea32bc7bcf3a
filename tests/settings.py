"""The application's own settings, with what a run of the tests changes in them."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Nothing of the installation that the tests run beside: neither its files nor what its environment says.
VAR = Path(tempfile.mkdtemp(prefix="cottri-tests-"))
atexit.register(shutil.rmtree, VAR, ignore_errors=True)
for name in ("COTTRI_DEMO", "COTTRI_TODAY", "SECRET_KEY", "ALLOWED_HOSTS", "EVIDENCE_ROOT", "EMAIL_HOST"):
    os.environ.pop(name, None)
# DEBUG when the settings are read: the test server speaks plain HTTP. pytest-django sets it to False afterwards.
os.environ |= {"COTTRI_VAR": str(VAR), "DEBUG": "1"}

from cottri.settings import *  # noqa: E402, F403
from cottri.settings import DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

# A thread of the live server lasts as long as the browser stays on the line; it must not keep the database that long.
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the threads of the live server take locks as they do in production. It survives no power cut.
    DATABASES["default"]["TEST"] = {"NAME": VAR / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"

# Without a manifest no collectstatic is needed; WhiteNoise warns about a folder that is not there.
STORAGES |= {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT.mkdir()
# Argon2 is slow on purpose: half a minute of a run would go into passwords.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
