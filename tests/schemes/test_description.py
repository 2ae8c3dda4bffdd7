from __future__ import annotations

import pytest

from kaocheng.schemes import describe_scheme, load_scheme, scheme_ids
from kaocheng.schemes.structure import PARAMETERS


@pytest.mark.parametrize("scheme_id", scheme_ids())
def test_every_parameter_is_shown_with_status_and_source(scheme_id: str) -> None:
    rows = {row.key: row for row in describe_scheme(load_scheme(scheme_id))}
    assert set(PARAMETERS) <= set(rows)
    for key in PARAMETERS:
        row = rows[key]
        assert row.value.zh
        assert row.value.en
        assert (row.status is None) == (row.source is None)


def test_a_stranger_can_follow_the_source() -> None:
    rows = {row.key: row for row in describe_scheme(load_scheme("cn-mof-2020"))}
    source = rows["quantitative.forward"].source
    assert source is not None
    assert source.zh.startswith("项目支出绩效评价管理办法（财预〔2020〕10号）：第三章")
    assert rows["grades"].value.zh == "优 ≥ 90，良 ≥ 80，中 ≥ 60，差 ≥ 0"
    assert rows["qualitative"].value.zh == "达成 80%–100%，部分达成 60%–80%，未达成 0%–60%"
    assert rows["level1_weights"].value.en == "output 50, benefit 30, satisfaction 10"
