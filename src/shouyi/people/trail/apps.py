from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "shouyi.people.trail"
    label = "trail"
