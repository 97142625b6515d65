"""Django's commands: `python -m shouyi.people migrate`."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouyi.people.settings")
execute_from_command_line(["shouyi.people", *sys.argv[1:]])
