"""The form on screen: what each cell shows, who may type into it, and what stands beside it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.safestring import SafeString

from kaocheng.audit import all_rules
from kaocheng.composition import Grid, GridCell, Role
from kaocheng.scoring import NotComputable
from kaocheng.scoring.figures import format_number, format_points, format_rate
from kaocheng.templates import load_template
from kaocheng_web.access.policy import allowed
from kaocheng_web.filings import markup, selectors, services
from kaocheng_web.filings.checking import POINTS, Checked
from kaocheng_web.filings.models import CellNote, Filing, LostEdit
from kaocheng_web.filings.typable import typable
from kaocheng_web.interface.words import say, t
from kaocheng_web.workflow.pages import cell_id
from kaocheng_web.workflow.services import Button, buttons

_ROW = re.compile(r"(funding|objectives|indicators)\[(\d+)\]")
_RANK = {"error": 0, "warning": 1, "info": 2}
# Fields whose findings are printed in the row; others are marked at the cell and told in the panel.
_IN_ROW = frozenset({"target", "adjusted_target", "actual", "weight", "score", "score_rate", "deviation"})


class FormPage:
    """Everything the templates ask for; nothing is computed twice."""

    def __init__(self, person: Any, filing: Filing, checked: Checked) -> None:
        self.person, self.filing, self.checked = person, filing, checked
        self.grid = checked.grid

    # ── rights ────────────────────────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def can_type(self) -> bool:
        return self.filing.is_editable and allowed(self.person, "filing.edit", self.filing)

    @cached_property
    def can_answer(self) -> bool:
        return allowed(self.person, "filing.edit", self.filing)

    @cached_property
    def can_comment(self) -> bool:
        return allowed(self.person, "filing.comment", self.filing)

    @cached_property
    def can_change_rows(self) -> bool:
        return self.can_type and self.filing.kind in ("objective", "adjustment")

    @cached_property
    def open_fields(self) -> frozenset[str]:
        return typable(self.filing, self.grid) if self.can_type else frozenset()

    # ── transitions ───────────────────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def buttons(self) -> list[Button]:
        return buttons(self.person, self.filing)

    @property
    def must_see(self) -> bool:
        """Whether the person has to have seen the whole form, and has not yet."""
        return any(refusal.code == "not-seen" for button in self.buttons for refusal in button.refusals)

    @cached_property
    def returned(self) -> dict[str, Any] | None:
        """Why the form came back; each rule with the cell in which it still speaks."""
        back = selectors.last_return(self.filing)
        if back is None:
            return None
        places = {row["code"]: row["field"] for row in reversed(self.findings) if row["field"]}
        titles = {rule.code: rule.title for rule in all_rules()}
        codes = [
            {
                "code": code,
                "title": titles.get(code, ""),
                "field": places.get(code, ""),
                "cell": cell_id(places[code]) if code in places else "",
            }
            for code in back.codes
        ]
        return {"reason": back.reason, "codes": codes, "person": back.person, "at": back.at}

    # ── findings, remarks ─────────────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def findings(self) -> list[dict[str, Any]]:
        """Worst first, in printed order, with place, name of the cell, reason given and value to adopt."""
        order = {cell.field: number for number, cell in enumerate(self.grid.cells) if cell.field}
        last = len(order) + len(self.grid.cells)
        found = sorted(
            self.filing.findings,
            key=lambda row: (order.get(row["field"], last), _RANK.get(row["severity"], 3)),
        )
        return [
            {
                **row,
                "id": f"f-{number}",
                "cell": cell_id(row["field"]) if row["field"] else "",
                "label": self.labels.get(row["field"] or "", ""),
                "reason": self.reasons.get(row["fingerprint"]),
                "adopt": self._value_to_adopt(row),
            }
            for number, row in enumerate(found)
        ]

    def _value_to_adopt(self, finding: dict[str, Any]) -> str:
        """Where the finding speaks of a score that the scheme can compute and the person may type."""
        field = finding["field"] or ""
        suggested = self.checked.suggestions.get(field, "")
        return suggested if field in self.open_fields and suggested != self.filing.cells.get(field, "") else ""

    @cached_property
    def to_adopt(self) -> dict[str, str]:
        """Every score of an indicator row that differs from the scheme's, or is empty."""
        return {
            field: text
            for field, text in self.checked.suggestions.items()
            if field in self.open_fields and not _same_points(self.filing.cells.get(field, ""), text)
        }

    @property
    def codes_found(self) -> list[tuple[str, dict[str, str]]]:
        """Rules that speak, with their titles: what a remark may rest on."""
        return list({row["code"]: row["title"] for row in self.findings}.items())

    @cached_property
    def reasons(self) -> dict[str, str]:
        return {reason.fingerprint: reason.text for reason in self.filing.warning_reasons.all()}

    @cached_property
    def notes(self) -> list[CellNote]:
        notes = selectors.notes_of(self.filing)
        for note in notes:
            note.label = self.labels.get(note.field, "")  # type: ignore[attr-defined]
            note.cell = cell_id(note.field) if note.field else ""  # type: ignore[attr-defined]
        return notes

    @cached_property
    def lost_edits(self) -> list[LostEdit]:
        lost = selectors.open_lost_edits(self.person, self.filing)
        for edit in lost:
            edit.label = self.labels.get(edit.field, edit.field)  # type: ignore[attr-defined]
            edit.cell = cell_id(edit.field)  # type: ignore[attr-defined]
            edit.now = self.filing.cells.get(edit.field, "")  # type: ignore[attr-defined]
        return lost

    @property
    def counts(self) -> dict[str, int]:
        rows = self.filing.findings
        return {level: sum(row["severity"] == level for row in rows) for level in _RANK}

    @property
    def needs_reasons(self) -> bool:
        """Whether a warning without a reason keeps the form from going on."""
        return "warnings_explained" in self.filing.machine.guards

    @cached_property
    def unexplained(self) -> int:
        rows = self.filing.findings
        return sum(row["severity"] == "warning" and row["fingerprint"] not in self.reasons for row in rows)

    # ── scores ────────────────────────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def is_scored(self) -> bool:
        return self.filing.kind == "self_evaluation"

    @property
    def weights(self) -> dict[str, str] | None:
        """The points of an objective, which are to add up."""
        if self.filing.kind not in ("objective", "adjustment"):
            return None
        indicators, execution = self.checked.points
        figures = {"indicators": indicators, "execution": execution, "total": indicators + execution}
        return {**{name: format_number(value) for name, value in figures.items()}, "due": str(POINTS)}

    @property
    def claimed(self) -> str:
        value = self.checked.claimed_total
        return "" if value is None else format_points(value)

    @property
    def gauge(self) -> str:
        """How far the arc goes, 0 to 100."""
        value = self.checked.claimed_total
        return "0" if value is None else f"{min(max(value, Decimal(0)), Decimal(100)):.2f}"

    @property
    def recomputed(self) -> str:
        sheet = self.checked.sheet
        if sheet is None:
            return ""
        total = sheet.replayed_total
        if isinstance(total, Decimal):
            return format_points(total)
        if isinstance(total, NotComputable):
            return ""
        return f"{format_points(total.low)}–{format_points(total.high)}"

    @property
    def why_not_recomputed(self) -> str:
        total = self.checked.sheet.replayed_total if self.checked.sheet else None
        return say(total.reason) if isinstance(total, NotComputable) else ""

    @property
    def differs(self) -> bool:
        return bool(self.recomputed) and bool(self.claimed) and self.recomputed != self.claimed

    @property
    def grade(self) -> str:
        sheet = self.checked.sheet
        if sheet is None:
            return ""
        return sheet.claimed_grade or (sheet.replayed_grade if isinstance(sheet.replayed_grade, str) else "")

    @property
    def execution(self) -> str:
        rate = self.filing.execution_rate
        return "" if rate is None else format_rate(rate)

    @property
    def source(self) -> str:
        return load_template(self.filing.template).source

    # ── table ─────────────────────────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def labels(self) -> dict[str, str]:
        return labels_of(self.grid, self.filing.cells)

    @cached_property
    def severities(self) -> dict[str, str]:
        """Field → worst finding."""
        worst: dict[str, str] = {}
        for row in self.filing.findings:
            field = row["field"]
            if field and _RANK[row["severity"]] < _RANK.get(worst.get(field, ""), 9):
                worst[field] = row["severity"]
        return worst

    @cached_property
    def messages(self) -> dict[str, list[dict[str, Any]]]:
        """Row → its findings, to be printed in it."""
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self.findings:
            path, _, name = (row["field"] or "").rpartition(".")
            if path.startswith("indicators") and name in _IN_ROW:
                found.setdefault(path, []).append(row)
        return found

    @cached_property
    def note_counts(self) -> dict[str, int]:
        """Field → remarks that are not settled."""
        counts: dict[str, int] = {}
        for note in self.notes:
            if note.field and note.settled_at is None:
                counts[note.field] = counts.get(note.field, 0) + 1
        return counts

    @property
    def body(self) -> SafeString:
        """The rows of the table, as HTML."""
        return markup.table_body(self)

    @property
    def widths(self) -> list[int]:
        """Of the columns, in whole percent, adding up to 100. What explains a deviation has findings below it and gets
        more room than on paper."""
        widths = list(self.grid.widths)
        for cell in self.grid.cells:
            if cell.field == "indicators[0].deviation":
                widths[cell.column] *= 1.5
        total = sum(widths)
        percent = [max(1, round(100 * width / total)) for width in widths]
        percent[percent.index(max(percent))] += 100 - sum(percent)
        return percent

    @cached_property
    def shape(self) -> str:
        """Changes when cells come, go or merge differently: the page then fetches the table anew."""
        plan = (f"{c.row} {c.column} {c.row_span} {c.column_span} {c.field}" for c in self.grid.cells)
        return hashlib.sha256("\n".join((*plan, *sorted(self.open_fields))).encode()).hexdigest()[:16]

    @property
    def texts(self) -> dict[str, str]:
        """Field → text of every cell on screen; a level stands once for its group."""
        return {cell.field: self.text_of(cell) for cell in self.grid.cells if cell.field}

    def text_of(self, cell: GridCell) -> str:
        """As typed where the person may type, because that is what a change is compared with; else as printed."""
        return self.filing.cells.get(cell.field, "") if cell.field in self.open_fields else cell.text

    @property
    def computed(self) -> dict[str, str]:
        return {cell.field: cell.text for cell in self.grid.cells if cell.field and cell.role is Role.COMPUTED}


