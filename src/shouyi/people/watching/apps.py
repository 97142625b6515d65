from django.apps import AppConfig


class WatchingConfig(AppConfig):
    name = "shouyi.people.watching"
    label = "watching"
