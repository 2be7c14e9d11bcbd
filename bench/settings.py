"""The portal's settings as an installation has them, with the empty page that every other is compared with."""

from portal.settings import *  # noqa: F403
from portal.settings import DEBUG, STORAGES, VAR_DIR

assert not DEBUG, "Measured is what an installation runs: without DEBUG."

ROOT_URLCONF = "bench.urls"
# No names with hashes: they would want every static file collected first, and are read from memory afterwards.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT = VAR_DIR / "staticfiles"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in; the people are many
