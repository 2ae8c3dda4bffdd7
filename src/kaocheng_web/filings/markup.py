"""The cells of the form as HTML.

Written here and not in a template: a form has two hundred cells, and over them a template engine takes ten times as
long. Whatever was typed goes through `escape`; everything else is ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.utils.safestring import SafeString, mark_safe

from kaocheng.composition import Align, GridCell, Input, Role
from kaocheng_web.filings.typable import fields_of
from kaocheng_web.interface.words import current_language, t
from kaocheng_web.workflow.pages import cell_id

if TYPE_CHECKING:
    from kaocheng_web.filings.page import FormPage

_LEVELS = ("level1", "level2")
_SIGNS = {"error": ("✕", t("错误：", "Error: "))}
_NOTE = ("!", t("提示：", "Note: "))
_ADOPT = t("采用建议得分 {value}", "Take {value}")
_REMARK = t("批注：{cell}", "Comment: {cell}")
_REMARKS = t("{n}条批注", "{n} comments")
_REMARKED = t("批", "C")
# What is done to an indicator row: its sign, what it says when pointed at, and to a screen reader.
_ROW_CHANGES = {
    "add": (
        "＋",
        t("在下方增加一行（Ctrl+Enter）", "Add a row below (Ctrl+Enter)"),
        t("在第{n}行下方增加一行", "Add a row below row {n}"),
    ),
    "duplicate": (t("复制", "Copy"), t("复制本行", "Duplicate"), t("复制第{n}行", "Duplicate row {n}")),
    "up": ("↑", t("上移（Alt+Shift+↑）", "Move up (Alt+Shift+↑)"), t("第{n}行上移", "Move row {n} up")),
    "down": ("↓", t("下移（Alt+Shift+↓）", "Move down (Alt+Shift+↓)"), t("第{n}行下移", "Move row {n} down")),
    "remove": ("✕", t("删除本行（Alt+Delete）", "Remove (Alt+Delete)"), t("删除第{n}行", "Remove row {n}")),
}


def table_body(page: FormPage) -> SafeString:
    """The rows of the form, each cell with what stands in it."""
    written = []
    for row in page.grid.rows():
        last = next((cell for cell in reversed(row) if _is_of_row(cell)), None)
        written.append(f"<tr>\n{''.join(_cell(page, cell, with_messages=cell is last) for cell in row)}</tr>\n")
    return mark_safe("".join(written))


def messages(findings: Iterable[Mapping[str, Any]]) -> SafeString:
    """What is found in a row, with the value to adopt."""
    return mark_safe("".join(map(_message, findings)))


def _is_of_row(cell: GridCell) -> bool:
    """Whether a cell is of one indicator row; levels run down over several."""
    return cell.field is not None and cell.field.startswith("indicators") and not cell.field.endswith(_LEVELS)


def _cell(page: FormPage, cell: GridCell, *, with_messages: bool) -> str:
    field = cell.field or ""
    is_open = field in page.open_fields
    text = page.text_of(cell)
    content = _input(page, cell, text) if is_open else f'<span class="text">{escape(text)}</span>'
    place = ""
    if field:
        place = f' id="{cell_id(field)}" data-field="{field}"'
        content += _beside(page, field, with_messages)
    fixed = cell.role in (Role.LABEL, Role.HEADER) and bool(cell.text) and not is_open
    tag = "th" if fixed else "td"
    scope = ""
    if fixed:
        scope = ' scope="col"' if cell.role is Role.HEADER else f' scope="{"rowgroup" if cell.row_span > 1 else "row"}"'
    spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
    spans += f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
    look = _look(cell, is_open, page.severities.get(field, ""))
    where = f'data-row="{cell.row}" data-column="{cell.column}"'
    return f'<{tag} class="{look}"{scope}{spans}{place} {where}>{content}</{tag}>\n'


def _look(cell: GridCell, is_open: bool, severity: str) -> str:
    look = "typed has-input" if is_open else "closed" if cell.role is Role.TYPED else cell.role.value
    if cell.align is not Align.CENTER:
        look += f" {cell.align.value}"
    return f"{look} finding-{severity}" if severity else look


def _input(page: FormPage, cell: GridCell, text: str) -> str:
    field = cell.field or ""
    fields = fields_of(cell)  # more than one where a level runs down over its group
    about = f'data-input aria-label="{escape(page.labels.get(field, ""))}"'
    about += f' data-also="{" ".join(fields)}"' if len(fields) > 1 else ""
    if not cell.choices:
        kind = "decimal" if cell.input in (Input.AMOUNT, Input.POINTS) else "text"
        wrong = ' aria-invalid="true"' if page.severities.get(field) == "error" else ""
        # HTML drops the first line end in a textarea; without one of ours it would take one that was typed.
        return (
            f'<textarea {about} rows="1" maxlength="4000" inputmode="{kind}" spellcheck="false" autocomplete="off"'
            f"{wrong}>\n{escape(text)}</textarea>"
        )
    # A text that is none of the choices stays what it is.
    choices = dict.fromkeys((*cell.choices, text) if text else cell.choices)
    options = "".join(f"<option{' selected' if choice == text else ''}>{escape(choice)}</option>" for choice in choices)
    return f'<select {about}><option value=""></option>{options}</select>'


def _beside(page: FormPage, field: str, with_messages: bool) -> str:
    """What stands in a cell beside its text: the menu of the row, remarks, findings."""
    content = ""
    path, _, name = field.rpartition(".")
    if name == "level3" and page.can_change_rows:
        content += _row_menu(int(path.removeprefix("indicators[").removesuffix("]")))
    if page.can_comment:
        words = escape(str(_REMARK).format(cell=page.labels.get(field, "")))
        content += f'<a class="note-here" href="?note={quote(field)}#note-form" aria-label="{words}">✎</a>'
    if count := page.note_counts.get(field):
        words = str(_REMARKS).format(n=count)
        content += f'<a class="note-mark" href="#notes" aria-label="{words}">{_REMARKED!s}{count}</a>'
    if with_messages:
        content += f'<div class="row-messages" data-messages="{path}">{messages(page.messages.get(path, ()))}</div>'
    return content


def _message(finding: Mapping[str, Any]) -> str:
    severity = finding["severity"]
    sign, words = _SIGNS.get(severity, _NOTE)
    text = escape(finding["message"].get(current_language(), ""))
    adopt = ""
    if value := finding["adopt"]:
        label = escape(str(_ADOPT).format(value=value))
        adopt = (
            f'<button type="button" class="adopt" data-adopt="{escape(finding["field"])}"'
            f' data-value="{escape(value)}">{label}</button>'
        )
    return (
        f'<p class="at-row {severity}"><span class="sign" aria-hidden="true">{sign}</span>'
        f'<span class="visually-hidden">{words!s}</span>{text} <code>{escape(finding["code"])}</code></p>{adopt}'
    )


def _row_menu(row: int) -> str:
    buttons = (
        f'<button form="row-changes" name="change" value="{change}:{row}" tabindex="-1" title="{title!s}"'
        f' aria-label="{str(words).format(n=row + 1)}">{sign!s}</button>'
        for change, (sign, title, words) in _ROW_CHANGES.items()
    )
    return f'<span class="row-menu">{"".join(buttons)}</span>'
