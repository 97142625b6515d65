from django.apps import AppConfig


class VotesConfig(AppConfig):
    name = "shouyi.people.votes"
    label = "votes"
