from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "shouyi.people.api"
    label = "api"
