"""What a person does with the own account, and what is recorded of signing in."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kaocheng_web.accounts.models import OldPassword, Person
from kaocheng_web.journal.services import record


def change_password(person: Person, password: str) -> None:
    """The person's own choice, already validated. Other sessions of the person end."""
    with transaction.atomic():
        put_password(person, password, must_change=False)
        record(person, person, "change_password")


def put_password(target: Person, password: str, *, must_change: bool) -> None:
    """Store a password, and the hash of the one before, of which the last ones are kept."""
    if target.has_usable_password() and target.password:
        OldPassword.objects.create(person=target, password=target.password)
        kept = list(target.old_passwords.values_list("pk", flat=True)[: settings.PASSWORDS_REMEMBERED])
        target.old_passwords.exclude(pk__in=kept).delete()
    target.set_password(password)
    target.must_change_password = must_change
    target.password_changed_at = timezone.now()
    target.save(update_fields=["password", "must_change_password", "password_changed_at"])


def save_settings(person: Person, *, language: str, digest_mail: bool, email: str) -> None:
    """What a person decides for himself."""
    wanted = {"language": language, "digest_mail": digest_mail, "email": email}
    before = {name: getattr(person, name) for name in wanted if getattr(person, name) != wanted[name]}
    if not before:
        return
    with transaction.atomic():
        for name, value in wanted.items():
            setattr(person, name, value)
        person.save(update_fields=list(wanted))
        # The address itself stays out of the chain, which can never be cleaned of personal data.
        open_values = {name: wanted[name] for name in before if name != "email"}
        record(person, person, "settings", after=open_values | ({"email": "changed"} if "email" in before else {}))


def record_entry(person: Person, action: str) -> None:
    """`action`: sign_in, sign_out, locked_out, second_factor_failed, second_factor_on, second_factor_off."""
    with transaction.atomic():
        record(person, person, action)
