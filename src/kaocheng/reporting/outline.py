"""Outlines of reports as data: one TOML file each, its headings and what stands under them.

    id = "cn-hebei-chengde"
    title = { zh = "…", en = "…" }
    region = "130800"                # administrative division code, "000000" for the country
    kinds = ["project"]              # "project", "department"
    document = "{unit}{year}项目绩效自评报告"
    status = "verified"              # how sure we are, as in the schemes: verified, recalled, unverified
    source = "where the outline was seen"

    [[section]]
    heading = "绩效目标实现情况"
    level = 1                        # 1 to 4; numbered by the renderer
    each = true                      # once for each project, under its name where there are several
    content = ["funds", { gap = "请填写…" }, { text = "{unit}…" }]

A string names a piece of `content.PIECES`, `gap` asks for what only a person knows, `text` is printed as it stands.
"""

from __future__ import annotations

import functools
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any, Literal, NoReturn, cast

from kaocheng.composition import Gap
from kaocheng.errors import UsageError
from kaocheng.language import Text
from kaocheng.reporting.content import PIECES
from kaocheng.schemes.regions import COUNTRY
from kaocheng.schemes.scheme import Status

DATA = Path(__file__).parent / "outlines"
PLACEHOLDERS = frozenset({"unit", "year"})
ReportKind = Literal["project", "department"]


@dataclass(frozen=True, slots=True)
class Named:
    """A piece of generated text, by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """Text printed as it stands, with `{unit}` and `{year}` ("2022年度") filled in."""

    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it. `each`: the content is repeated for each project."""

    heading: str
    level: int
    content: tuple[Named | Fixed | Gap, ...] = ()
    each: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """`document`: the title of the report, with the same placeholders as fixed text."""

    id: str
    title: Text
    region: str
    kinds: tuple[ReportKind, ...]
    document: str
    status: Status
    source: str
    sections: tuple[Section, ...]


@functools.cache
def outlines() -> tuple[Outline, ...]:
    """Every outline that comes with the library, by id."""
    return tuple(load_outline(path) for path in sorted(DATA.glob("*.toml")))


def choose_outline(kind: ReportKind, region_code: str | None, override: str | None = None) -> Outline:
    """The outline of the closest region that serves the kind of report. `override`: an id or a file.

    Raises UsageError for an id that does not exist or a file that is wrong.
    """
    if override is not None:
        return next((outline for outline in outlines() if outline.id == override), None) or _own(override)
    fitting = [outline for outline in outlines() if kind in outline.kinds and _covers(outline.region, region_code)]
    return max(fitting, key=lambda outline: (len(_prefix(outline.region)), outline.id))


def load_outline(path: str | os.PathLike[str]) -> Outline:
    """The outline a file states. Raises UsageError, naming file and key, for the first thing that is wrong."""
    path = Path(path)
    try:
        raw = tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        words = Text("{file}：TOML 写法有误：{why}", "{file}: not valid TOML: {why}")
        raise UsageError(words.format(file=path.name, why=str(error))) from None
    except OSError as error:
        words = Text("{file}：读不到（{why}）", "{file}: cannot be read ({why})")
        raise UsageError(words.format(file=path.name, why=error.strerror or type(error).__name__)) from None
    return _Maker(path.name).outline(raw)


def _own(override: str) -> Outline:
    if override.endswith(".toml"):
        return load_outline(override)
    words = Text(
        "没有编号为“{id}”的提纲（见 kaocheng report --list）", "no outline “{id}” (see kaocheng report --list)"
    )
    raise UsageError(words.format(id=override))


def _prefix(region: str) -> str:
    """The digits of a division code that count: none for the country, two for a province, four for a city."""
    if region == COUNTRY:
        return ""
    return region[:2] if region.endswith("0000") else region[:4] if region.endswith("00") else region


def _covers(region: str, code: str | None) -> bool:
    return (code or "").startswith(_prefix(region))


