"""TOML files to schemes. Errors name the file, the key and, where it can be found, the line."""

from __future__ import annotations

import functools
import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, cast

from kaocheng.errors import SchemeError
from kaocheng.language import Text
from kaocheng.schemes.scheme import (
    Execution,
    Grade,
    Instrument,
    OverBand,
    QualitativeBand,
    Quantitative,
    Rounding,
    Scheme,
    Sourced,
    Status,
)
from kaocheng.schemes.structure import NONE, Problem, check_structure

DATA = Path(__file__).parent / "data"
_STRENGTH = list(Status)
_INHERITED = "沿用"  # the mark that every inherited value is given


@functools.cache
def packaged_ids() -> tuple[str, ...]:
    """Names of the schemes that come with the library, in alphabetical order."""
    return tuple(sorted(file.stem for file in DATA.glob("*.toml")))


@functools.cache
def packaged_text(scheme_id: str) -> str:
    """The file of a scheme that comes with the library."""
    return (DATA / f"{scheme_id}.toml").read_text("utf-8")


def read_scheme_file(path: str | Path) -> tuple[str, str]:
    """File name and text of a scheme. Raises SchemeError where the file cannot be read or is no text."""
    path = Path(path)
    try:
        return path.name, path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SchemeError(Text(f"{path.name}：不是 UTF-8 文本", f"{path.name}: not UTF-8 text")) from error
    except OSError as error:
        words = error.strerror or type(error).__name__
        raise SchemeError(Text(f"{path.name}：读不到（{words}）", f"{path.name}: cannot be read ({words})")) from error


@functools.lru_cache(maxsize=128)
def build_scheme(name: str, text: str) -> Scheme:
    """The scheme that a file states. Remembered by content: a file that was changed meanwhile is built anew.

    Raises SchemeError, naming file, line and key, for the first thing that is wrong.
    """
    raw = parse(name, text)
    problem = next((p for check in (check_extends, check_structure_of) for p in check(name, raw)), None)
    if problem is not None:
        raise scheme_error(name, text, problem.key, problem.message)
    return _build(resolve(raw))


def parse(name: str, text: str) -> dict[str, Any]:
    """The tables of a file, numbers as Decimal."""
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError, ArithmeticError) as error:
        raise SchemeError(Text(f"{name}：TOML 写法有误：{error}", f"{name}: not valid TOML: {error}")) from error


