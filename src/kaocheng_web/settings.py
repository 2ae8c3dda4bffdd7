"""Settings, all from the environment; the defaults serve one machine with an embedded database.

KAOCHENG_DATA           folder of the database, uploads and keys (default: ~/.local/share/kaocheng, or --data)
KAOCHENG_DATABASE_URL   postgresql://user@host/name; default: SQLite in the data folder
KAOCHENG_HOSTS          host names served, comma separated (default: this machine only)
KAOCHENG_HTTPS          1 behind a TLS proxy: secure cookies, HSTS, redirect
KAOCHENG_PROXY          number of trusted reverse proxies (default 0): whose X-Forwarded-For is believed
KAOCHENG_SECRET_KEY     else a key is made once and kept in the data folder
KAOCHENG_IDLE_MINUTES   a session ends after so many minutes without use (default 30)
KAOCHENG_EMAIL_URL      smtp://user:password@host:587 (default: mails are kept as files in the data folder)
KAOCHENG_EMAIL_FROM     sender of mails (default kaocheng@localhost)
KAOCHENG_JOB_LEASE      seconds after which the job of a silent worker goes to another one (default 30)
KAOCHENG_UPLOAD_MB      largest file that may be uploaded (default 20)
KAOCHENG_LOG_LEVEL      INFO (default), WARNING, ERROR
KAOCHENG_METRICS_TOKEN  bearer token with which a monitoring system may read /metrics (default: nobody)
KAOCHENG_URL            address people use, for links in mails (default: the first of KAOCHENG_HOSTS)
KAOCHENG_OIDC           path of a JSON file with single sign-on providers (see docs/deployment)
KAOCHENG_EXAMPLE        1: the example county; sign-in page shows its logins. Never in production.
KAOCHENG_DEBUG          1: debug pages, for developers
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

_ENV = os.environ


def _flag(name: str) -> bool:
    return _ENV.get(name, "").lower() in {"1", "true", "yes", "on"}


def _data_folder() -> Path:
    home = Path(_ENV.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    folder = Path(_ENV.get("KAOCHENG_DATA") or home / "kaocheng")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _secret_key(folder: Path) -> str:
    """A key of this installation's own, readable by its account only."""
    if given := _ENV.get("KAOCHENG_SECRET_KEY"):
        return given
    path = folder / "secret-key"
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii").strip()


def _database(folder: Path) -> dict[str, Any]:
    url = _ENV.get("KAOCHENG_DATABASE_URL", "")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": folder / "kaocheng.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA busy_timeout=20000;"
                "PRAGMA cache_size=-65536;PRAGMA mmap_size=268435456;PRAGMA temp_store=MEMORY;"
                "PRAGMA journal_size_limit=67108864;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError(f"KAOCHENG_DATABASE_URL: {parts.scheme}:// is not supported, use postgresql://")
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/") or "kaocheng",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or query.get("port", "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def _sign_on_origins(providers: dict[str, Any]) -> list[str]:
    """Scheme and host of each single sign-on provider, and of its `authorization_origin` where that is another."""
    origins = set()
    for app in providers.get("openid_connect", {}).get("APPS", ()):
        for url in (app["settings"]["server_url"], app["settings"].get("authorization_origin", "")):
            if parts := urlsplit(url):
                origins |= {f"{parts.scheme}://{parts.netloc}"} if parts.netloc else set()
    return sorted(origins)


