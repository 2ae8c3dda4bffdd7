"""What a fault is: one change of the texts of a clean report, and the rules that ought to notice it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Literal

Texts = dict[str, Any]
Chance = random.Random
Group = Literal["arithmetic", "score", "indicator", "text", "process", "privacy", "structure"]
GROUPS: tuple[Group, ...] = ("arithmetic", "score", "indicator", "text", "process", "privacy", "structure")
#: Changes the texts in place; False where the report has nothing that the fault could befall.
Change = Callable[[Texts, Chance], bool]

_REGISTERED: dict[str, Fault] = {}


@dataclass(frozen=True)
class Fault:
    """`expects`: codes of the rules that ought to notice; one of them is enough."""

    name: str
    group: Group
    expects: frozenset[str]
    change: Change


def fault(group: Group, expects: str) -> Callable[[Change], Change]:
    """Register a change under its function's name. `expects`: codes between blanks."""

    def register(change: Change) -> Change:
        name = change.__name__.replace("_", "-")
        _REGISTERED[name] = Fault(name, group, frozenset(expects.split()), change)
        return change

    return register


def registered() -> dict[str, Fault]:
    return dict(_REGISTERED)


# Reading and rewriting the texts --------------------------------------------------------------------------------------

_SCORED = re.compile(r"(绩效自评得分)[\d.]+(分)")


def number(text: str) -> Decimal | None:
    """The number a text begins with, after a sign of comparison."""
    match = re.match(r"[≥≤=＝]?\s*(-?[\d,]+(?:\.\d+)?)", text)
    try:
        return Decimal(match.group(1).replace(",", "")) if match else None
    except InvalidOperation:
        return None


def plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def rounded(value: Decimal, places: int = 2) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def with_number(text: str, value: Decimal) -> str:
    """The text with another number in the place of its first one; thousands and decimals are printed as before."""
    match = re.search(r"[\d,]+(?:\.\d+)?", text)
    assert match is not None
    old = match.group()
    places = len(old.partition(".")[2])
    digits = max(places, -int(value.normalize().as_tuple().exponent))
    new = f"{value:,.{digits}f}" if "," in old else f"{value:.{digits}f}"
    return text[: match.start()] + new + text[match.end() :]


def forms(texts: Texts, chance: Chance) -> Iterator[tuple[int, Texts]]:
    """The forms of the report in chance order, with their index."""
    order = list(enumerate(texts["forms"]))
    chance.shuffle(order)
    return iter(order)


def a_form(texts: Texts, chance: Chance) -> Texts:
    return next(forms(texts, chance))[1]


def rows(
    form: Texts, *, level2: str = "", sign: str = "", unit: str | None = None, weighted: bool = False
) -> list[Texts]:
    """Indicator rows, without that of the execution rate, of a category and sign; in columns of their own or not."""
    found = []
    for row in form["indicators"]:
        if "执行率" in row.get("level1", ""):
            continue
        printed = row.get("direction", "") + row["target"]
        if level2 and level2 not in row.get("level2", ""):
            continue
        if sign and sign not in printed:
            continue
        if unit is not None and unit_of(row) != unit:
            continue
        if weighted and "weight" not in row:
            continue
        found.append(row)
    return found


def unit_of(row: Texts) -> str:
    """The unit, from its own column or behind the number."""
    return row.get("measurement_unit") or re.sub(r"^[≥≤=]?[\d.,]+", "", row["target"])


def is_missed(row: Texts) -> bool:
    return bool(row.get("deviation")) or ("score_rate" in row and row["score_rate"] != "100")


def is_date(row: Texts) -> bool:
    return "月" in row["target"]


def execution_row(form: Texts) -> Texts | None:
    """The row that is scored for the execution rate: among the indicators in F-04, else of the funding block."""
    for row in form["indicators"]:
        if "执行率" in row.get("level1", ""):
            return row  # type: ignore[no-any-return]
    return form["funding"][0]  # type: ignore[no-any-return]


def rate_of(form: Texts) -> Decimal:
    """Executed ÷ adjusted budget of the total row."""
    total = form["funding"][0]
    executed, budget = number(total["executed_amount"]), number(total["adjusted_budget"])
    assert executed is not None
    assert budget
    return executed / budget


def set_row_score(texts: Texts, form: Texts, row: Texts, score: Decimal) -> None:
    """Give a row another score and carry it into totals, text and summary: the only fault left is the score itself."""
    row["score"] = plain(score)
    if "score_rate" in row:
        weight = number(row["weight"])
        assert weight
        row["score_rate"] = plain(rounded(score / weight * 100))
    restate_total(texts, form)


def restate_total(texts: Texts, form: Texts) -> None:
    """Make the printed totals those of the rows."""
    printed = [form["funding"][0].get("score", ""), *(row.get("score", "") for row in form["indicators"])]
    scores = [score for text in printed if (score := number(text)) is not None]
    form["total_score"] = plain(sum(scores, Decimal(0)))
    report = texts["report"]
    for row in report.get("summary", ()):
        if row["row_kind"] == "project" and row["name"] == form.get("project_name"):
            row["score"] = form["total_score"]
    if len(texts["forms"]) == 1:
        report["text"] = [_SCORED.sub(rf"\g<1>{form['total_score']}\g<2>", line) for line in report["text"]]


def replace_line(texts: Texts, pattern: str, new: str | Callable[[re.Match[str]], str], count: int = 1) -> bool:
    """Rewrite the first paragraph in which the pattern is found."""
    lines = texts["report"]["text"]
    for index, line in enumerate(lines):
        changed, hits = re.subn(pattern, new, line, count=count)
        if hits and changed != line:
            lines[index] = changed
            return True
    return False


def insert_sentence(texts: Texts, sentence: str, heading: str = "三、") -> bool:
    """Put a paragraph of its own behind a heading."""
    lines = texts["report"]["text"]
    for index, line in enumerate(lines):
        if line.startswith(heading):
            lines.insert(index + 1, sentence)
            return True
    return False
