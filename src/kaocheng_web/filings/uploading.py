"""A finished form that is uploaded instead of typed: kept, read in the background, set beside the form, taken over."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from kaocheng.documents import Document, Table
from kaocheng.errors import KaochengError
from kaocheng.extraction import extract
from kaocheng.language import Text
from kaocheng.lifecycle.offline import Entry, compare, match, uncertain
from kaocheng.model import Form
from kaocheng.model.cells import cells_from_form
from kaocheng.provenance import Location
from kaocheng.readers import Source, read
from kaocheng.templates import choose, load_template, printed_at
from kaocheng_web.access.policy import require
from kaocheng_web.filings.checking import complete, computed_fields, grid_of
from kaocheng_web.filings.files import examine, limits
from kaocheng_web.filings.models import Filing, Upload
from kaocheng_web.filings.services import LONGEST, MOST_ROWS, Saved, clean, save_cells
from kaocheng_web.filings.typable import fields_of, typable
from kaocheng_web.jobs.models import Job
from kaocheng_web.jobs.services import Running, enqueue
from kaocheng_web.journal.services import record
from kaocheng_web.workflow.services import NotAllowed, Refusal, Refused, Stale

ACCEPTED = ("docx", "xlsx", "xls", "pdf", "html", "txt")
_MOST_FORMS = 60
_MOST_CELLS = 4000  # of one table, kept to be shown beside the values
_NOT_EDITABLE = Text("当前状态不能修改内容", "cannot be changed in its present state")
# Rows of indicators are approved in what measures, and written in what sets the yardstick.
_OWN_ROWS = ("objective", "adjustment")


# Keeping and reading.


def upload(person: Any, filing: Filing, file: UploadedFile[bytes]) -> Upload:
    """Keep a file and have it read. The same file again is the upload that is there already.

    Raises Refused for a file of another kind, NotAllowed where the form cannot be written.
    """
    require(person, "filing.edit", filing)
    if not filing.is_editable:
        raise NotAllowed("not-editable", _NOT_EDITABLE)
    known = examine(file, ACCEPTED, macros=True)
    same = filing.uploads.filter(sha256=known.sha256, error={}).first()
    if same is not None:
        return same
    with transaction.atomic():
        kept = Upload(filing=filing, name=known.name, sha256=known.sha256, person=person)
        kept.file.save(known.stored_name, file, save=False)
        try:
            kept.save()
            record(person, filing, "upload", after={"name": known.name, "sha256": known.sha256, "size": known.size})
            enqueue(person, "filings.read", _key(kept), {"upload": kept.pk})
        except BaseException:
            kept.file.storage.delete(kept.file.name or "")
            raise
    return kept


def job_of(kept: Upload) -> Job | None:
    """The reading of an upload."""
    return Job.objects.filter(key=_key(kept)).first()


def _key(kept: Upload) -> str:
    return f"filings.read:{kept.pk}"


def read_upload(running: Running) -> dict[str, Any]:
    """The job. What is wrong with the file is told on the upload; it is no fault of the job."""
    kept = Upload.objects.filter(pk=running.arguments["upload"]).first()
    if kept is None:
        return {}
    result: dict[str, Any] = {}
    error: dict[str, str] = {}
    try:
        running.progress(0, 3, Text("正在打开文件", "opening the file"))
        with kept.file.open("rb") as file:
            source = Source(kept.name, file.read())
        running.progress(1, 3, Text("正在读取文字和表格", "reading text and tables"))
        document = read(source, limits())
        running.progress(2, 3, Text("正在识别自评表", "finding the forms"))
        result = found_in(document)
    except KaochengError as failure:
        error = failure.message._asdict()
    count = len(result.get("forms", ()))
    words = Text("读到{n}张表", "{n} forms found").format(n=count)._asdict()
    with running.finish() as outcome:
        Upload.objects.filter(pk=kept.pk).update(result=result, error=error, read_at=timezone.now())
        outcome["text"] = error or words
    return outcome


def found_in(document: Document) -> dict[str, Any]:
    """The forms of a document and the tables they stand in, as kept with an upload."""
    forms = [_kept_form(form) for form in extract(document).forms[:_MOST_FORMS]]
    wanted = {place["table"] for form in forms for place in form["places"].values() if place.get("table")}
    tables = {str(table.number): _kept_table(table) for table in document.tables() if table.number in wanted}
    return {"media_type": document.media_type, "pages": document.pages, "forms": forms, "tables": tables}


def _kept_form(form: Form) -> dict[str, Any]:
    cells = {path: clean(text)[:LONGEST] for path, text in cells_from_form(form).items() if _in_bounds(path)}
    places = {}
    for path in cells:
        printed = printed_at(form, path)
        if printed is not None:
            places[path] = {name: value for name, value in printed.where._asdict().items() if value is not None}
    return {
        "template": choose(form).id,
        "cells": cells,
        "places": places,
        "uncertain": {path: why._asdict() for path, why in uncertain(form, cells).items()},
    }


def _in_bounds(path: str) -> bool:
    number = path.partition("[")[2].partition("]")[0]
    return not number or int(number) < MOST_ROWS


def _kept_table(table: Table) -> dict[str, Any]:
    return {
        "sheet": clean(table.sheet or ""),
        "columns": table.column_count,
        "cells": [
            [cell.row, cell.column, cell.row_span, cell.column_span, clean(cell.text)[:LONGEST]]
            for cell in table.cells[:_MOST_CELLS]
            if not cell.hidden
        ],
    }


# Beside the form.


@dataclass(frozen=True, slots=True)
class Found:
    """A cell of the file. `uncertain`: why to look twice, None where there is no reason. `where`: its place there.
    `computed`: on file it follows from other cells."""

    entry: Entry
    uncertain: Text | None
    where: Location
    computed: bool


class Confirmation:
    """One form of an upload beside the form on file. `number`: of the form in the file, from 0."""

    def __init__(self, kept: Upload, filing: Filing, number: int) -> None:
        self.upload, self.filing, self.number = kept, filing, number
        self.form: Mapping[str, Any] = kept.result["forms"][number]

    @cached_property
    def found(self) -> list[Found]:
        """Every filled cell, in the order of the file."""
        read_cells, ours = self.form["cells"], self.filing.cells
        matched = match(read_cells, ours, fixed_rows=self.filing.kind not in _OWN_ROWS)
        merged = {**ours, **{field: read_cells[path] for path, field in matched.fields.items() if field}}
        grid = self._grid(merged)
        places = {field for cell in grid.cells for field in fields_of(cell)}
        entries = compare(read_cells, ours, matched, places=places, typable=typable(self.filing, grid))
        computed = computed_fields(grid)
        return [self._found(entry, matched.loose, computed) for entry in entries if not self._is_head(entry)]

    def _grid(self, cells: Mapping[str, str]) -> Any:
        return grid_of(cells, self.filing.template, self.filing.project_year.cycle.year)

    @staticmethod
    def _is_head(entry: Entry) -> bool:
        """Title and year of the file say what it is, see `warnings`; they are not cells to take."""
        return entry.source in ("title", "fiscal_year") or (entry.source.endswith(".label") and not entry.is_open)

    def _found(self, entry: Entry, loose: Collection[str], computed: Collection[str]) -> Found:
        stored = self.form["uncertain"].get(entry.source)
        why = Text(**stored) if stored else None
        if why is None and entry.source in loose:
            why = Text("指标名称与本表不完全相同", "the indicator has another name here")
        if why is None and entry.converted:
            why = Text("按金额单位换算，文件中为 {text}{unit}", "converted; the file says {text} in {unit}").format(
                text=self.form["cells"][entry.source], unit=self.form["cells"].get("amount_unit", "")
            )
        where = Location(**self.form["places"].get(entry.source, {}))
        return Found(entry, why, where, entry.field in computed)

    @property
    def takable(self) -> dict[str, Found]:
        """Field → what can be taken over."""
        return {str(one.entry.field): one for one in self.found if one.entry.is_open}

    @cached_property
    def strange(self) -> list[Text]:
        """What says that the file is about something else: nothing is ticked then."""
        cells, ours, cycle = self.form["cells"], self.filing.cells, self.filing.project_year.cycle
        found = []
        name, own = cells.get("project_name", "").strip(), ours.get("project_name", "").strip()
        if name and own and "".join(name.split()) != "".join(own.split()):
            words = Text("文件中的项目是“{name}”，与本项目不同", "the file is about another project: “{name}”")
            found.append(words.format(name=name))
        year = "".join(sign for sign in cells.get("fiscal_year", "") if sign.isdigit())[:4]
        if year and year != str(cycle.year):
            words = Text("文件是{year}年度的，本表是{own}年度", "the file is of {year}, this form of {own}")
            found.append(words.format(year=year, own=cycle.year))
        return found

    @cached_property
    def warnings(self) -> list[Text]:
        """What to know before anything is taken."""
        found = list(self.strange)
        if self.form["template"] != self.filing.template:
            theirs, mine = load_template(self.form["template"]).title, load_template(self.filing.template).title
            words = Text(
                "文件的表样是“{theirs}”（{id}），本表是“{mine}”（{own}）；本表没有的栏目不会采用",
                "the file is laid out as “{theirs}” ({id}), this form as “{mine}” ({own}); what this form lacks is not "
                "taken",
            )
            found.append(words.format(theirs=theirs, id=self.form["template"], mine=mine, own=self.filing.template))
        return found


def likeliest(kept: Upload, filing: Filing) -> int:
    """The form of a file that is about the filing's project; the first where none says so."""
    own = "".join(filing.cells.get("project_name", "").split())
    names = ["".join(form["cells"].get("project_name", "").split()) for form in kept.result["forms"]]
    return names.index(own) if own in names else 0


