"""TOML files to templates. Errors name the file and the key ("F-01.toml：block[2].columns[1].field：…")."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from kaocheng.composition import Role
from kaocheng.errors import TemplateError, UsageError
from kaocheng.language import Text
from kaocheng.templates.fields import ABOVE, PARTS, TYPED_ONLY
from kaocheng.templates.template import (
    Block,
    Column,
    Entries,
    Entry,
    Funding,
    Goals,
    Group,
    Indicators,
    Listing,
    Template,
    TemplateKind,
    TemplateStatus,
    Total,
)

DATA = Path(__file__).parent / "data"
T = TypeVar("T")
Reader = Callable[[Any, str], Any]


class _Wrong(Exception):
    """A value is not what it should be. `key`: dotted path, "" for the file as a whole."""

    def __init__(self, key: str, message: Text) -> None:
        super().__init__(message.en)
        self.key, self.message = key, message


@functools.cache
def all_templates() -> dict[str, Template]:
    """Every template that comes with the library, by id, in the order of their ids."""
    templates = (build_template(path.name, path.read_text("utf-8")) for path in sorted(DATA.glob("*.toml")))
    return {template.id: template for template in templates}


def load_template(template_id: str) -> Template:
    """The template of an id ("F-01"; case does not matter). Raises UsageError that names the known ids."""
    found = all_templates().get(template_id.strip().upper())
    if found is None:
        known = Text("、".join(all_templates()), ", ".join(all_templates()))
        message = Text("没有表样 {id}；可用的有：{known}", "there is no template {id}; known are: {known}")
        raise UsageError(message.format(id=template_id, known=known), code="unknown-template")
    return found


def build_template(name: str, text: str) -> Template:
    """The template that a file states. Raises TemplateError for the first thing that is wrong."""
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise TemplateError(Text(f"{name}：TOML 写法有误：{error}", f"{name}: not valid TOML: {error}")) from error
    try:
        return _template(raw)
    except _Wrong as wrong:
        message = Text("{name}：{key}：{message}", "{name}: {key}: {message}")
        raise TemplateError(message.format(name=name, key=wrong.key, message=wrong.message)) from wrong


def _template(raw: Mapping[str, Any]) -> Template:
    fields = _table(
        raw,
        "",
        {
            "id": _word,
            "title": _word,
            "kind": _member(TemplateKind),
            "status": _member(TemplateStatus),
            "source": _word,
            "block": _list_of(_block),
            "titles": _list_of(_word),
            "year_line": _year_line,
            "above_left": _line,
            "above_right": _line,
            "notes": _list_of(_word),
            "signature": _line,
            "landscape": _flag,
            "execution_weight": _word,
            "omits": _list_of(_omitted),
            "row_kind": _one_of("project", "indicator"),
        },
        ("id", "title", "kind", "status", "source", "block"),
    )
    fields["blocks"] = fields.pop("block")
    fields["omits"] = frozenset(fields.get("omits", ()))
    template = Template(**fields)
    _check_blocks(template)
    return template


def _check_blocks(template: Template) -> None:
    """What only the whole file tells: one block of a sort, and a summary is one listing."""
    for kind, word in ((Funding, "funding"), (Indicators, "indicators"), (Goals, "goals"), (Total, "total")):
        if sum(isinstance(block, kind) for block in template.blocks) > 1:
            raise _Wrong("block", Text(f"kind = “{word}” 只能有一个", f"only one block may have kind “{word}”"))
    summary = template.kind is TemplateKind.SUMMARY
    if summary != (template.row_kind is not None):
        raise _Wrong("row_kind", Text("汇总表（且只有汇总表）须写明", "a summary, and nothing else, must state it"))
    if summary and (len(template.blocks) != 1 or template.listing is None):
        raise _Wrong("block", Text("汇总表应只有一个 kind = “listing”", "a summary has one block of kind “listing”"))
    if not summary and template.indicators is None:
        raise _Wrong("block", Text("缺少 kind = “indicators”", "a block of kind “indicators” is missing"))
    for place, block in enumerate(template.blocks):
        names = [column.field for column in getattr(block, "columns", ()) if column.field]
        if len(set(names)) < len(names):
            raise _Wrong(f"block[{place}].columns", Text("同一字段出现两次", "a field stands twice"))


# Blocks --------------------------------------------------------------------------------------------------------------


def _block(value: Any, key: str) -> Block:
    if not isinstance(value, Mapping):
        raise _Wrong(key, Text("应为表", "must be a table"))
    kind = _one_of(*_BLOCKS)(value.get("kind"), f"{key}.kind")
    build, shape, required = _BLOCKS[kind]
    rest = {name: part for name, part in value.items() if name != "kind"}
    built: Block = build(**_table(rest, key, shape, required))
    return built


def _column(part: str) -> Reader:
    def read(value: Any, key: str) -> Column:
        shape = {
            "label": _line,
            "field": _field(part),
            "width": _width,
            "others": _word,
            "role": _member(Role),
            "choices": _list_of(_word),
        }
        return Column(**_table(value, key, shape, ("label",)))

    return read


def _entry(value: Any, key: str) -> Entry:
    shape = {"label": _line, "fields": _list_of(_field("form")), "role": _member(Role), "choices": _list_of(_word)}
    shape["field"] = _field("form")
    read = _table(value, key, shape, ("label",))
    if "field" in read:
        read["fields"] = (read.pop("field"),)
    return Entry(**read)


def _group(value: Any, key: str) -> Group:
    return Group(**_table(value, key, {"level1": _word, "weight": _word, "level2": _list_of(_word)}, ()))


# Values --------------------------------------------------------------------------------------------------------------


def _table(value: Any, key: str, shape: Mapping[str, Reader], required: Iterable[str]) -> dict[str, Any]:
    """A table by its shape: no unknown key, no missing one."""
    if not isinstance(value, Mapping):
        raise _Wrong(key, Text("应为表", "must be a table"))
    for name in value:
        if name not in shape:
            known = "、".join(shape)
            message = Text(f"不认识的键；可用的有：{known}", f"unknown key; known are: {', '.join(shape)}")
            raise _Wrong(_below(key, name), message)
    for name in required:
        if name not in value:
            raise _Wrong(_below(key, name), Text("必须写明", "is missing"))
    return {name: shape[name](part, _below(key, name)) for name, part in value.items()}


def _below(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name


def _list_of(read: Callable[[Any, str], T]) -> Callable[[Any, str], tuple[T, ...]]:
    def read_list(value: Any, key: str) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise _Wrong(key, Text("应为数组", "must be an array"))
        return tuple(read(item, f"{key}[{index}]") for index, item in enumerate(value))

    return read_list


def _text(value: Any, key: str) -> str:
    if not isinstance(value, str):
        raise _Wrong(key, Text("应为文字", "must be text"))
    return value


def _word(value: Any, key: str) -> str:
    if not _text(value, key).strip():
        raise _Wrong(key, Text("不能为空", "must not be empty"))
    return str(value)


def _line(value: Any, key: str) -> str:
    """Text with fields in braces; it may be empty."""
    text = _text(value, key)
    names = {*PARTS["form"], *TYPED_ONLY["form"], *ABOVE}
    try:
        text.format_map(dict.fromkeys(names, ""))
    except (KeyError, ValueError, IndexError, AttributeError) as error:
        message = Text(f"花括号内不是字段：{error}", f"what stands in braces is no field: {error}")
        raise _Wrong(key, message) from error
    return text


def _year_line(value: Any, key: str) -> str:
    text = _word(value, key)
    if text.count("{year}") != 1:
        raise _Wrong(key, Text("应含一个 {{year}}", "must contain “{{year}}” once"))
    return text


def _flag(value: Any, key: str) -> bool:
    if not isinstance(value, bool):
        raise _Wrong(key, Text("应为 true 或 false", "must be true or false"))
    return value


def _width(value: Any, key: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 200:
        raise _Wrong(key, Text("应为 0 至 200 的数", "must be a number up to 200"))
    return float(value)


def _count(value: Any, key: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 50:
        raise _Wrong(key, Text("应为 1 至 50 的整数", "must be an integer from 1 to 50"))
    return value


def _one_of(*words: str) -> Callable[[Any, str], str]:
    def read(value: Any, key: str) -> str:
        if value not in words:
            raise _Wrong(key, Text(f"应为其一：{'、'.join(words)}", f"must be one of {', '.join(words)}"))
        return str(value)

    return read


def _member(kind: type[StrEnum]) -> Reader:
    return lambda value, key: kind(_one_of(*kind)(value, key))


def _field(part: str) -> Reader:
    return _one_of(*PARTS[part], *TYPED_ONLY[part])


def _omitted(value: Any, key: str) -> str:
    text = _word(value, key)
    part, _, name = text.rpartition(".")
    if name not in PARTS.get(part or "form", ()):
        raise _Wrong(key, Text(f"没有字段 {text}", f"there is no field {text}"))
    return text


_BLOCKS: dict[str, tuple[Callable[..., Block], dict[str, Reader], tuple[str, ...]]] = {
    "entries": (Entries, {"rows": _list_of(_list_of(_entry)), "edge": _line}, ("rows",)),
    "funding": (
        Funding,
        {
            "columns": _list_of(_column("funding")),
            "rows": _list_of(_word),
            "edge": _line,
            "label": _line,
            "heading": _line,
            "side_by_side": _flag,
            "weight": _word,
        },
        ("columns", "rows"),
    ),
    "goals": (Goals, {"columns": _list_of(_column("objectives")), "edge": _line, "label": _line}, ("columns",)),
    "indicators": (
        Indicators,
        {
            "columns": _list_of(_column("indicators")),
            "groups": _list_of(_group),
            "edge": _line,
            "per_category": _count,
            "repeat_levels": _flag,
        },
        ("columns", "groups"),
    ),
    "total": (Total, {"label": _word, "weight": _word}, ("label",)),
    "listing": (Listing, {"columns": _list_of(_column("summary")), "rows": _count, "edge": _line}, ("columns",)),
}
