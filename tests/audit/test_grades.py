"""Grades by their meaning."""

from __future__ import annotations

import pytest

from kaocheng.audit.grades import class_of_grade


@pytest.mark.parametrize(
    "one, other",
    [("优", "优秀"), ("良", "良好"), ("中", "一般"), ("合格", "中"), ("差", "较差"), ("不合格", "差"), ("“优”", "优")],
)
def test_same_class(one: str, other: str) -> None:
    assert class_of_grade(one) == class_of_grade(other) is not None


def test_order_and_unknown_labels() -> None:
    ranks = [class_of_grade(label) for label in ("优", "良", "中", "低", "差")]
    assert ranks == sorted(ranks, key=lambda rank: rank if rank is not None else 99)
    assert class_of_grade("五星") is None
