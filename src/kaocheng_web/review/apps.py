from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "kaocheng_web.review"

    def ready(self) -> None:
        from kaocheng_web.workflow.pages import ask_also

        ask_also("recheck", "assign", "review/_ask_checker.html")
        ask_also("recheck", "reconcile", "review/_ask_item.html")
        ask_also("panel", "conclude", "review/_ask_item.html")
