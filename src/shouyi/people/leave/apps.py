from django.apps import AppConfig


class LeaveConfig(AppConfig):
    name = "shouyi.people.leave"
    label = "leave"
