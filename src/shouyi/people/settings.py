"""Settings of the web pages. The only module of `people` that reads the environment.

Home, seed and addresses come from `shouyi.settings`, which the commands share. Read here: SHOUYI_READER, the callable
that returns a `shouyi.people.ports.Reader`, and SHOUYI_BEHIND, which returns the other ports.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from shouyi.people.databases import databases
from shouyi.people.logs import logging_settings
from shouyi.people.secret import secret_key
from shouyi.settings import read_configuration, read_settings

HERE = Path(__file__).resolve().parent
_INSTALLATION, _TOLD = read_settings(), read_configuration()
SHOUYI_HOME = _INSTALLATION.home
SHOUYI_URL = _INSTALLATION.url
SHOUYI_PROOFS_URL = _INSTALLATION.proofs_url
SHOUYI_READER = os.environ.get("SHOUYI_READER", "shouyi.wiring.reader")
SHOUYI_BEHIND = os.environ.get("SHOUYI_BEHIND", "shouyi.wiring.behind")
SHOUYI_DEMONSTRATION = bool(_INSTALLATION.seed)
SHOUYI_HELP_PHONE = _TOLD.text("pages.help_phone")
SHOUYI_TRUSTED_PROXIES = _TOLD.texts("pages.trusted_proxies")

# A demonstration's mail goes into the outbox that a page shows, never out.
_SMTP = urlsplit(_TOLD.text("mail.url"))  # smtp:// (STARTTLS but on this machine) or smtps://
_OUTBOX, _OUT = "shouyi.people.notices.outbox.OutboxBackend", "django.core.mail.backends.smtp.EmailBackend"
EMAIL_BACKEND = _OUTBOX if SHOUYI_DEMONSTRATION else _OUT
EMAIL_HOST, EMAIL_PORT = _SMTP.hostname or "localhost", _SMTP.port or (465 if _SMTP.scheme == "smtps" else 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_SMTP.username or ""), unquote(_SMTP.password or "")
EMAIL_USE_SSL = _SMTP.scheme == "smtps"
EMAIL_USE_TLS = not EMAIL_USE_SSL and EMAIL_HOST not in ("localhost", "127.0.0.1", "::1")
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = _TOLD.text("mail.from") or f"Shouyi <no-reply@{urlsplit(SHOUYI_URL).hostname}>"

SECRET_KEY = secret_key(SHOUYI_HOME / "people.secret", _INSTALLATION.seed)
DEBUG = False
_HTTPS = SHOUYI_URL.startswith("https://")
_NEAR = set() if _HTTPS else {"localhost", "127.0.0.1"}  # a real installation answers to its own name alone
ALLOWED_HOSTS = sorted({urlsplit(SHOUYI_URL).hostname or "localhost"} | _NEAR)
CSRF_TRUSTED_ORIGINS = [SHOUYI_URL]
ROOT_URLCONF = "shouyi.people.urls"
WSGI_APPLICATION = "shouyi.people.wsgi.application"
APPEND_SLASH = False

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "shouyi.people",
    "shouyi.people.accounts",  # before allauth, whose templates it replaces
    "shouyi.people.public",
    "shouyi.people.works",
    "shouyi.people.artisan",
    "shouyi.people.organisations",
    "shouyi.people.consent",
    "shouyi.people.trail",
    "shouyi.people.statements",
    "shouyi.people.leave",
    "shouyi.people.cosigning",
    "shouyi.people.cases",
    "shouyi.people.jobs",
    "shouyi.people.notices",
    "shouyi.people.uploads",
    "shouyi.people.rights",
    "shouyi.people.api",
    "shouyi.people.facts",
    "shouyi.people.votes",
    "shouyi.people.watching",
    "shouyi.people.console",
    "shouyi.people.start",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "shouyi.people.proxies.TrustedProxies",
    "shouyi.people.observing.Observed",
    "shouyi.people.headers.SecurityHeaders",
    "shouyi.people.health.Health",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "shouyi.people.start.remembering.Remembering",
    "shouyi.people.permission.requests.ActorMiddleware",
    "shouyi.people.plain.PlainText",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates", HERE],  # the second for {% include "components/…/template.html" %}
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shouyi.people.context.page",
            ],
        },
    }
]

DATABASES = databases(_INSTALLATION.database, SHOUYI_HOME)
CACHES = {  # shared by all processes, which count attempts there; keys are digests
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_attempts",
        "KEY_FUNCTION": "shouyi.people.accounts.attempts.digest_key",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my_desk"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "shouyi.people.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "shouyi.people.accounts.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username", "phone"}  # allauth's phone is our number or mail address
ACCOUNT_SIGNUP_FIELDS = ["phone*", "username*", "password1*"]
ACCOUNT_PHONE_VERIFICATION_ENABLED = False  # codes are ours: alike for known and unknown numbers
ACCOUNT_RATE_LIMITS = {  # counted by all processes together; none of them locks anybody out for long
    "login": "60/5m/ip",
    "login_failed": "30/5m/ip,10/5m/key",
    "send_code": "30/h/ip,6/30m/key",
    "passkey": "60/5m/ip",
    "recovery_code": "20/5m/ip,5/5m/key",
    "reauthenticate": "10/5m/user",
    "offer_help": "10/h/user",
    "accept_help": "10/h/user",
    "back_in": "3/30m/user",
}
MFA_ADAPTER = "shouyi.people.accounts.adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
SESSION_ENGINE = "shouyi.people.accounts.session_store"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 20 * 60  # seconds: whoever is slow with a keyboard must not be asked twice
ACCOUNT_SESSION_REMEMBER = True  # no time limits: whoever is signed in stays so until they sign out

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [HERE / "locale"]
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

SHOUYI_FACTS_WINDOW_H = _TOLD.number("facts.window_h")
SHOUYI_UPLOAD_BYTES_MAX = 20 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["shouyi.people.uploads.handler.CappedUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
DATA_UPLOAD_MAX_NUMBER_FILES = 5

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # served from where they lie: no collecting step between a checkout and its pages
WHITENOISE_MAX_AGE = 300

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 24 * 365
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "shouyi.people.public.views.form_expired"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT, SECURE_SSL_HOST = _HTTPS, urlsplit(SHOUYI_URL).netloc
SECURE_REDIRECT_EXEMPT = [r"^api/"]  # a redirect would hide that a token went out in plain: the API refuses it itself
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if _HTTPS else 0
X_FRAME_OPTIONS = "DENY"

LOGGING = logging_settings(_TOLD.text("log.level"))
