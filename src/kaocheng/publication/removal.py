"""What was taken out of a copy, and where. Values are masked: the list itself may be passed on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kaocheng.language import Text
from kaocheng.provenance import NOWHERE, Location


class RemovalKind(StrEnum):
    """Personal items carry the names of `audit.personal.PersonalKind`."""

    NAME = "name"
    MOBILE = "mobile"
    LANDLINE = "landline"
    IDENTITY = "identity"
    ACCOUNT = "account"
    ADDRESS = "address"
    PROPERTY = "property"
    COMMENT = "comment"
    TRACKED_CHANGE = "tracked-change"
    HIDDEN_TEXT = "hidden-text"
    HIDDEN_ROW = "hidden-row"
    HIDDEN_COLUMN = "hidden-column"
    HIDDEN_SHEET = "hidden-sheet"
    COVERED_CELL = "covered-cell"
    EXTERNAL_LINK = "external-link"
    PART = "part"
    FORMULA = "formula"
    CHOSEN = "chosen"


KIND_WORDS = {
    RemovalKind.NAME: Text("姓名", "name"),
    RemovalKind.MOBILE: Text("手机号码", "mobile number"),
    RemovalKind.LANDLINE: Text("固定电话", "landline"),
    RemovalKind.IDENTITY: Text("身份证号码", "identity number"),
    RemovalKind.ACCOUNT: Text("银行账号", "bank account"),
    RemovalKind.ADDRESS: Text("个人住址", "home address"),
    RemovalKind.PROPERTY: Text("文档属性", "document property"),
    RemovalKind.COMMENT: Text("批注", "comment"),
    RemovalKind.TRACKED_CHANGE: Text("修订（已接受）", "tracked change (accepted)"),
    RemovalKind.HIDDEN_TEXT: Text("隐藏文字", "hidden text"),
    RemovalKind.HIDDEN_ROW: Text("隐藏行", "hidden row"),
    RemovalKind.HIDDEN_COLUMN: Text("隐藏列", "hidden column"),
    RemovalKind.HIDDEN_SHEET: Text("隐藏工作表", "hidden sheet"),
    RemovalKind.COVERED_CELL: Text("合并单元格下盖住的内容", "text under a merged cell"),
    RemovalKind.EXTERNAL_LINK: Text("外部链接", "external link"),
    RemovalKind.PART: Text("附带部件", "attached part"),
    RemovalKind.FORMULA: Text("公式（改为数值）", "formula (its value kept)"),
    RemovalKind.CHOSEN: Text("人工遮盖", "hidden by a person"),
}


@dataclass(frozen=True, slots=True)
class Removal:
    """`what`: the thing in masked form or by its kind, never in full. `part`: the member of the package it stood in.

    `where`: the place in the document as its reader counts, `NOWHERE` for what has none. `count`: how often.
    """

    kind: RemovalKind
    what: str = ""
    where: Location = NOWHERE
    part: str = ""
    count: int = 1

    def to_json(self) -> dict[str, Any]:
        """One object; an empty coordinate of the place is left out."""
        where = {name: value for name, value in self.where._asdict().items() if value is not None}
        return {"kind": self.kind.value, "what": self.what, "where": where, "part": self.part, "count": self.count}
