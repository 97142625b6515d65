from django.apps import AppConfig


class UploadsConfig(AppConfig):
    name = "shouyi.people.uploads"
    label = "uploads"
