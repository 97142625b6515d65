from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "shouyi.people.console"
    label = "console"
