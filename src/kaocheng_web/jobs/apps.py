from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "kaocheng_web.jobs"

    def ready(self) -> None:
        # What runs in the background stands in `background.py` of the application it belongs to.
        autodiscover_modules("background")
