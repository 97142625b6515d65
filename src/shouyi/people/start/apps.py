from django.apps import AppConfig


class StartConfig(AppConfig):
    name = "shouyi.people.start"
    label = "start"