class _Maker:
    """Typed values out of a file that anybody may have written; the first thing that is wrong is named."""

    def __init__(self, file: str) -> None:
        self.file = file

    def outline(self, raw: Mapping[str, Any]) -> Outline:
        self._known(raw, "", ("id", "title", "region", "kinds", "document", "status", "source", "section"))
        kinds = raw.get("kinds")
        if not isinstance(kinds, list) or not kinds or not set(kinds) <= {"project", "department"}:
            self._wrong("kinds", Text("应为 project、department 的数组", "must be a list of project, department"))
        region = self._text(raw, "region")
        if not (len(region) == 6 and region.isascii() and region.isdigit()):
            self._wrong("region", Text("应为六位行政区划代码", "must be a division code of six digits"))
        sections = raw.get("section")
        if not isinstance(sections, list) or not sections:
            self._wrong("section", Text("至少要有一节", "there must be a section"))
        title = raw.get("title")
        if not isinstance(title, dict):
            self._wrong("title", Text("应有 zh 和 en", "must have zh and en"))
        if self._text(raw, "status") not in [status.value for status in Status]:
            self._wrong(
                "status", Text("应为 verified、recalled 或 unverified", "must be verified, recalled, unverified")
            )
        return Outline(
            id=self._text(raw, "id"),
            title=Text(self._text(title, "zh", "title."), self._text(title, "en", "title.")),
            region=region,
            kinds=cast(tuple[ReportKind, ...], tuple(kinds)),
            document=self._template(self._text(raw, "document"), "document"),
            status=Status(raw["status"]),
            source=self._text(raw, "source"),
            sections=tuple(self._section(section, f"section[{i}].") for i, section in enumerate(sections)),
        )

    def _section(self, raw: Any, at: str) -> Section:
        if not isinstance(raw, dict):
            self._wrong(at.rstrip("."), Text("应为一节", "must be a section"))
        self._known(raw, at, ("heading", "level", "content", "each"))
        level, each, content = raw.get("level", 1), raw.get("each", False), raw.get("content", [])
        if type(level) is not int or not 1 <= level <= 4:
            self._wrong(f"{at}level", Text("应为 1 至 4", "must be 1 to 4"))
        if type(each) is not bool:
            self._wrong(f"{at}each", Text("应为 true 或 false", "must be true or false"))
        if not isinstance(content, list):
            self._wrong(f"{at}content", Text("应为数组", "must be a list"))
        heading = self._template(self._text(raw, "heading", at), f"{at}heading")
        parts = tuple(self._part(part, f"{at}content[{i}]") for i, part in enumerate(content))
        return Section(heading, level, parts, each)

    def _part(self, raw: Any, at: str) -> Named | Fixed | Gap:
        if isinstance(raw, str):
            if raw not in PIECES:
                words = Text("没有名为“{n}”的内容；可用：{all}", "there is no piece “{n}”; there are {all}")
                self._wrong(at, words.format(n=raw, all=Text("、".join(PIECES), ", ".join(PIECES))))
            return Named(raw)
        if isinstance(raw, dict) and set(raw) == {"gap"}:
            return Gap(self._text(raw, "gap", f"{at}."))
        if isinstance(raw, dict) and set(raw) == {"text"}:
            return Fixed(self._template(self._text(raw, "text", f"{at}."), at))
        return self._wrong(at, Text("应为内容名称、gap 或 text", "must be the name of a piece, gap or text"))

    def _template(self, text: str, at: str) -> str:
        try:
            fields = {field for _, field, _, _ in Formatter().parse(text) if field is not None}
        except ValueError:
            fields = {"{"}
        if not fields <= PLACEHOLDERS:
            self._wrong(at, Text("花括号中只能是 unit 或 year", "only unit and year may stand in braces"))
        return text

    def _text(self, raw: Mapping[str, Any], key: str, at: str = "") -> str:
        value = raw.get(key)
        if not isinstance(value, str) or not value.strip():
            self._wrong(f"{at}{key}", Text("应为文字", "must be text"))
        return value

    def _known(self, raw: Mapping[str, Any], at: str, keys: tuple[str, ...]) -> None:
        strange = next((key for key in raw if key not in keys), None)
        if strange is not None:
            self._wrong(f"{at}{strange}", Text("不认识的项", "is no key of an outline"))

    def _wrong(self, key: str, message: Text) -> NoReturn:
        words = Text("提纲 {file}：{key}：{why}", "outline {file}: {key}: {why}")
        raise UsageError(words.format(file=self.file, key=key, why=message))
