from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "shouyi.people.jobs"
    label = "jobs"
