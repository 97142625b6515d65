from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "shouyi.people.consent"
    label = "consent"
