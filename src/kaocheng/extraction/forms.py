"""The forms of a document, block by block.

One pass over paragraphs and table rows in reading order. Each row is recognised by its labels (blocks.py), never by
its position: a header opens a block and its columns, the rows below it belong to it until another label speaks.
Several forms may stand in one table, and one form in several tables.
"""

from __future__ import annotations

import re
from typing import Literal

from kaocheng.documents import Document, Paragraph, Table
from kaocheng.extraction.alignment import OTHER, Column, align, is_level1, is_level2
from kaocheng.extraction.blocks import (
    HEADLINES,
    LEVELS,
    funding_header,
    indicator_header,
    is_subtotal,
    is_task_header,
    is_total,
    join_headers,
    objective_header,
    summary_header,
)
from kaocheng.extraction.draft import FormDraft, IndicatorDraft
from kaocheng.extraction.funding import FundingBlock, FundingDraft, read_pairs
from kaocheng.extraction.labels import field_of, fields_of, normalise
from kaocheng.extraction.lines import (
    INLINE,
    MONEY_UNIT,
    YEAR,
    is_caption,
    is_label_like,
    is_note,
    is_page_mark,
    is_placeholder,
    is_section,
    is_title,
    is_year_or_unit,
)
from kaocheng.extraction.rows import Row, RowCell, is_number, is_zero, rows_of
from kaocheng.extraction.spaced import with_restored_forms
from kaocheng.extraction.stream import RestoredTable, is_stream, restore_stream
from kaocheng.extraction.summary import make_summary_row
from kaocheng.extraction.text import unwrap
from kaocheng.language import Text
from kaocheng.model import Form, SummaryRow
from kaocheng.model.entry import Raw
from kaocheng.provenance import Location, Printed

_GRADE = re.compile(r"优秀?|良好?|中等?|一般|合格|及格|差|较差|低|不合格|不及格")
_NEXT_LABEL = re.compile(r"[\s\u3000]{2,}(?=[^\s：:]{2,16}[：:])|[\s\u3000]+(?=[\u4e00-\u9fff]{2,8}[：:])")
_LEADING = frozenset(("level1", "level2", "sequence", OTHER))  # columns in which a sheet prints lines of text
_POINTS = re.compile(r"\d{1,3}(?:\.\d+)?\s*分?")
_POINTS_IN_HEADING = re.compile(r"[（(][\s\u3000]*(\d{1,2}(?:\.\d+)?[\s\u3000]*分)")
_WIDE_TEXT = 3  # columns of indicators that no cell of an indicator is merged over
_REMARKS = frozenset(("deviation", "definition", "scoring_rule"))
_PROSE = frozenset(("problems", "measures", "reasons"))
_ENDS_IN_UNIT = re.compile(r"[\s\u3000](?:金额)?单位\s*[：:]\s*[万亿千]?元\s*$")
_DIGITS = re.compile(r"[\d\-－—()（）\s]{7,}")

Mode = Literal["none", "head", "funding", "pairs", "objective", "indicators", "summary", "tasks"]


