"""Files that show the values of a form: put beside an indicator, frozen when the form is submitted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from kaocheng.language import Text
from kaocheng.model.cells import rows_of
from kaocheng_web.access.policy import allowed, require, visible
from kaocheng_web.filings.files import Known, examine
from kaocheng_web.filings.models import Evidence, Filing
from kaocheng_web.interface.words import t
from kaocheng_web.journal.services import record
from kaocheng_web.workflow.pages import cell_id
from kaocheng_web.workflow.services import NotAllowed, Refused

ACCEPTED = ("pdf", "png", "jpg", "docx", "xlsx", "ofd", "txt")
_MONEY = "funding[0].executed_amount"


@dataclass(frozen=True, slots=True)
class Shelf:
    """The files of one place. `field`: cell that names it, "" = the form as a whole. `note`: what they have to show."""

    field: str
    name: str
    note: str
    files: tuple[Evidence, ...]

    @property
    def id(self) -> str:
        """Of its place on the page."""
        return cell_id(self.field) if self.field else "whole"


def places(filing: Filing) -> dict[str, tuple[str, str]]:
    """Field → (name, what is to be shown) of every place a file may stand at: each indicator, the money, the whole."""
    cells = filing.cells
    found = {}
    for row in range(rows_of(cells, "indicators")):
        name, target, actual = (
            cells.get(f"indicators[{row}].{key}", "").strip() for key in ("level3", "target", "actual")
        )
        if name:
            note = " · ".join(
                str(words).format(value=value)
                for words, value in (
                    (t("指标值 {value}", "target {value}"), target),
                    (t("完成值 {value}", "actual {value}"), actual),
                )
                if value
            )
            found[f"indicators[{row}].level3"] = (name, note)
    spent = cells.get(_MONEY, "").strip()
    unit = cells.get("amount_unit", "") or "万元"
    found[_MONEY] = (str(t("资金执行", "Money spent")), f"{spent}{unit}" if spent else "")
    found[""] = (str(t("全表", "Whole form")), "")
    return found


def shelves(filing: Filing) -> list[Shelf]:
    """Every place with its files, in the order of the form. Files of rows that are gone stand with the whole form."""
    known = places(filing)
    files: dict[str, list[Evidence]] = {field: [] for field in known}
    for one in filing.evidence.select_related("person"):
        files[one.field if one.field in known else ""].append(one)
    return [Shelf(field, name, note, tuple(files[field])) for field, (name, note) in known.items()]


def twins(person: Any, filing: Filing) -> dict[str, list[Evidence]]:
    """sha256 → other files with the same content that the person may see, for the files of a form."""
    own = list(filing.evidence.values_list("sha256", flat=True))
    found: dict[str, list[Evidence]] = {}
    rows = visible(person, Evidence.objects.filter(sha256__in=own, withdrawn_at=None))
    for one in rows.select_related("filing__project_year__project", "filing__project_year__cycle")[:200]:
        found.setdefault(one.sha256, []).append(one)
    return {digest: same for digest, same in found.items() if len(same) > 1}


def is_open(person: Any, filing: Filing) -> bool:
    """Whether the person may add files now: while the form is filled in, or after a checker has asked for more."""
    return allowed(person, "evidence.add", filing) and _takes_files(filing)


def _takes_files(filing: Filing) -> bool:
    return filing.is_editable or filing.rechecks.filter(state="evidence_requested").exists()


def add(person: Any, filing: Filing, upload: File[bytes], *, field: str = "") -> Evidence:
    """Keep a file. Raises Refused for a file that is not accepted, or stands there already."""
    require(person, "evidence.add", filing)
    if field not in places(filing):
        raise Refused("unknown-field", Text("没有这个栏目", "no such field"))
    known = examine(upload, ACCEPTED)
    with transaction.atomic():
        locked = Filing.objects.select_for_update().get(pk=filing.pk)
        if not _takes_files(locked):
            raise NotAllowed("not-editable", _FROZEN)
        _check_room(locked, known, field)
        one = Evidence(
            filing=filing,
            field=field,
            name=known.name,
            media_type=known.media_type,
            size=known.size,
            sha256=known.sha256,
            person=person,
        )
        one.file.save(known.stored_name, upload, save=False)
        try:
            one.save()
            after = {"number": one.pk, "name": one.name, "field": field, "size": one.size, "sha256": one.sha256}
            record(person, filing, "evidence", after=after)
        except BaseException:
            one.file.storage.delete(one.file.name or "")
            raise
    return one


def withdraw(person: Any, filing: Filing, number: int) -> None:
    """Take a file out. One that was submitted with the form stays on record, marked; another is deleted."""
    require(person, "evidence.add", filing)
    with transaction.atomic():
        locked = Filing.objects.select_for_update().get(pk=filing.pk)
        if not locked.is_editable:
            raise NotAllowed("not-editable", _FROZEN)
        one = Evidence.objects.filter(filing=filing, pk=number, withdrawn_at=None).first()
        if one is None:
            raise Refused("gone", Text("该文件已撤下", "the file is gone already"))
        before = {"number": one.pk, "name": one.name, "field": one.field, "sha256": one.sha256}
        record(person, filing, "withdraw_evidence", before=before)
        if filing.submissions.filter(at__gte=one.at).exists():
            Evidence.objects.filter(pk=one.pk).update(withdrawn_at=timezone.now())
            return
        storage, name = one.file.storage, one.file.name or ""
        one.delete()
        transaction.on_commit(lambda: storage.delete(name))


def of_submission(files: Iterable[Evidence], at: Any) -> list[Evidence]:
    """The files that stood with the form when it was submitted."""
    return [one for one in files if one.at <= at and (one.withdrawn_at is None or one.withdrawn_at > at)]


_FROZEN = Text("表已提交，佐证材料随表锁定", "the form was submitted; its evidence is frozen with it")


def _check_room(filing: Filing, known: Known, field: str) -> None:
    current = filing.current_evidence
    same = current.filter(sha256=known.sha256, field=field).first()
    if same is not None:
        words = Text(
            "“{name}”与已上传的“{other}”内容完全相同，未重复保存",
            "“{name}” has the same content as “{other}”, which is here already",
        ).format(name=known.name, other=same.name)
        raise Refused.about("file", words, "duplicate")
    if current.count() >= settings.EVIDENCE_MOST:
        words = Text("每张表最多{n}份佐证材料", "not more than {n} files for one form")
        raise Refused("too-many", words.format(n=settings.EVIDENCE_MOST))


def tell(filing: Filing, field: str) -> str:
    """The name of the place a file stands at."""
    known = places(filing)
    return known.get(field, known[""])[0]
