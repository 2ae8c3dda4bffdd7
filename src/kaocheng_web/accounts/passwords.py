"""What a password must be, and those made for somebody."""

from __future__ import annotations

import secrets
import string
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from kaocheng_web.interface.words import LazyText, t

# Without signs that are mistaken for each other when read out or copied by hand: 0 O, 1 l I.
_UPPER, _LOWER, _DIGITS, _SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnopqrstuvwxyz", "23456789", "+-=%#?"


def generate_password(length: int = 14) -> str:
    """A random password with all four kinds of characters."""
    kinds = (_UPPER, _LOWER, _DIGITS, _SIGNS)
    characters = [secrets.choice(kind) for kind in kinds]
    characters += [secrets.choice(_UPPER + _LOWER + _DIGITS) for _ in range(length - len(kinds))]
    secrets.SystemRandom().shuffle(characters)
    return "".join(characters)


def character_classes(password: str) -> int:
    """How many of the four kinds occur: capital letters, small letters, digits, anything else."""
    kinds = {
        "upper"
        if character in string.ascii_uppercase
        else "lower"
        if character in string.ascii_lowercase
        else "digit"
        if character in string.digits
        else "other"
        for character in password
    }
    return len(kinds)


class CharacterClasses:
    """At least three of the four kinds."""

    def validate(self, password: str, user: Any = None) -> None:
        if character_classes(password) < 3:
            raise ValidationError(self.get_help_text(), code="password_classes")

    def get_help_text(self) -> LazyText:
        return t(
            "密码须包含大写字母、小写字母、数字、其他符号中的至少三种。",
            "The password needs three of: capital letters, small letters, digits, other signs.",
        )


class NotUsedBefore:
    """None of the last passwords of this person, the present one included."""

    def validate(self, password: str, user: Any = None) -> None:
        if user is None or user.pk is None:
            return
        old = user.old_passwords.values_list("password", flat=True)[: settings.PASSWORDS_REMEMBERED]
        if any(check_password(password, encoded) for encoded in {user.password, *old}):
            raise ValidationError(self.get_help_text(), code="password_used")

    def get_help_text(self) -> LazyText:
        return t("不能使用最近五次用过的密码。", "None of the last five passwords may be used again.")
