from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "shouyi.people.rights"
    label = "rights"
