from django.apps import AppConfig


class Accounts(AppConfig):
    name = "shouyi.people.accounts"
    label = "accounts"
