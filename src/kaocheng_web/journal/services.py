"""Writing to the chain and checking it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from kaocheng.language import Text
from kaocheng_web.journal.models import Event, Head

NOTHING = "0" * 64


def record(
    person: Any,
    thing: Any,
    action: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Event:
    """Append one event, in the transaction of the change it tells of. `thing` has pk, path and a name: `machine_id`
    or its model's."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event belongs into the transaction of its change")
    head, _ = Head.objects.select_for_update().get_or_create(pk=1)
    event = Event(
        number=head.number + 1,
        at=timezone.now(),
        person_id=getattr(person, "pk", None),
        subject=getattr(thing, "machine_id", None) or thing._meta.model_name,
        subject_id=thing.pk,
        project_year=getattr(thing, "project_year_id", None),
        path=getattr(thing, "path", "") or "",
        action=action,
        before=_plain(before),
        after=_plain(after),
        reason=reason,
        previous=head.hash,
    )
    event.hash = entry_hash(event)
    event.save()
    Head.objects.filter(pk=1).update(number=event.number, hash=event.hash)
    return event


def _plain(values: Mapping[str, Any] | None) -> Any:
    """As it will be read back, so that the hash of what is stored is the hash of what is written."""
    return json.loads(json.dumps(dict(values or {}), ensure_ascii=False, default=str))


def entry_hash(event: Event) -> str:
    """SHA-256 over every column but the hash itself, in canonical JSON."""
    entry = {
        "number": event.number,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "person": event.person_id,
        "subject": event.subject,
        "subject_id": event.subject_id,
        "project_year": event.project_year,
        "path": event.path,
        "action": event.action,
        "before": event.before,
        "after": event.after,
        "reason": event.reason,
        "previous": event.previous,
    }
    text = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where the chain does not hold."""

    number: int
    message: Text


def verify(limit: int = 100, tell: Callable[[int], None] | None = None) -> Iterator[Fault]:
    """The faults of the chain, the first `limit` of them: changed, dropped, swapped or cut off. `tell` is called with
    the number of each two-thousandth entry."""
    previous, expected, found = NOTHING, 1, 0
    # The head first: entries that people add while we read are not ours to judge.
    known = Head.objects.filter(pk=1).first() or Head()
    for event in Event.objects.filter(number__lte=known.number).order_by("number").iterator(chunk_size=2000):
        if tell is not None and event.number % 2000 == 0:
            tell(event.number)
        if event.number != expected:
            words = Text("缺少第 {a} 至 {b} 条记录", "entries {a} to {b} are missing")
            yield Fault(event.number, words.format(a=expected, b=event.number - 1))
            found += 1
        elif event.previous != previous:
            yield Fault(event.number, Text("与前一条记录不衔接", "does not follow the entry before it"))
            found += 1
        if entry_hash(event) != event.hash:
            yield Fault(event.number, Text("记录内容被改动", "the entry was altered"))
            found += 1
        if found >= limit:
            return
        previous, expected = event.hash, event.number + 1
    if known.number != expected - 1 or known.hash != previous:
        yield Fault(expected - 1, Text("末尾记录被删除或链头被改动", "the end is cut off, or the head was altered"))
    last = Event.objects.order_by("-number").values_list("number", flat=True).first() or 0
    now = Head.objects.filter(pk=1).first() or Head()
    if last > now.number:
        yield Fault(now.number + 1, Text("链头之后有多余的记录", "there are entries after the head"))


def compare_head(number: int, digest: str) -> Fault | None:
    """What is wrong with the chain in the light of a head that was written down earlier, outside: a chain that somebody
    rewrote from some entry on is sound in itself, but no longer the one that was seen."""
    event = Event.objects.filter(number=number).first()
    if number == 0 or (event is not None and event.hash == digest and entry_hash(event) == digest):
        return None
    if event is None:
        return Fault(number, Text("曾经存在的记录已不在", "an entry that was there before is gone"))
    return Fault(
        number,
        Text(
            "与此前抄存的链头不符，该条或之前的记录被改写",
            "is not the head written down before: this entry or an earlier one was rewritten",
        ),
    )


def check_all(tell: Callable[[int, int], None] | None = None) -> dict[str, Any]:
    """Verify the chain, also against the head that the last sound check saw, and keep what was found.

    {"number", "hash": the head; "faults": [{"number", "zh", "en"}]}
    """
    from kaocheng_web.operations.models import Fact
    from kaocheng_web.operations.services import keep_fact

    number, digest, _ = head()
    faults = list(verify(tell=None if tell is None else lambda done: tell(min(done, number), number)))
    before = Fact.objects.filter(name="journal").first()
    sound = before.value.get("sound") if before is not None else None
    changed = None if sound is None else compare_head(int(sound[0]), str(sound[1]))
    faults += [] if changed is None else [changed]
    rows = [{"number": fault.number, **fault.message._asdict()} for fault in faults]
    # After a fault the last sound head is kept: a chain made sound again by rewriting it stays suspicious.
    outcome = {"number": number, "hash": digest, "faults": rows, "sound": sound if rows else [number, digest]}
    keep_fact("journal", outcome)
    return outcome


def head() -> tuple[int, str, datetime | None]:
    """Number, hash and time of the last event; to be kept outside, so that even a rewritten chain shows."""
    last = Event.objects.order_by("-number").first()
    return (0, NOTHING, None) if last is None else (last.number, last.hash, last.at)
