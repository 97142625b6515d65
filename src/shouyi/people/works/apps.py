from django.apps import AppConfig


class Works(AppConfig):
    name = "shouyi.people.works"
    label = "works"