def check_extends(name: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
    """What keeps `extends` from being followed: only schemes of the library can be extended, one level deep."""
    parent_id = raw.get("extends")
    if parent_id is None:
        return
    if parent_id not in packaged_ids():
        yield Problem("extends", Text(f"随软件提供的方案中没有 {parent_id}", f"the library has no scheme {parent_id}"))
    elif "extends" in parse(f"{parent_id}.toml", packaged_text(parent_id)):
        words = Text(f"{parent_id} 自身也有 extends，只允许一层", f"{parent_id} extends too; only one level is allowed")
        yield Problem("extends", words)


def check_structure_of(name: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
    """`check_structure` after filling in what is inherited."""
    return check_structure(resolve(raw))


def resolve(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in from the scheme that this one extends; one level deep.

    With `inherited_status`, no inherited value counts as surer than that: a national rule that was read is not yet a
    rule that was read to hold here.
    """
    parent_id = raw.get("extends")
    if parent_id is None:
        return dict(raw)
    parent = parse(f"{parent_id}.toml", packaged_text(parent_id))
    inherited = {
        key: value for key, value in parent.items() if isinstance(value, dict) and key not in ("title", "remarks")
    }
    limit = raw.get("inherited_status")
    if limit in tuple(Status):
        inherited = _weaken(inherited, Status(limit))
        inherited["instruments"][_INHERITED] = {"title": f"沿用方案 {parent_id}，对本方案的适用未核实"}
    return _merge(inherited, raw)


def line_of(text: str, key: str) -> int | None:
    """The line on which a dotted key stands, or the table that it belongs to; None where it is not in the text."""
    steps = key.split(".")
    for length in range(len(steps), 0, -1):
        line = _find_key(text, steps[:length])
        if line is not None:
            return line
    return None


def scheme_error(name: str, text: str, key: str, message: Text) -> SchemeError:
    line = line_of(text, key)
    place = Text(f"{name} 第{line}行", f"{name} line {line}") if line else Text(name, name)
    return SchemeError(
        Text("{place}：{key}：{message}", "{place}: {key}: {message}").format(place=place, key=key, message=message)
    )


def _find_key(text: str, steps: list[str]) -> int | None:
    wanted, current = list(steps), list[str]()
    for count, line in enumerate(text.splitlines(), 1):
        table = re.match(r"\s*\[+([^\]]+)\]", line)
        if table:
            current = [part.strip().strip("\"'") for part in table.group(1).split(".")]
            if current == wanted:
                return count
            continue
        assignment = re.match(r"\s*([\w.\"'-]+)\s*=", line)
        if assignment and current + [p.strip("\"'") for p in assignment.group(1).split(".")] == wanted:
            return count
    return None


def _merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        parts = isinstance(value, Mapping) and isinstance(below, Mapping) and not {"value", "title"} & set(value)
        merged[key] = _merge(below or {}, value) if parts else value
    return merged


def _weaken(tables: Mapping[str, Any], limit: Status) -> dict[str, Any]:
    weakened: dict[str, Any] = {}
    for key, value in tables.items():
        if isinstance(value, Mapping):
            value = _weaken(value, limit)
            if "status" in value:
                value["status"] = weakest(Status(value["status"]), limit)
                value["source"] = f"{_INHERITED}；{value['source']}"
        weakened[key] = value
    return weakened


def weakest(*statuses: Status) -> Status:
    """The least sure of several; verified where there are none."""
    return max(statuses, key=_STRENGTH.index, default=Status.VERIFIED)


def _build(raw: dict[str, Any]) -> Scheme:
    """A checked file to its dataclass; nothing is tested here."""
    execution, quantitative, rounding = raw["execution"], raw["quantitative"], raw["rounding"]
    return Scheme(
        id=raw["id"],
        title=Text(**raw["title"]),
        region=raw["region"],
        valid_from=raw["valid_from"],
        valid_to=raw.get("valid_to"),
        kinds=cast("tuple[Literal['project', 'department', 'transfer'], ...]", tuple(raw["kinds"])),
        instruments={
            key: Instrument(key, entry["title"], entry.get("number"), entry.get("url"), entry.get("checked_on"))
            for key, entry in raw["instruments"].items()
        },
        taxonomy=_sourced(raw["taxonomy"], {k: tuple(v) for k, v in raw["taxonomy"]["value"].items()}),
        level1_weights=_optional(raw["level1_weights"], lambda v: {k: Decimal(w) for k, w in v.items()}),
        execution=Execution(
            weight=_optional(execution["weight"], Decimal),
            denominator=_sourced(execution["denominator"]),
            cap=_sourced(execution["cap"], Decimal(execution["cap"]["value"])),
            reason_below=_optional(execution["reason_below"], Decimal),
            inside_total=_optional(execution["inside_total"], bool),
        ),
        quantitative=Quantitative(
            forward=_sourced(quantitative["forward"]),
            reverse_method=_sourced(quantitative["reverse_method"]),
            equal=_sourced(quantitative["equal"]),
            pass_threshold=_optional(quantitative["pass_threshold"], Decimal),
            over_bands=_sourced(
                quantitative["over_bands"],
                tuple(
                    OverBand(Decimal(band["above"]), Decimal(band["deduct"]))
                    for band in sorted(quantitative["over_bands"]["value"], key=lambda band: band["above"])
                ),
            ),
            over_warn_at=_sourced(quantitative["over_warn_at"], Decimal(quantitative["over_warn_at"]["value"])),
        ),
        qualitative=_sourced(
            raw["qualitative"],
            tuple(
                QualitativeBand(band["name"], Decimal(band["low"]), Decimal(band["high"]))
                for band in sorted(raw["qualitative"]["value"], key=lambda band: -band["high"])
            ),
        ),
        rounding=Rounding(
            row=_sourced(rounding["row"]),
            total=_sourced(rounding["total"]),
            row_tolerance=_sourced(rounding["row_tolerance"], Decimal(rounding["row_tolerance"]["value"])),
            total_tolerance=_sourced(rounding["total_tolerance"], Decimal(rounding["total_tolerance"]["value"])),
        ),
        not_applicable=_sourced(raw["not_applicable"]),
        department_method=_optional(raw["department_method"], str),
        grades=_optional(
            raw["grades"],
            lambda v: tuple(
                Grade(g["label"], g["rank"], Decimal(g["minimum"])) for g in sorted(v, key=lambda g: g["rank"])
            ),
        ),
        remarks=Text(**raw["remarks"]) if "remarks" in raw else None,
        revisions=tuple((entry["date"], entry["note"]) for entry in raw.get("revision", ())),
        hash=_hash(raw),
        automatic=raw.get("automatic", True),
        requires=tuple(raw.get("requires", ())),
    )


def _sourced(entry: Mapping[str, Any], value: Any = None) -> Sourced[Any]:
    return Sourced(entry["value"] if value is None else value, Status(entry["status"]), entry["source"])


def _optional(entry: Mapping[str, Any], convert: Any) -> Sourced[Any] | None:
    return None if entry["value"] == NONE else _sourced(entry, convert(entry["value"]))


def _hash(raw: Mapping[str, Any]) -> str:
    """Of the resolved content, not of the file: blanks, comments and the order of keys do not count."""
    canonical = json.dumps(_plain(raw), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()[:16]


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
