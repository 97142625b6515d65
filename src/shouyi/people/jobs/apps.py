from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "shouyi.people.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Reads each app's `jobs.py`, so that its jobs are known to pages and workers alike."""
        autodiscover_modules("jobs")
