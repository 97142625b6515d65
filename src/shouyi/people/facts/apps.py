from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "shouyi.people.facts"
    label = "facts"
