from django.apps import AppConfig


class CosigningConfig(AppConfig):
    name = "shouyi.people.cosigning"
    label = "cosigning"
