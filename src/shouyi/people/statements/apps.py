from django.apps import AppConfig


class StatementsConfig(AppConfig):
    name = "shouyi.people.statements"
    label = "statements"
