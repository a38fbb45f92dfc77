"""Settings, one file, read from the environment (and `.env` beside manage.py when there is one).

docs/settings.md lists every variable. Outside debug mode a missing or unsafe value stops the
start with the variable's name: a site that starts is a site that is configured.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from articles.cleaning.policy import EMBED_HOSTS

from . import storages

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
env.read_env(env.str("ENV_FILE", default=str(BASE_DIR / ".env")))

DEBUG = env.bool("DEBUG", default=False)


def required(name: str, debug_default: str) -> str:
    """The variable's value; in debug mode it may be missing.

    Raises ImproperlyConfigured, naming the variable, when it is missing or empty outside debug.
    """
    value = env.str(name, default=debug_default if DEBUG else "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. Outside DEBUG newsdesk needs it to start.")
    return value


SECRET_KEY = required("SECRET_KEY", debug_default="only-for-debug-" + "not-a-secret-" * 4)
ALLOWED_HOSTS = [
    host.strip() for host in required("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
]
SITE_NAME = env.str("SITE_NAME", default="newsdesk")
SITE_DESCRIPTION = env.str("SITE_DESCRIPTION", default="")
SITE_CONTACT = env.str("SITE_CONTACT", default="")
SITE_URL = required("SITE_URL", debug_default="http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "taggit",
    "csp",
    "articles",
]
MIDDLEWARE = [
    "articles.reading.caching.middleware.PageCacheMiddleware",  # what it has at hand is whole
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "articles.reading.robots.RobotsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "articles.reading.guard.NoNulMiddleware",
    "articles.reading.redirects.RedirectMiddleware",
]
ROOT_URLCONF = "newsdesk.urls"
WSGI_APPLICATION = "newsdesk.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "libraries": {"desk": "articles.admin.frame.tags"},
        },
    },
    # The public pages and the error pages: what Django's own engine does not find.
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "pages",
        "DIRS": [BASE_DIR / "templates" / "reading"],
        "OPTIONS": {
            "environment": "articles.reading.templating.environment",
            "context_processors": ["articles.reading.context.site"],
        },
    },
]

# Fields of forms too are drawn by our templates, where we have one.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'newsdesk.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # WAL lets readers read while an import writes; IMMEDIATE makes a second writer wait its turn
    # (for `timeout` seconds) instead of failing in the middle of its transaction.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 30,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        " PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;",
    }
# Opening either database takes longer than a page's questions.
DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://newsdesk")}
# Pages in each process's memory, in MiB; 0 for none: not while templates are being worked on.
PAGE_CACHE_MB = env.int("PAGE_CACHE_MB", default=0 if DEBUG else 64)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="en")
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "articles" / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_TZ = True

# What is done with the pictures of sources that nobody has judged yet.
IMAGE_RIGHTS = env.str("IMAGE_RIGHTS", default="link")
if IMAGE_RIGHTS not in ("copy", "link", "none"):
    raise ImproperlyConfigured(f"IMAGE_RIGHTS is {IMAGE_RIGHTS!r}; it may be copy, link or none.")
# Whether pages may show pictures from where they lie, so that readers ask strangers for them.
HOT_LINK = env.bool("HOT_LINK", default=True)
# The only ports that pictures are fetched from.
IMAGE_PORTS = frozenset(env.list("IMAGE_PORTS", cast=int, default=[80, 443]))

# Whether the desk starts `manage.py work` by itself where nobody does its long jobs.
START_WORKER = env.bool("START_WORKER", default=True)

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
# The visual editor, where npm has installed it.
HUGERTE = BASE_DIR / "node_modules" / "hugerte"
STATICFILES_DIRS = [("hugerte", HUGERTE)] if HUGERTE.is_dir() else []
STATICFILES_FINDERS = [
    "newsdesk.static.ServedFilesFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "media"))()
# Pictures as they came, with all that their files tell of people and places: never served.
ORIGINALS_ROOT = env.path("ORIGINALS_ROOT", default=str(VAR_DIR / "originals"))()
# What people upload to import it, as long as plans need it. Never served.
UPLOADS_ROOT = env.path("UPLOADS_ROOT", default=str(VAR_DIR / "uploads"))()
# Folders of this machine that people at the desk may import from.
IMPORT_FOLDERS = env.list("IMPORT_FOLDERS", default=[])
# Either may lie in a bucket instead. Small letters: these are no settings, for they hold secrets.
storage_url = env.str("STORAGE_URL", default="")
originals_url = env.str("ORIGINALS_URL", default="")
STORAGES = {
    "default": storages.public(storage_url),
    "originals": storages.private(originals_url, ORIGINALS_ROOT, beside=storage_url),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

TAGGIT_CASE_INSENSITIVE = True

# Without hot links pictures come from this site and from the bucket that its own lie in.
PICTURES_FROM = [
    SELF,
    *(
        ["https:", "http:", "data:"]
        if HOT_LINK
        else filter(None, [storages.origin(STORAGES["default"])])
    ),
]
# Nothing inline, nothing from elsewhere but pictures, media and the embeds that the cleaning
# policy lets through: the second wall behind the sanitiser.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": PICTURES_FROM,
        "media-src": [SELF, "https:", "http:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF, *(f"https://{host}" for host in sorted(EMBED_HOSTS))],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True

# HTTPS follows from the public address: https:// in SITE_URL turns on all that belongs to it.
HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("TRUST_PROXY", default=False) else None
)
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
CSRF_TRUSTED_ORIGINS = [SITE_URL]

DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
