"""The pages as a WSGI application: `gunicorn shouyi.people.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouyi.people.settings")
application = get_wsgi_application()
