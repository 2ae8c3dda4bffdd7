"""Which rules can judge an objective before the year has begun, and what each of them is about.

The rules themselves belong to the audit and know nothing of stages; here stands only which of them make sense while
nothing has been spent or measured: no actual value, no score, no execution rate is missing yet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kaocheng.language import Text


@dataclass(frozen=True, slots=True)
class Aspect:
    """One question a reviewer asks of an objective, and the codes of the rules that help to answer it."""

    code: str
    label: Text
    rules: frozenset[str]


ASPECTS: tuple[Aspect, ...] = (
    Aspect(
        "measurable",
        Text("可衡量", "measurable"),
        frozenset({"IND-01", "IND-02", "IND-04", "IND-05", "IND-11", "IND-17", "IND-24"}),
    ),
    Aspect("direction", Text("方向正确", "direction"), frozenset({"IND-03", "IND-14"})),
    Aspect(
        "category",
        Text("类别恰当", "categories"),
        frozenset({"IND-06", "IND-07", "IND-08", "IND-09", "IND-10", "IND-15", "IND-16", "IND-18", "IND-19", "IND-27"}),
    ),
    Aspect(
        "relevant",
        Text("与目标相关", "relevance"),
        frozenset({"IND-12", "IND-21", "IND-22", "IND-23", "ARI-08", "CON-14"}),
    ),
    Aspect(
        "weights",
        Text("分值与金额", "weights and amounts"),
        frozenset({"ARI-04", "ARI-05", "ARI-06", "ARI-12", "SCO-13", "SCO-14"}),
    ),
    Aspect(
        "wording",
        Text("文字规范", "wording"),
        frozenset({"CON-17", "DOC-01", "DOC-02", "IND-25", "IND-26", "PRI-01", "PRI-03", "PRI-04", "PRI-05"}),
    ),
)

RULES: frozenset[str] = frozenset(code for aspect in ASPECTS for code in aspect.rules)


def count_aspects(findings: Iterable[Mapping[str, object]]) -> tuple[tuple[Aspect, int, int], ...]:
    """(aspect, errors, other findings) for every aspect, from findings with "code" and "severity"."""
    rows = [(str(found["code"]), str(found["severity"])) for found in findings]
    errors = Counter(code for code, severity in rows if severity == "error")
    others = Counter(code for code, severity in rows if severity != "error")
    return tuple(
        (aspect, sum(errors[code] for code in aspect.rules), sum(others[code] for code in aspect.rules))
        for aspect in ASPECTS
    )


# ── grade of the review ───────────────────────────────────────────────────────────────────────────────────────────────
# Four classes (优、良、中、差); 差 may not enter the budget. What a middling objective needs is not laid down: here it
# passes once every remark on it is settled, as a "support after adjustment" does in an ex-ante appraisal.
GRADES: dict[str, Text] = {
    "优": Text("优：可直接纳入预算", "excellent: may enter the budget"),
    "良": Text("良：可纳入预算", "good: may enter the budget"),
    "中": Text("中：完善后纳入预算", "fair: enters the budget once improved"),
    "差": Text("差：不得纳入预算", "poor: may not enter the budget"),
}


def why_not_in_budget(grade: str, open_remarks: int) -> Text | None:
    """What keeps an objective of this grade out of the budget, None where nothing does."""
    if grade not in GRADES:
        return Text("尚未给出审核等级", "no review grade has been given")
    if grade == "差":
        return Text("审核等级为“差”，不得纳入预算", "graded poor: it may not enter the budget")
    if grade == "中" and open_remarks:
        words = Text(
            "审核等级为“中”，还有{n}条批注未解决，完善后方可批复",
            "graded fair: {n} remarks must be settled before it is approved",
        )
        return words.format(n=open_remarks)
    return None