DATA = _data_folder()
SECRET_KEY = _secret_key(DATA)
DEBUG = _flag("KAOCHENG_DEBUG")
EXAMPLE = _flag("KAOCHENG_EXAMPLE")
HTTPS = _flag("KAOCHENG_HTTPS")
TRUSTED_PROXIES = int(_ENV.get("KAOCHENG_PROXY", "0"))
ALLOWED_HOSTS = [host.strip() for host in _ENV.get("KAOCHENG_HOSTS", "127.0.0.1,localhost,[::1]").split(",")]
PUBLIC_URL = _ENV.get("KAOCHENG_URL", "").rstrip("/") or f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0]}"
METRICS_TOKEN = _ENV.get("KAOCHENG_METRICS_TOKEN", "")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS and host != "*"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "kaocheng_web.accounts",  # before allauth, whose pages it shows in its own look
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "kaocheng_web.interface",
    "kaocheng_web.organisations",
    "kaocheng_web.access",
    "kaocheng_web.journal",
    "kaocheng_web.workflow",
    "kaocheng_web.cycles",
    "kaocheng_web.projects",
    "kaocheng_web.filings",
    "kaocheng_web.objectives",
    "kaocheng_web.monitoring",
    "kaocheng_web.review",
    "kaocheng_web.rectification",
    "kaocheng_web.results",
    "kaocheng_web.disclosure",
    "kaocheng_web.portal",
    "kaocheng_web.jobs",
    "kaocheng_web.notifications",
    "kaocheng_web.dashboards",
    "kaocheng_web.exchange",
    "kaocheng_web.api",
    "kaocheng_web.operations",
    "kaocheng_web.example",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kaocheng_web.operations.middleware.RequestLog",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kaocheng_web.accounts.middleware.SessionEnd",
    "kaocheng_web.interface.middleware.Language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kaocheng_web.access.middleware.Headers",
    "kaocheng_web.access.middleware.EveryPageIsGuarded",
    "kaocheng_web.accounts.middleware.PasswordDue",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "kaocheng_web.urls"
WSGI_APPLICATION = "kaocheng_web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kaocheng_web.interface.context.page",
            ],
            "builtins": ["kaocheng_web.interface.templatetags.kaocheng"],
        },
    }
]

DATABASES = {"default": _database(DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Chinese first. Our own texts carry both languages where they stand (see interface.templatetags.kaocheng).
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
FORMAT_MODULE_PATH = ["kaocheng_web.interface.formats"]

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = DATA / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
UPLOAD_LIMIT = int(_ENV.get("KAOCHENG_UPLOAD_MB", "20")) * 1024 * 1024  # one evidence file or report
EVIDENCE_MOST = 100  # files of one form
FILE_UPLOAD_HANDLERS = [
    "kaocheng_web.filings.receiving.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Who signs in, and how long.
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "kaocheng_web.accounts.passwords.CharacterClasses"},
    {"NAME": "kaocheng_web.accounts.passwords.NotUsedBefore"},
]
PASSWORD_DAYS = 90  # then a new one is asked for
PASSWORDS_REMEMBERED = 5
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "kaocheng_web.accounts.adapters.ClosedDoor"
SOCIALACCOUNT_ADAPTER = "kaocheng_web.accounts.adapters.KnownPeopleOnly"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = False  # counted in the database by axes and `access.rates`, over all processes
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Kaocheng"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = (
    {"openid_connect": json.loads(Path(_ENV["KAOCHENG_OIDC"]).read_text("utf-8"))} if "KAOCHENG_OIDC" in _ENV else {}
)
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "kaocheng_web.accounts.views.locked_out"
AXES_CLIENT_IP_CALLABLE = "kaocheng_web.access.rates.client_address"
AXES_USERNAME_CALLABLE = "kaocheng_web.accounts.adapters.typed_username"
AXES_HTTP_RESPONSE_CODE = 429
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_ENABLE_ADMIN = False

SESSION_IDLE_SECONDS = 60 * int(_ENV.get("KAOCHENG_IDLE_MINUTES", "30"))
SESSION_COOKIE_AGE = SESSION_LONGEST_SECONDS = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "kaocheng_web.interface.views.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        # A browser follows the redirect of a submitted form only to hosts named here: those of single sign-on.
        "form-action": [SELF, *_sign_on_origins(SOCIALACCOUNT_PROVIDERS)],
        "frame-ancestors": [NONE],
    }
}

# Background work, on the same database.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
JOB_LEASE_SECONDS = float(_ENV.get("KAOCHENG_JOB_LEASE", "30"))

_mail = urlsplit(_ENV.get("KAOCHENG_EMAIL_URL", ""))
if _mail.scheme in {"smtp", "smtps"}:
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_USE_TLS = not EMAIL_USE_SSL and EMAIL_PORT == 587
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA / "mail"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _ENV.get("KAOCHENG_EMAIL_FROM", "kaocheng@localhost")

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "kaocheng_web.operations.logs.Line"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": _ENV.get("KAOCHENG_LOG_LEVEL", "INFO").upper()},
    # axes logs names and addresses of people, django.request the addresses of pages: `RequestLog` says it without.
    "loggers": {
        "axes": {"level": "ERROR"},
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "django.server": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
    },
}
