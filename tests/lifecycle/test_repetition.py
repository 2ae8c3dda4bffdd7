"""Last year's problem, come back."""

from __future__ import annotations

import pytest

from kaocheng.lifecycle.repetition import Problem, find_repeated

OLD = (
    Problem("实际完成值未填写", "SCO-01", "群众满意度"),
    Problem("执行率计算有误", "ARI-02"),
    Problem("佐证材料不完整，缺少工程验收单"),
)


@pytest.mark.parametrize(
    ("new", "index"),
    [
        (Problem("别的说法", "SCO-01", "群众满意度"), 0),
        (Problem("别的说法", "SCO-01", "群众 满意度"), 0),
        (Problem("别的说法", "SCO-01", "受益群众满意度"), 0),
        (Problem("别的说法", "SCO-01", "养护里程"), None),
        (Problem("实际完成值未填写", "SCO-01", ""), None),
        (Problem("别的说法", "ARI-02"), 1),
        (Problem("2025年佐证材料不完整，缺少工程验收单据"), 2),
        (Problem("佐证材料不完整，缺少工程验收单", "PRO-09"), 2),
        (Problem("支出进度偏慢"), None),
    ],
)
def test_what_is_the_same_problem(new: Problem, index: int | None) -> None:
    found = find_repeated(new, OLD)
    assert (None if found is None else found.index) == index


def test_the_closest_one_is_named() -> None:
    old = (Problem("x", "SCO-01", "受益群众满意度"), Problem("x", "SCO-01", "群众满意度"))
    found = find_repeated(Problem("x", "SCO-01", "群众满意度"), old)
    assert found is not None
    assert (found.index, found.degree) == (1, 1.0)
    assert "同一指标" in found.reason.zh
