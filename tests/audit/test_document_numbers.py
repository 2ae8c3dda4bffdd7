"""Document numbers: where the code begins, what is wrong, who is said to have issued it."""

from __future__ import annotations

import pytest

from kaocheng.audit.document_numbers import code_contradicts_body, document_numbers


@pytest.mark.parametrize(
    "text, numbers",
    [
        ("依据国发〔2021〕5号和冀财绩〔2021〕7号", ["国发〔2021〕5号", "冀财绩〔2021〕7号"]),
        ("根据财预[2020]10号文件", ["财预[2020]10号"]),
        ("《办法》（财预2020年10号）", ["财预2020年10号"]),
        ("签订采购合同（2022）第15号，（2022）京01民初123号", []),
        ("《条例》（国务院令第711号）", []),
    ],
)
def test_numbers_in_a_text(text: str, numbers: list[str]) -> None:
    assert [number.text for number in document_numbers(text)] == numbers


@pytest.mark.parametrize(
    "text, faults",
    [
        ("青财绩〔2023〕1号", ()),
        ("青财绩﹝2023﹞1号", ()),
        ("青财绩（2023）1号", ("brackets",)),
        ("青财绩〔23〕1号", ("year",)),
        ("青财绩【2023】第01号", ("brackets", "ordinal", "zeros")),
    ],
)
def test_faults(text: str, faults: tuple[str, ...]) -> None:
    (number,) = document_numbers(text)
    assert number.faults == faults
    assert number.right == "青财绩〔2023〕1号"


@pytest.mark.parametrize(
    "text, body, whose",
    [
        ("青山县人民政府《关于实施绩效管理的意见》（青发〔2019〕8号）", "青山县人民政府", "党委"),
        ("县委县政府《关于实施绩效管理的意见》（青发〔2019〕8号）", "县委县政府", ""),
        ("《青山县财政局关于绩效自评的通知》（青财绩〔2023〕1号）", "青山县财政局", ""),
        ("《青山县财政局关于绩效自评的通知》（青政发〔2023〕1号）", "青山县财政局", "其他部门"),
        ("《中共青山县委关于绩效的意见》（青政发〔2023〕1号）", "中共青山县委", "政府"),
        ("按照青发〔2019〕8号", "", ""),
    ],
)
def test_issuing_body(text: str, body: str, whose: str) -> None:
    (number,) = document_numbers(text)
    assert (number.body, code_contradicts_body(number)) == (body, whose)
