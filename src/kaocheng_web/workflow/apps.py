from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class WorkflowConfig(AppConfig):
    name = "kaocheng_web.workflow"

    def ready(self) -> None:
        # Guards and effects stand beside the models they speak of.
        autodiscover_modules("guards", "effects")
