"""Transitions: one atomic statement each, with the version the person saw, and one event."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from django.db import transaction
from django.utils import timezone

from kaocheng.language import Text
from kaocheng.lifecycle import Transition
from kaocheng.lifecycle.machine import SYSTEM
from kaocheng_web.access.policy import roles_for
from kaocheng_web.journal.models import Event
from kaocheng_web.journal.services import record
from kaocheng_web.workflow.models import Moving


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a transition is not possible now. `code`: of a rule or of a guard. `field`: cell it is about."""

    code: str
    message: Text
    field: str | None = None


class WorkflowError(Exception):
    """`code` and `message` go to the page and to the API as they are, with the `status` of the answer."""

    status: ClassVar = 422

    def __init__(self, code: str, message: Text, refusals: Sequence[Refusal] = ()) -> None:
        super().__init__(message.en)
        self.code, self.message, self.refusals = code, message, tuple(refusals)


class NotAllowed(WorkflowError):
    """The role, or the state, does not open this action."""

    status = 403


class Stale(WorkflowError):
    """Somebody else was faster."""

    status = 409

    def __init__(self, code: str = "stale", message: Text | None = None, refusals: Sequence[Refusal] = ()) -> None:
        words = Text("内容已被他人更新，请刷新后再试", "someone else was faster; reload and try again")
        super().__init__(code, message or words, refusals)


class Refused(WorkflowError):
    """Conditions do not hold; `refusals` say which."""

    @classmethod
    def about(cls, field: str, message: Text, code: str) -> Refused:
        """One condition, about one field."""
        return cls(code, message, [Refusal(code, message, field)])


@dataclass(slots=True)
class Request:
    """What a person asks for. `data`: fields of the transition's form (a grade, an assignee)."""

    person: Any
    thing: Any
    transition: Transition
    reason: str = ""
    codes: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)


Guard = Callable[[Request], "Refusal | Sequence[Refusal] | None"]
Effect = Callable[[Request, Event], None]
_GUARDS: dict[str, Guard] = {}
_EFFECTS: dict[tuple[str, str], list[Effect]] = {}
G = TypeVar("G", bound=Callable[..., Any])


def guard(name: str) -> Callable[[G], G]:
    """Registers the meaning of a guard that the tables name. It returns what stands in the way, or None."""

    def keep(function: G) -> G:
        if name in _GUARDS:
            raise ValueError(f"guard {name!r} is defined twice")
        _GUARDS[name] = function
        return function

    return keep


def effect(machine: str, action: str) -> Callable[[G], G]:
    """Registers something that happens in the same transaction as a transition."""

    def keep(function: G) -> G:
        _EFFECTS.setdefault((machine, action), []).append(function)
        return function

    return keep


def known_guards() -> frozenset[str]:
    return frozenset(_GUARDS)


def perform(
    person: Any,
    thing: Moving,
    action: str,
    *,
    version: int,
    reason: str = "",
    codes: Sequence[str] = (),
    data: Mapping[str, Any] | None = None,
    changes: Mapping[str, Any] | None = None,
    as_system: bool = False,
) -> Event:
    """Move an object. `version`: the one the person saw. `changes`: other columns set by the same statement.

    Raises NotAllowed, Refused or Stale; then nothing has changed. `as_system`: as the consequence of another
    transition, which the person was allowed.
    """
    transition = thing.machine.find(thing.state, action)
    if transition is None:
        words = Text("“{state}”状态下不能进行此操作", "not possible in the state “{state}”")
        raise NotAllowed("wrong-state", _fill(words, state=thing.state_now.label))
    roles = {SYSTEM} if as_system else roles_for(person, thing)
    if not transition.open_to(roles):
        raise NotAllowed("wrong-role", Text("您的岗位不能进行此操作", "your role does not allow this"))
    request = Request(person, thing, transition, reason.strip(), tuple(codes), data or {})
    refusals = _stated(request) + hindrances(request)
    if refusals:
        words = Text("还不能{action}", "not yet possible: {action}")
        raise Refused("refused", _fill(words, action=transition.label), refusals)
    with transaction.atomic():
        before = {"state": thing.state}
        columns = {"state": transition.target, "version": version + 1, "moved_at": timezone.now(), **(changes or {})}
        moved = type(thing)._default_manager.filter(pk=thing.pk, version=version, state=thing.state).update(**columns)
        if not moved:
            raise Stale
        for name, value in columns.items():
            setattr(thing, name, value)
        after = {"state": transition.target, **({"codes": list(codes)} if codes else {})}
        after |= dict(request.data)
        event = record(person, thing, action, before=before, after=after, reason=request.reason)
        for consequence in _EFFECTS.get((thing.machine_id, action), ()):
            consequence(request, event)
    return event


def store(thing: Moving, version: int, **columns: Any) -> None:
    """Other columns of an object that stays in its state. `version`: the one the person saw. Raises Stale."""
    wanted = type(thing)._default_manager.filter(pk=thing.pk, version=version, state=thing.state)
    if not wanted.update(version=version + 1, **columns):
        raise Stale
    thing.version = version + 1
    for name, value in columns.items():
        setattr(thing, name, value)


def _stated(request: Request) -> list[Refusal]:
    missing = []
    if request.transition.needs_reason and not request.reason:
        missing.append(Refusal("reason-missing", Text("请填写理由", "please state a reason"), "reason"))
    if request.transition.needs_codes and not request.codes:
        missing.append(
            Refusal("codes-missing", Text("请至少选择一条规则依据", "please name at least one rule"), "codes")
        )
    return missing


def hindrances(request: Request) -> list[Refusal]:
    """What the guards of a transition say."""
    found: list[Refusal] = []
    for name in request.transition.guards:
        said = _GUARDS[name](request)
        found += [] if said is None else [said] if isinstance(said, Refusal) else list(said)
    return found


@dataclass(frozen=True, slots=True)
class Button:
    """A transition a person may see. `refusals`: what stands in the way now."""

    transition: Transition
    refusals: tuple[Refusal, ...]


def buttons(person: Any, thing: Moving, *, ask_guards: bool = True) -> list[Button]:
    """What a person may do with an object now, for the page and the API."""
    roles = roles_for(person, thing)
    return [
        Button(row, tuple(hindrances(Request(person, thing, row))) if ask_guards else ())
        for row in thing.machine.actions(thing.state, roles)
    ]


def _fill(words: Text, **texts: Text) -> Text:
    return Text(
        words.zh.format(**{name: text.zh for name, text in texts.items()}),
        words.en.format(**{name: text.en for name, text in texts.items()}),
    )


__all__ = [
    "Button",
    "NotAllowed",
    "Refusal",
    "Refused",
    "Request",
    "Stale",
    "WorkflowError",
    "buttons",
    "effect",
    "guard",
    "hindrances",
    "known_guards",
    "perform",
    "store",
]
