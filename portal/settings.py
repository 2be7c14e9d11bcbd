"""Settings of the portal. They come from the environment and nowhere else; unset, the embedded defaults hold."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEMO = env.bool("DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
TESTING = env.bool("TESTING", default=False)
EMBEDDED = DEMO or DEBUG or TESTING
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
if EMBEDDED:
    (VAR_DIR / "staticfiles").mkdir(parents=True, exist_ok=True)


def required(name: str, embedded: str) -> str:
    """The value of an environment variable; its embedded default only for a demo, for development and for tests.

    Raises ImproperlyConfigured with a sentence where a real installation leaves the variable out.
    """
    value = env.str(name, default="")
    if value:
        return value
    if EMBEDDED:
        return embedded
    raise ImproperlyConfigured(f"{name} is not set. Set it in the environment, or set DEMO=1 to try the portal out.")


SECRET_KEY = required("SECRET_KEY", "embedded-key-for-trying-out-only-never-for-real-cases-0123456789")
ALLOWED_HOSTS = [name.strip() for name in required("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")]
PORTAL_NAME = env.str("PORTAL_NAME", default="Registerportal")
PORTAL_URL = required("PORTAL_URL", "http://127.0.0.1:8000").rstrip("/")
PORTAL_VERSION = "1.0"
CSRF_TRUSTED_ORIGINS = [PORTAL_URL]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "bootstrap",
    "django_htmx",
    "django_fsm",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "rules",
    "portal.base",
    "portal.accounts",
    "registries",
    "applications",
    "reviews",
]

MIDDLEWARE = [
    "portal.base.middleware.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.accounts.middleware.UserLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.base.middleware.OnlyAFormMiddleware",
    "registries.session_limits.SessionLimitMiddleware",
    "registries.second_factor.SecondFactorMiddleware",
    "reviews.fresh_proof.FreshProofMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.base.context.portal",
                "applications.context.basket",
                "reviews.context.navigation",
            ],
        },
    }
]

# --- data ------------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url_config(required("DATABASE_URL", f"sqlite:///{VAR_DIR / 'portal.sqlite3'}"))}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600  # plans of statements are kept as long (portal/base/prepared.py)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Files never get a public URL: they leave through views that ask who is there. On disk nobody else may read them.
FILE_MODES = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
STORAGE_URL = env.str("STORAGE_URL", default="")
MEDIA_ROOT = VAR_DIR / "files"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(MEDIA_ROOT), **FILE_MODES},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if EMBEDDED
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
if STORAGE_URL.startswith("s3://"):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": STORAGE_URL.removeprefix("s3://"), "default_acl": "private"},
    }
elif STORAGE_URL.startswith("file://"):
    STORAGES["default"]["OPTIONS"]["location"] = STORAGE_URL.removeprefix("file://")
elif STORAGE_URL:
    raise ImproperlyConfigured("STORAGE_URL must begin with file:// or s3://.")
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
CLAMAV_URL = env.str("CLAMAV_URL", default="")
# Where the heads of the chains of events are written each night, outside of the database: a folder, and addresses.
HEADS_FOLDER = env.str("HEADS_FOLDER", default="")
HEADS_MAIL = env.list("HEADS_MAIL", default=[])

# --- people ----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "portal.accounts.password_rules.GuessableValidator"},
]
if TESTING:  # a thousand people are made in a test run; the real hashers are slow on purpose
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "portal.accounts.forms.SignupForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_RATE_LIMITS = False if TESTING else {}
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or second factor is told by mail
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # for addresses and passwords too: an open window must not be enough
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900  # seconds: how old the last proof of who somebody is may be
MFA_ADAPTER = "portal.accounts.adapter.FactorAdapter"
MFA_FORMS = {
    "authenticate": "portal.accounts.factor_forms.CodeForm",
    "reauthenticate": "portal.accounts.factor_forms.CodeAgainForm",
    "activate_totp": "portal.accounts.factor_forms.AppForm",
    "add_webauthn": "portal.accounts.factor_forms.PasskeyForm",
    "edit_webauthn": "portal.accounts.factor_forms.PasskeyNameForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody signs in without a confirmed address; a further one may wait for its link
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = PORTAL_NAME
MFA_TOTP_TOLERANCE = 1  # clocks differ by half a minute
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = EMBEDDED  # http://localhost has no certificate
# Whoever holds a role at an authority proves a second factor. A demonstration is entered with the passwords that it
# prints, and tests that are about something else sign people in without one; the tests about it switch it on.
SECOND_FACTOR_REQUIRED = not (DEMO or TESTING)
# How long a session lasts when nothing is done in it, and at all: for whoever holds a role at an authority, and for
# others. Tests that are about something else have no limits, as they travel through months.
SESSION_LIMITS = {
    "role": {
        "idle": timedelta(minutes=env.int("SESSION_IDLE_MINUTES_ROLE", default=30)),
        "whole": timedelta(minutes=env.int("SESSION_WHOLE_MINUTES_ROLE", default=600)),
    },
    "person": {
        "idle": timedelta(minutes=env.int("SESSION_IDLE_MINUTES", default=120)),
        "whole": timedelta(minutes=env.int("SESSION_WHOLE_MINUTES", default=10_080)),
    },
}
SESSION_COOKIE_AGE = int(max(limits["whole"] for limits in SESSION_LIMITS.values()).total_seconds())
if TESTING:
    SESSION_LIMITS = {}
# Signing in through an institution, by OpenID Connect with PKCE. Who is named here has a button at the sign-in.
OIDC_APPS = [
    {
        "provider_id": "feide",
        "name": "Feide",
        "client_id": env.str("OIDC_FEIDE_CLIENT_ID", default=""),
        "secret": env.str("OIDC_FEIDE_CLIENT_SECRET", default=""),
        "settings": {
            "server_url": env.str("OIDC_FEIDE_URL", default="https://auth.dataporten.no"),
            "scope": env.list("OIDC_FEIDE_SCOPE", default=["openid", "profile", "email", "groups-org"]),
        },
    },
    {
        "provider_id": "swamid",
        "name": "SWAMID",
        "client_id": env.str("OIDC_SWAMID_CLIENT_ID", default=""),
        "secret": env.str("OIDC_SWAMID_CLIENT_SECRET", default=""),
        "settings": {
            "server_url": env.str("OIDC_SWAMID_URL", default=""),
            "scope": env.list("OIDC_SWAMID_SCOPE", default=["openid", "profile", "email"]),
        },
    },
]
OIDC_APPS = [app for app in OIDC_APPS if app["client_id"]]
for app in OIDC_APPS:
    if not app["settings"]["server_url"]:
        raise ImproperlyConfigured("OIDC_SWAMID_URL is not set. It names the proxy that speaks OpenID Connect.")
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": OIDC_APPS, "OAUTH_PKCE_ENABLED": True}}
SOCIALACCOUNT_ADAPTER = "portal.accounts.institutions.InstitutionAdapter"
# An institution's login is joined to an account by whoever is signed in to it and proves it once more; never by an
# e-mail address that both happen to have.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
# Who keeps something about people: each has a module `retention`, and where there is something, `own_data`, `closing`.
PRIVACY_APPS = ["portal.accounts", "registries", "applications", "reviews"]
# The visitor's address is the last one of X-Forwarded-For, which the proxy writes; else all visitors share one limit.
ALLAUTH_TRUSTED_PROXY_COUNT = 0 if EMBEDDED else 1

# --- languages and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("sv", _("Swedish")), ("nb", _("Norwegian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

# --- pages -----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = (VAR_DIR if EMBEDDED else BASE_DIR) / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = EMBEDDED
WHITENOISE_AUTOREFRESH = DEBUG
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        # The button that leads to an institution's sign-in is a form, too.
        "form-action": [
            SELF,
            *("{0.scheme}://{0.netloc}".format(urlsplit(app["settings"]["server_url"])) for app in OIDC_APPS),
        ],
        "frame-ancestors": [NONE],
    }
}
# Only what portal/base/serving.py shows, and a mail of the demonstration, may stand in a frame, and in one of ours.
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if not EMBEDDED:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = PORTAL_URL.startswith("https://")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PORTAL_URL.startswith("https://")
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True  # no script of ours reads one
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- mail and jobs ---------------------------------------------------------------------------------------------------
MAIL_DIR = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Registerportal <no-reply@registerportal.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 20
EMAIL_URL = required("EMAIL_URL", "folder://")
if EMAIL_URL.startswith("folder://"):
    EMAIL_BACKEND = "portal.base.mailfolder.FolderBackend"
else:
    vars().update(env.email_url_config(EMAIL_URL))

CELERY_BROKER_URL = required("CELERY_BROKER_URL", "memory://localhost" if TESTING else "filesystem://localhost")
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "documents"
CELERY_TASK_ROUTES = {
    "applications.tasks.send_notification": {"queue": "mail"},
    "applications.tasks.send_digest": {"queue": "mail"},
}
CELERY_TIMEZONE = TIME_ZONE  # by the clock of the people who read: the daily mail is there at seven
if CELERY_BROKER_URL.startswith("filesystem://"):
    queue_dir = VAR_DIR / "queue"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(queue_dir / "messages"),
        "data_folder_out": str(queue_dir / "messages"),
        "control_folder": str(queue_dir / "control"),
        "processed_folder": str(queue_dir / "done"),
        "store_processed": False,
    }
    for folder in ("messages", "control", "done"):
        (queue_dir / folder).mkdir(parents=True, exist_ok=True)
else:  # a request never waits long for a broker that is not there: the outbox keeps what is to be done
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "max_retries": 0,
        "interval_start": 0,
        "interval_step": 0,
        "interval_max": 0,
        "socket_connect_timeout": 2,
    }
# Rate limits count across all web processes, so the cache is shared: Redis, or a folder for the embedded portal.
if CELERY_BROKER_URL.startswith("redis"):
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": CELERY_BROKER_URL,
            "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(VAR_DIR / "cache"),
        }
    }
CELERY_BEAT_SCHEDULE = {
    "gather-digests": {"task": "applications.tasks.gather_digests", "schedule": crontab(hour=7, minute=0)},
    "sweep-notifications": {"task": "applications.tasks.sweep_notifications", "schedule": 60.0},
    "sweep-exports": {"task": "reviews.tasks.sweep_exports", "schedule": 600.0},
    "scan-waiting": {"task": "applications.tasks.scan_waiting", "schedule": 120.0},
    "tick-clocks": {"task": "applications.tasks.tick_clocks", "schedule": 3600.0},
    "remind-of-deadlines": {
        "task": "applications.tasks.remind_of_deadlines",
        "schedule": crontab(hour="6-9", minute=10),  # what one run does not come to, the next one does
    },
    "expire-specifications": {
        "task": "applications.tasks.expire_specifications",
        "schedule": crontab(hour=5, minute=15),
    },
    "keep-no-longer": {"task": "portal.base.tasks.keep_no_longer", "schedule": crontab(hour=2, minute=30)},
    "write-heads": {"task": "applications.tasks.write_heads", "schedule": crontab(hour=3, minute=45)},
    "update-statistics": {"task": "reviews.tasks.update_statistics", "schedule": crontab(hour=4, minute=15)},
    "follow-up-completion-requests": {
        "task": "applications.tasks.follow_up_completion_requests",
        "schedule": crontab(hour=5, minute=45),
    },
    "find-ties": {"task": "reviews.tasks.find_ties", "schedule": crontab(hour=2, minute=40)},
    "follow-up-duties": {"task": "applications.tasks.follow_up_duties", "schedule": crontab(hour=5, minute=30)},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "portal.base.privatelog.PrivateFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING" if EMBEDDED else "INFO")},
}
for noisy in ("fontTools", "weasyprint"):
    LOGGING.setdefault("loggers", {})[noisy] = {"level": "ERROR"}
