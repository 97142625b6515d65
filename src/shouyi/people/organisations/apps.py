from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "shouyi.people.organisations"
    label = "organisations"
