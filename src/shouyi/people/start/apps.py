from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class StartConfig(AppConfig):
    name = "shouyi.people.start"
    label = "start"

    def ready(self) -> None:
        """Each app's `waiting.py` and `searching.py` register what they know."""
        autodiscover_modules("waiting", "searching")