def take(person: Any, kept: Upload, *, number: int, version: int, chosen: Collection[str] | None = None) -> Saved:
    """Take cells over, all that can be or those `chosen` by their field: one event, what follows is computed anew.

    Raises Stale where the form is no longer the version that the person had beside the file; nothing is lost then.
    """
    filing = kept.filing
    require(person, "filing.edit", filing)
    if not filing.is_editable:
        raise NotAllowed("not-editable", _NOT_EDITABLE)
    if filing.version != version:
        words = Text("表已被修改，请核对后再采用", "the form has changed meanwhile; look at it again")
        raise Stale("stale", words)
    takable = Confirmation(kept, filing, number).takable
    wanted = takable if chosen is None else {field: takable[field] for field in chosen if field in takable}
    if not wanted:
        words = Text("没有选中可采用的内容", "nothing was chosen that can be taken")
        raise Refused("nothing-chosen", words, [Refusal("nothing-chosen", words)])
    changes = {field: (filing.cells.get(field, ""), one.entry.read) for field, one in wanted.items()}
    year = filing.project_year.cycle
    grid = grid_of({**filing.cells, **{field: new for field, (_, new) in changes.items()}}, filing.template, year.year)
    computed = computed_fields(grid)
    with transaction.atomic():
        saved = save_cells(
            person,
            filing,
            changes=changes,
            follow=lambda cells: complete(cells, computed, scheme=year.scheme),
            why="take_upload",
            reason=kept.name,
        )
        Upload.objects.filter(pk=kept.pk).update(taken_at=timezone.now())
    return saved
