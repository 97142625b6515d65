from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "shouyi.people.notices"
    label = "notices"
