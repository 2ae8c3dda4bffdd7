"""Events in words: who did what to what, when, and why."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from kaocheng.lifecycle import all_machines
from kaocheng_web.accounts.models import Person
from kaocheng_web.interface.words import LazyText, say, t
from kaocheng_web.journal.models import Event
from kaocheng_web.projects.models import ProjectYear

# What is recorded beside transitions.
ACTIONS = {
    "create": t("开始填报", "began"),
    "type": t("填写内容", "typed"),
    "row_add": t("增加指标行", "added a row"),
    "row_remove": t("删除指标行", "took out a row"),
    "row_duplicate": t("复制指标行", "doubled a row"),
    "row_up": t("调整指标顺序", "moved a row"),
    "row_down": t("调整指标顺序", "moved a row"),
    "add_indicators": t("从指标库选用指标", "took indicators from the library"),
    "upload": t("上传填好的表", "uploaded a form"),
    "explain": t("说明理由", "gave a reason"),
    "note": t("批注", "commented"),
    "answer_note": t("答复批注", "answered a comment"),
    "settle_note": t("批注已解决", "settled a comment"),
    "evidence": t("上传佐证材料", "added evidence"),
    "give_grade": t("给出审核等级", "graded the objective"),
    "request_adjustment": t("提出目标调整", "asked for an adjustment"),
    "create_project": t("项目入库", "entered the project"),
    "change_project": t("修改项目信息", "changed the project"),
    "carry_over": t("从上年结转", "carried over from last year"),
    "budget_approved": t("预算随目标批复", "budget approved with the objective"),
    "budget_adjusted": t("预算随目标调整", "budget adjusted with the objective"),
    "import_project": t("导入项目", "imported the project"),
    "import_amounts": t("导入金额", "imported amounts"),
}
SUBJECTS = {"projectyear": t("项目", "project"), "project": t("项目", "project")}
_QUIET = {"type", "row_add", "row_remove", "row_duplicate", "row_up", "row_down"}  # many in a row are told once


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `count`: how many equal events it stands for. `tone`: of the state that was reached."""

    at: datetime.datetime
    person: str
    subject: str
    what: str
    to: str
    tone: str
    reason: str
    codes: tuple[str, ...]
    count: int = 1


def entries(year: ProjectYear, *, forms: Iterable[int], limit: int = 60) -> list[Entry]:
    """The latest events of a project's year. `forms`: filings the reader may see; events of others are left out."""
    filings = ("objective", "adjustment", "monitoring", "self_evaluation")
    seen = Q(project_year=year.pk) & (~Q(subject__in=filings) | Q(subject_id__in=list(forms)))
    events = list(
        Event.objects.filter(seen)
        .only("number", "at", "person_id", "subject", "subject_id", "action", "after", "reason")
        .order_by("-number")[: limit * 4]
    )
    names = dict(Person.objects.filter(pk__in={event.person_id for event in events}).values_list("pk", "name"))
    found: list[Entry] = []
    last: tuple[Any, ...] = ()
    for event in events:
        same = (event.person_id, event.subject, event.subject_id, event.action in _QUIET)
        if same == last and same[-1]:
            found[-1] = _more(found[-1])
            continue
        last = same
        if len(found) == limit:
            break
        found.append(_entry(event, names.get(event.person_id, "")))
    return found


def _more(entry: Entry) -> Entry:
    return Entry(entry.at, entry.person, entry.subject, str(ACTIONS["type"]), "", "", entry.reason, (), entry.count + 1)


def _entry(event: Event, name: str) -> Entry:
    machine = all_machines().get(event.subject)
    label: str | LazyText = ACTIONS.get(event.action, event.action)
    to = tone = ""
    if machine is not None:
        row = next((row for row in machine.transitions if row.action == event.action), None)
        label = say(row.label) if row is not None else label
        state = machine.states.get(str(event.after.get("state", ""))) if row is not None else None
        to, tone = (say(state.label), state.tone) if state is not None else ("", "")
    title = say(machine.title) if machine is not None else str(SUBJECTS.get(event.subject, event.subject))
    return Entry(
        at=event.at,
        person=name or str(t("系统", "the system")),
        subject=title,
        what=str(label),
        to=to,
        tone=tone,
        reason=event.reason,
        codes=tuple(event.after.get("codes", ()) or ()),
    )
