"""What packages tell about signing in, brought to the journal."""

from __future__ import annotations

from typing import Any

from allauth.mfa import signals as second_factor
from axes.signals import user_locked_out
from django.dispatch import receiver

from kaocheng_web.accounts.models import Person
from kaocheng_web.accounts.services import record_entry


@receiver(user_locked_out)
def locked_out(sender: Any, username: str | None = None, **details: Any) -> None:
    person = Person.objects.filter(username__iexact=username or "").first()
    if person is not None:
        record_entry(person, "locked_out")


@receiver(second_factor.authentication_failed)
def second_factor_failed(sender: Any, user: Person, **details: Any) -> None:
    record_entry(user, "second_factor_failed")


@receiver(second_factor.authenticator_added)
def second_factor_on(sender: Any, user: Person, **details: Any) -> None:
    record_entry(user, "second_factor_on")


@receiver(second_factor.authenticator_removed)
def second_factor_off(sender: Any, user: Person, **details: Any) -> None:
    record_entry(user, "second_factor_off")
