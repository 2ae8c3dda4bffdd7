"""Making, ending and recognising tokens."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kaocheng.language import Text
from kaocheng_web.access.policy import require
from kaocheng_web.api.models import SCOPES, Token
from kaocheng_web.journal.services import record
from kaocheng_web.workflow.services import Refused

LONGEST_DAYS = 366
MOST_TOKENS = 20  # valid ones of one person
_FORM = re.compile(r"kc_([a-z0-9]{8})_([A-Za-z0-9_-]{43})")
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def issue(person: Any, *, name: str, scopes: Iterable[str], days: int) -> tuple[Token, str]:
    """A new token and its text, which is shown once and stored nowhere. `scopes`: of SCOPES; `days`: it is valid."""
    require(person, "api.token")
    name, wanted = " ".join(name.split()), [scope for scope in SCOPES if scope in set(scopes)]
    if not name or not wanted:
        raise Refused("missing", Text("请填写名称并选择权限", "a name and at least one scope are needed"))
    if not 1 <= days <= LONGEST_DAYS:
        words = Text("有效期为1至{n}天", "a token is valid for 1 to {n} days").format(n=LONGEST_DAYS)
        raise Refused("wrong-days", words)
    now = timezone.now()
    if Token.objects.filter(person=person, revoked_at=None, expires_at__gt=now).count() >= MOST_TOKENS:
        words = Text("有效令牌不能超过{n}个，请先停用不用的", "not more than {n} valid tokens: revoke some first")
        raise Refused("too-many", words.format(n=MOST_TOKENS))
    prefix = "".join(secrets.choice(_LETTERS) for _ in range(8))
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        token = Token.objects.create(
            person=person,
            name=name[:60],
            prefix=prefix,
            digest=_digest(secret),
            scopes=wanted,
            expires_at=now + datetime.timedelta(days=days),
        )
        record(person, token, "issue", after={"prefix": prefix, "scopes": wanted, "days": days})
    return token, f"kc_{prefix}_{secret}"


def revoke(person: Any, token: Token) -> None:
    """The token opens nothing from now on. A second time nothing happens."""
    with transaction.atomic():
        if Token.objects.filter(pk=token.pk, person=person, revoked_at=None).update(revoked_at=timezone.now()):
            record(person, token, "revoke", after={"prefix": token.prefix})


def identify(text: str) -> Token | None:
    """The valid token of that text whose person may act; None for anything else. Notes the minute it was used.

    A person who has to choose a new password first is let in nowhere, so neither are his tokens.
    """
    parts = _FORM.fullmatch(text)
    if parts is None:
        return None
    token = Token.objects.select_related("person").filter(prefix=parts[1]).first()
    if token is None or not hmac.compare_digest(token.digest, _digest(parts[2])):
        return None
    person = token.person
    if not token.is_valid or not person.is_active or person.must_change_password:
        return None
    now = timezone.now()
    stale = Q(used_at=None) | Q(used_at__lt=now - datetime.timedelta(minutes=1))
    Token.objects.filter(stale, pk=token.pk).update(used_at=now)
    return token


def _digest(secret: str) -> str:
    """256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
