from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "shouyi.people.cases"
    label = "cases"
