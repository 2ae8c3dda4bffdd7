from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kaocheng_web.accounts"

    def ready(self) -> None:
        from kaocheng_web.accounts import entries  # noqa: F401 - packages tell of these events by signals only