def labels_of(grid: Grid, cells: Mapping[str, str]) -> dict[str, str]:
    """Field → the words that name its cell: row and column."""
    headers: dict[int, str] = {}
    found: dict[str, str] = {}
    left = ""
    for cell in grid.cells:
        if cell.role is Role.HEADER:
            for column in range(cell.column, cell.column + cell.column_span):
                headers[column] = cell.text
        if cell.field is None:
            left = cell.text if cell.role is Role.LABEL else left
            continue
        match = _ROW.match(cell.field)
        if match is None:
            found[cell.field] = left
            continue
        part, index = match.groups()
        name = "level3" if part == "indicators" else "label"
        row = cells.get(f"{part}[{index}].{name}", "").strip()
        row = row or ("" if part == "objectives" else str(t("第{n}行", "row {n}")).format(n=int(index) + 1))
        found[cell.field] = " · ".join("".join(part.split()) for part in (row, headers.get(cell.column, "")) if part)
    return found


def page_for(person: Any, filing: Filing) -> FormPage:
    """Check the filing as it stands, keep what lists show, and make its page."""
    checked = services.check(filing)
    if filing.checked_version != filing.version:
        services.keep_check(filing, checked)
    prefetch_related_objects([filing], "warning_reasons")  # for the page and for the guards of its buttons
    return FormPage(person, filing, checked)


def _same_points(left: str, right: str) -> bool:
    try:
        return Decimal(left.strip()) == Decimal(right)
    except ArithmeticError:
        return left.strip() == right