class FormReader:
    """Reads one document. `forms` and `summary` fill as blocks are fed; call `finish` at the end."""

    def __init__(self, document: Document) -> None:
        self.forms: list[Form] = []
        self.summary: list[SummaryRow] = []
        self._wrapped = document.media_type == "application/pdf"
        self._draft = FormDraft()
        self._mode: Mode = "none"
        self._columns: tuple[Column, ...] = ()
        self._funding = FundingBlock(())
        self._summary_kind: str = "project"
        self._title: Raw | None = None
        self._caption: Raw | None = None
        self._year: Printed[int] | None = None
        self._money: Raw | None = None
        self._awaiting: str | None = None
        self._sheet: str | None = None
        self._above: set[str] = set()  # head fields that a paragraph gave: a cell of the table knows better
        self._group: Raw | None = None
        self._level1: Raw | None = None
        self._level2: Raw | None = None
        self._level_doubt: Text | None = None  # of the row that the levels come from

    # ── paragraphs ────────────────────────────────────────────────────────────────────────────────────────────────
    def feed_paragraph(self, paragraph: Paragraph) -> None:
        """Titles, years, units and the lines below a form; everything else is narrative and not ours."""
        text = paragraph.text.strip()
        if not text:
            return
        if is_page_mark(text):
            return  # a table goes on behind it
        where = paragraph.where
        self._mode = "none"
        if len(text) <= 80:
            if self._awaiting is not None and self._take_awaited(text, where):
                return
            self._awaiting = None
            self._note_surroundings(text, where)
            if self._take_inline(text, where):
                return
            if normalise(text) and field_of(text, "head") in ("preparer", "phone") and self._draft.worth_keeping:
                self._awaiting = field_of(text, "head")
                return
            if is_caption(text):
                self._caption = Raw(text, where)
        else:
            self._awaiting = self._caption = None
            if not self._draft.worth_keeping:
                self._forget_above()

    def _note_surroundings(self, text: str, where: Location) -> None:
        """Title, year and money unit of the form that follows."""
        if is_title(text):
            self._close()
            self._title = Raw(text, where)
            return
        year = YEAR.fullmatch(text)
        if year is not None and (year.group(2) or year.group(3) or not self._draft.indicators):
            self._open_above()
            self._year = Printed(text, int(year.group(1)), where)
        unit = MONEY_UNIT.search(text)
        # Behind a name the line may be longer: "填报单位：…　　金额单位：万元".
        if unit is not None and (len(text) <= 30 or _ENDS_IN_UNIT.search(text) is not None):
            self._open_above()
            self._money = Raw(unit.group(1) or unit.group(2), where)

    def _open_above(self) -> None:
        """A line that stands above a form was met: if indicators were read, it is the next form's."""
        if self._draft.indicators:
            self._close()

    def _forget_above(self) -> None:
        for name in self._above:
            self._draft.head.pop(name, None)
        self._above.clear()

    def _take_inline(self, text: str, where: Location) -> bool:
        """ "填报人：某某甲", "项目名称：…" in one paragraph or one cell; several may stand in a line."""
        taken = False
        for part in _NEXT_LABEL.split(text):
            inline = INLINE.fullmatch(part.strip())
            name = field_of(inline.group(1), "head") if inline is not None else None
            if inline is None or name is None:
                continue
            value = inline.group(2).strip()
            if name in ("preparer", "phone") and self._draft.worth_keeping:
                taken = True
                if value:
                    self._draft.head.setdefault(name, Raw(value, where))
                else:
                    self._awaiting = name
            elif name in HEADLINES or (name == "total_score" and _POINTS.fullmatch(value)):
                taken = True
                if self._starts_form(name):
                    self._close()
                elif name in HEADLINES and name != "reporting_unit":
                    self._open_above()
                if value and name not in self._draft.head and not self._draft.indicators:
                    self._draft.head[name] = Raw(value, where)
                    self._above.add(name)
        return taken

    def _take_awaited(self, text: str, where: Location) -> bool:
        name = self._awaiting
        if name is None or fields_of(text, "head") or len(text) > 20 or is_title(text) or is_year_or_unit(text):
            return False
        if (name == "phone") != (_DIGITS.fullmatch(text) is not None):
            return False
        self._draft.head.setdefault(name, Raw(text, where))
        self._awaiting = None
        return True

    # ── tables ────────────────────────────────────────────────────────────────────────────────────────────────────
    def feed_table(self, table: Table) -> None:
        """All rows of a table. Columns survive from the table before when nothing stood between."""
        if is_stream(table):
            table = restore_stream(table)
        self._awaiting = None
        if self._mode == "summary" or (self._columns and max(c.end for c in self._columns) != table.column_count):
            self._mode = "none"
        if table.sheet is not None and table.sheet != self._sheet:
            self._close()
            self._title = self._year = self._money = self._caption = None
        self._sheet = table.sheet
        upper: Row | None = None
        for row in rows_of(table):
            if not row.filled:
                continue
            joined = join_headers(upper, row) if upper is not None else None
            if joined is not None:
                self._feed_row(joined)
                upper = None
                continue
            if upper is not None:
                self._feed_row(upper)
            upper = row
        if upper is not None:
            self._feed_row(upper)
        for cell in table.cells:
            for nested in cell.tables:
                self.feed_table(nested)

    def _feed_row(self, row: Row) -> None:
        if self._mode != "indicators" and self._draft.amount_unit is None and self._money is None:
            self._note_money_unit(row)
        if len(row.filled) == 1 and self._take_lone(row):
            return
        indicators = indicator_header(row, 2 if "project_name" in self._draft.head else 3)
        if indicators is not None:
            self._open_indicators(row, indicators)
            return
        scores = summary_header(row)
        if scores is not None:
            self._close()
            self._columns, self._summary_kind = scores
            self._mode = "summary"
            return
        if self._mode == "summary":
            self._take_summary(row)
            return
        if self._mode == "indicators" and self._take_indicator_row(row):
            return
        if self._mode == "head" and self._draft.indicators and self._is_total(row):
            self._take_total(row)  # with something labelled between the indicators and their total
            return
        if is_task_header(row):
            self._mode = "tasks"
            return
        funding = funding_header(row)
        if funding is not None:
            self._open_funding(row, funding)
            return
        goals = objective_header(row)
        if goals is not None:
            if self._draft.indicators:
                self._close()  # goals stand before the indicators: another form begins
            self._columns, self._mode = goals, "objective"
            return
        if self._take_head(row):
            return
        if self._mode == "funding" and self._take_funding(row):
            return
        if self._take_goal_label(row):
            return
        if self._mode == "objective":
            self._take_objective(row)
            return
        if self._mode != "tasks":
            self._take_funding_pairs(row)

    def _note_money_unit(self, row: Row) -> None:
        for cell in row.filled:
            unit = MONEY_UNIT.search(cell.text) if "元" in cell.text and len(cell.text) <= 40 else None
            if unit is not None:
                self._draft.amount_unit = Raw(unit.group(1) or unit.group(2), row.at(cell))
                return

    def _take_lone(self, row: Row) -> bool:
        """A row with one filled cell: a title, a year, a unit, a note, a placeholder — or a row like any other."""
        cell = row.filled[0]
        text, where = cell.text, row.at(cell)
        if is_placeholder(text):
            self._draft.placeholders.append(Raw(text, where))
            return True
        if is_page_mark(text):
            return True
        if self._mode == "indicators" and (is_level1(text) or is_level2(text)):
            return False
        if is_note(text):
            self._mode = "none"
            return True
        if self._mode == "summary" and not row.table.ragged and cell.end - cell.column == row.table.column_count > 1:
            return True  # a heading or a line of text across the table, no project
        wide = cell.end - cell.column >= 0.5 * row.table.column_count
        if (wide or row.table.sheet is not None or row.table.ragged) and len(text) <= 60:
            before = (self._title, self._year, self._money)
            self._note_surroundings(text, where)
            if before != (self._title, self._year, self._money):
                return True
            if is_caption(text) and self._mode != "indicators":
                self._caption = Raw(text, where)  # above its table, in a row of the same sheet
        inline = INLINE.fullmatch(text)
        if inline is not None and (self._take_inline(text, where) or self._take_inline_goal(inline, where)):
            return True
        if is_section(text) and self._mode != "indicators" and cell.fresh:
            # "四、绩效指标完成情况（90分）" across the table: a heading inside the form.
            self._mode = "none"
            return True
        if self._mode == "indicators" and not row.table.ragged and not self._is_group(row):
            covered = [c.field for c in self._columns if c.start < cell.end and cell.column < c.end]
            if len(covered) > 1 or (row.table.sheet is not None and covered and covered[0] in _LEADING):
                self._mode = "none"  # a line of text below the indicators
                return True
        return False

    def _take_inline_goal(self, inline: re.Match[str], where: Location) -> bool:
        if "label" not in fields_of(inline.group(1), "objective_label") or not inline.group(2):
            return False
        self._draft.objectives.append({"expected": Raw(inline.group(2), where)})
        return True

    # ── head ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def _take_head(self, row: Row) -> bool:
        """Labels with their values in the next cells; an inline value behind a colon counts too."""
        taken = False
        cells = row.cells
        for i, cell in enumerate(cells):
            if not cell.text or not (cell.fresh or len(row.filled) <= 2):
                continue
            name = field_of(cell.text, "head")
            value: Raw | None = None
            if name is None:
                inline = INLINE.fullmatch(cell.text)
                name = field_of(inline.group(1), "head") if inline and inline.group(2) else None
                if name is None or inline is None:
                    continue
                value = Raw(inline.group(2), row.at(cell))
            else:
                following = next((c for c in cells[i + 1 :] if c.text), None) if row.table.ragged else None
                if following is None and not row.table.ragged and i + 1 < len(cells):
                    following = cells[i + 1]
                if following is not None and _is_value(name, following.text):
                    value = self._prose(row, following) if name in _PROSE else row.raw(following)
            taken = True
            self._take_label(name, cell.text, value, row)
        if taken:
            self._mode = "head"
        return taken

    def _starts_form(self, name: str) -> bool:
        """Whether a label of the head belongs to another form than the one being read."""
        draft = self._draft
        if name == "project_name":
            known = name in draft.head and name not in self._above
            return bool(draft.indicators or draft.funding) or known
        if name in ("competent_department", "implementing_unit"):
            return bool(draft.indicators) or (bool(draft.funding) and "project_name" not in draft.head)
        return name == "reporting_unit" and bool(draft.indicators)

    def _take_label(self, name: str, label: str, value: Raw | None, row: Row) -> None:
        if self._starts_form(name):
            self._close()
        if name == "implementing_unit" and "主管" in label:
            name = "competent_and_implementing"
        if name == "conclusion":
            name = "grade" if value is not None and _GRADE.fullmatch(value.text.strip()) else "other"
        if name == "phone" and "preparer" not in self._draft.head:
            name = "other"
        if value is not None and name != "other":
            if name in self._above:
                self._above.discard(name)
                self._draft.head[name] = value
            self._draft.head.setdefault(name, value)

    # ── funding ───────────────────────────────────────────────────────────────────────────────────────────────────
    def _open_funding(self, row: Row, columns: tuple[Column, ...]) -> None:
        if self._draft.indicators:
            self._close()
        self._caption = None
        self._columns, self._mode = columns, "funding"
        self._funding = FundingBlock.below(row, columns)
        for cell in row.filled:
            points = _POINTS_IN_HEADING.search(cell.text)
            if points is not None and self._draft.execution_weight is None:
                self._draft.execution_weight = Raw(points.group(1), row.at(cell))

    def _take_funding(self, row: Row) -> bool:
        found = self._funding.read(row)
        if found is None:
            return False
        if self._wrapped and "reason" in found.cells:
            reason = found.cells["reason"]
            found.cells["reason"] = Raw(unwrap(reason.text), reason.where)
        self._draft.funding.append(found)
        return True

    def _take_funding_pairs(self, row: Row) -> None:
        funding = self._draft.funding
        before = funding[-1] if funding and self._mode == "pairs" else None
        found = [draft for draft in read_pairs(row, before) if draft is not before]
        funding += found
        if found:
            self._mode = "pairs"

    # ── objectives ────────────────────────────────────────────────────────────────────────────────────────────────
    def _take_objective(self, row: Row) -> None:
        aligned = align(row, self._columns)
        cells = {}
        for name in ("expected", "actual", "completion_rate"):
            cell = aligned.cells.get(name)
            if cell is not None and cell.fresh:
                cells[name] = row.closed(cell) if name == "completion_rate" else self._prose(row, cell)
        if cells and not any(is_placeholder(raw.text) for raw in cells.values()):
            self._draft.objectives.append(cells)

    def _take_goal_label(self, row: Row) -> bool:
        """A goal label with its text beside it, in a row of its own."""
        filled = row.filled
        if len(filled) < 2:
            return False
        label, text = filled[-2], filled[-1]
        if not fields_of(label.text, "objective_label") and field_of(label.text, "objective") is None:
            return False
        if len(text.text) < 2 or is_number(text.text) or field_of(text.text, "objective") is not None:
            return False
        if self._mode == "objective" and not label.fresh:
            return False
        name = "actual" if field_of(label.text, "objective") == "actual" else "expected"
        goals = self._draft.objectives
        if name == "actual" and goals and "actual" not in goals[-1]:
            goals[-1]["actual"] = self._prose(row, text)
        else:
            goals.append({name: self._prose(row, text)})
        return True

    # ── indicators ────────────────────────────────────────────────────────────────────────────────────────────────
    def _open_indicators(self, row: Row, columns: tuple[Column, ...]) -> None:
        fields = {c.field for c in columns}
        if self._mode != "indicators" and self._draft.total_score is not None:
            self._close()
        repeated = self._mode == "indicators" and [c.field for c in self._columns] == [c.field for c in columns]
        self._columns, self._mode = columns, "indicators"
        self._caption = None  # a line above a form names no table of scores that follows it
        if not repeated:  # the header again on a new page: the group goes on
            self._level1 = self._level2 = self._level_doubt = None
        self._draft.weight_column = self._draft.weight_column or "weight" in fields

    def _take_indicator_row(self, row: Row) -> bool:
        """A row below an indicator header. False when another block begins here."""
        first = row.filled[0]
        if self._is_total(row):
            self._take_total(row)
            return True
        if any(is_subtotal(c.text) for c in row.filled):
            return True
        filled = row.filled
        label = field_of(first.text, "head")
        if label is not None and first.fresh and not is_level1(first.text) and len(filled) <= 5:
            return False
        inline = INLINE.fullmatch(first.text)
        if inline is not None and first.fresh and field_of(inline.group(1), "head") in HEADLINES:
            return False
        if funding_header(row) is not None or objective_header(row) is not None or is_task_header(row):
            return False
        if self._take_group(row):
            return True
        if self._is_labelled_text(row):
            self._mode = "head"
            return True
        if all(is_placeholder(c.text) for c in filled if c.fresh) and any(c.fresh for c in filled):
            self._draft.placeholders.extend(row.closed(c) for c in filled if c.fresh)
            return True
        aligned = align(row, self._columns)
        cells: dict[str, Raw] = {}
        for name, cell in aligned.cells.items():
            if name in LEVELS:
                cells[name] = row.raw(cell)
            elif name not in _REMARKS:
                cells[name] = row.closed(cell)
            elif cell.fresh:
                cells[name] = self._prose(row, cell)
        if any(c.field == "project_name" for c in self._columns):
            self._take_wide(cells, row, aligned.cells)
        doubt = aligned.uncertain
        if doubt is None and isinstance(row.table, RestoredTable):
            doubt = row.table.doubts.get(row.index)
        if "level1" in cells or "level2" in cells:
            self._level_doubt = doubt
        self._carry_levels(cells)
        self._take_indicator(cells, doubt or self._level_doubt)
        return True

    def _is_labelled_text(self, row: Row) -> bool:
        """A label that we do not know and a text across the columns: 其他事项 | 无."""
        if row.table.ragged or len(row.filled) != 2 or not all(c.fresh for c in row.filled):
            return False
        label, text = row.filled
        return (
            sum(1 for c in self._columns if c.start < text.end and text.column < c.end) > _WIDE_TEXT
            and not is_level1(label.text)
            and not is_level2(label.text)
        )

    def _is_group(self, row: Row) -> bool:
        """A level in a row of its own, across the columns: "一、产出指标（50分）"."""
        fresh = [c for c in row.filled if c.fresh]
        if len(fresh) != 1 or len(fresh[0].text) > 24 or (row.table.ragged and len(row.filled) > 1):
            return False
        text = fresh[0].text
        covered = {c.field for c in self._columns if c.start < fresh[0].end and fresh[0].column < c.end}
        levels = {c.field for c in self._columns} & {"level1", "level2"}
        if "level3" not in covered and levels & covered:
            return False  # the first cell of a row that is empty otherwise
        return is_level1(text) or is_level2(text) or ("level1" not in levels and is_section(text))

    def _take_group(self, row: Row) -> bool:
        if not self._is_group(row):
            return False
        group = next(c for c in row.filled if c.fresh)
        if is_level2(group.text) and not is_level1(group.text):
            self._level2 = row.raw(group)
        else:
            self._level1, self._level2 = row.raw(group), None
        return True

    def _take_wide(self, cells: dict[str, Raw], row: Row, aligned: dict[str, RowCell]) -> None:
        """One table for all projects of a unit: a project name opens a form."""
        project = aligned.get("project_name")
        unit = aligned.get("unit_name")
        if unit is not None and project is None and len(row.filled) <= 2 and unit.fresh:
            self._group = row.raw(unit)
        if project is not None and project.fresh:
            columns, weight_column = self._columns, self._draft.weight_column
            title, year, money = self._draft.title or self._title, self._draft.year or self._year, self._money
            if self._draft.indicators:
                self._close()
                self._title, self._year, self._money = title, year, money
            self._columns, self._mode = columns, "indicators"
            self._draft.weight_column = weight_column
            self._level1 = self._level2 = None
            self._draft.head["project_name"] = row.raw(project)
            if self._group is not None:
                self._draft.head["competent_department"] = self._group
            if unit is not None:
                self._draft.head["implementing_unit"] = row.raw(unit)
            if "budget" in cells:
                label = next((c for c in columns if c.field == "budget"), None)
                name = Raw("预算数", cells["budget"].where) if label else cells["budget"]
                draft = FundingDraft({"label": name, "adjusted_budget": cells["budget"]}, (), True)
                self._draft.funding.append(draft)
            if "goal" in cells:
                self._draft.objectives.append({"expected": self._prose(row, aligned["goal"])})
        for field in ("project_name", "unit_name", "budget", "goal"):
            cells.pop(field, None)

    def _carry_levels(self, cells: dict[str, Raw]) -> None:
        """A merged level cell is printed once in flattened text: the rows below it are its."""
        if "level1" in cells:
            if self._level1 is None or cells["level1"] != self._level1:
                self._level2 = None
            self._level1 = cells["level1"]
        elif self._level1 is not None:
            cells["level1"] = self._level1
        if "level2" in cells:
            self._level2 = cells["level2"]
        elif self._level2 is not None:
            cells["level2"] = self._level2

    def _take_indicator(self, cells: dict[str, Raw], uncertain: Text | None) -> None:
        direction = cells.pop("nature_or_direction", None)
        if direction is not None:
            kind = "nature" if re.fullmatch(r"定[量性]指标|定量", direction.text.strip()) else "direction"
            cells[kind] = direction
        cells.pop("sequence", None)
        name = cells.get("level3")
        values = [cells[key] for key in ("target", "adjusted_target", "actual", "weight", "score") if key in cells]
        said = any(raw.text.strip() and not is_placeholder(raw.text) for raw in values)
        placeholder = name is None or is_placeholder(name.text.strip())
        if placeholder and not any(raw.text.strip() for raw in values):
            if name is not None:
                self._draft.placeholders.append(name)
            self._draft.note_category(cells.get("level2"), False)
            return
        if placeholder and not said:
            left = name if name is not None and name.text.strip() else next(raw for raw in values if raw.text.strip())
            self._draft.placeholders.append(left)
            return
        if (
            name is None
            and not any(key in cells for key in ("target", "adjusted_target", "actual"))
            and all(is_zero(raw.text) for raw in values)
        ):
            self._draft.note_category(cells.get("level2"), False)
            return
        self._draft.note_category(cells.get("level2"), True)
        self._draft.indicators.append(IndicatorDraft(cells, uncertain))

    def _is_total(self, row: Row) -> bool:
        first = row.filled[0]
        return is_total(first.text) or (len(row.filled) > 1 and not first.fresh and is_total(row.filled[1].text))

    def _take_total(self, row: Row) -> None:
        """总分 | 100 | 98: by column where geometry tells, else in order: weight, then score."""
        numbers = [c for c in row.filled if is_number(c.text)]
        fields = {c.field: c for c in self._columns}
        weight, score = fields.get("weight"), fields.get("score")
        if len(numbers) >= 2 and weight is not None:
            self._draft.total_weight, self._draft.total_score = row.closed(numbers[0]), row.closed(numbers[-1])
            if score is not None and weight.start > score.start:
                self._draft.total_weight, self._draft.total_score = row.closed(numbers[-1]), row.closed(numbers[0])
        elif numbers:
            cell = numbers[-1]
            under_weight = (
                not row.table.ragged
                and not any(char.isdigit() for char in row.filled[0].text)  # "总分（100分）" says the weight itself
                and weight is not None
                and cell.column < weight.end
                and weight.start < cell.end
                and not (score is not None and cell.column < score.end and score.start < cell.end)
            )
            if under_weight and score is not None:
                self._draft.total_weight = row.closed(cell)
            else:
                self._draft.total_score = row.closed(cell)
        self._mode = "head"

    # ── summary tables ────────────────────────────────────────────────────────────────────────────────────────────
    def _take_summary(self, row: Row) -> None:
        aligned = align(row, self._columns)
        name = aligned.cells.get("name")
        if name is None or is_total(name.text) or normalise(name.text) in ("平均", "平均分", "小计"):
            return
        if is_total(row.filled[0].text):
            return
        cells = {field: row.closed(cell) for field, cell in aligned.cells.items()}
        kind: Literal["project", "indicator"] = "indicator" if self._summary_kind == "indicator" else "project"
        self.summary.append(make_summary_row(cells, kind, self._caption, self._money.text if self._money else "万元"))

    # ── closing ───────────────────────────────────────────────────────────────────────────────────────────────────
    def _prose(self, row: Row, cell: RowCell) -> Raw:
        """Running text of a cell: lines that the page wrapped are joined, real paragraphs stay."""
        raw = row.raw(cell)
        return Raw(unwrap(raw.text), raw.where) if self._wrapped else raw

    def _close(self) -> None:
        """The form so far is complete, if it was one; a new one begins."""
        draft = self._draft
        if draft.worth_keeping:
            draft.title = draft.title or self._title
            draft.year = draft.year or self._year or _year_in(draft.title)
            draft.amount_unit = draft.amount_unit or self._money
            self.forms.append(draft.finish())
            self._draft = FormDraft()
            self._title = self._year = self._money = None
        elif draft.head or draft.funding or draft.objectives:
            self._draft = FormDraft()
        self._above.clear()
        self._mode = "none"
        self._columns = ()

    def finish(self) -> None:
        self._close()


def _is_value(name: str, text: str) -> bool:
    """Whether a text beside a label can be its value, and is no label itself."""
    if not text or field_of(text, "head") is not None or is_year_or_unit(text):
        return False
    return name not in HEADLINES or not is_label_like(text)


def _year_in(title: Raw | None) -> Printed[int] | None:
    match = None if title is None else re.search(r"(?<!\d)((?:19|20)\d\d)\s*年", title.text)
    return None if match is None or title is None else Printed(match.group(1), int(match.group(1)), title.where)


def read_forms(document: Document) -> tuple[tuple[Form, ...], tuple[SummaryRow, ...]]:
    """The forms and the summary rows of a document, in reading order."""
    reader = FormReader(document)
    for block in with_restored_forms(document.blocks):
        if isinstance(block, Table):
            reader.feed_table(block)
        else:
            reader.feed_paragraph(block)
    reader.finish()
    return tuple(reader.forms), tuple(reader.summary)


__all__ = ["FormReader", "read_forms"]
