"""What running text states: amounts, scores, grades, bands, years."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.extraction.sheets import read, text


def test_department_figures_with_their_labels() -> None:
    report = read(
        "某县粮食局",
        "2022年度部门整体支出绩效自评报告",
        "2022年本部门年初预算收入127.21万元，调整预算数156.75万元（含结转和结余0.45万元），支出156.75万元。",
        "本年新建粮仓3座，维修费用另行公布。",
    )
    assert [(text(f.label), f.amount.value) for f in report.department_budget] == [
        ("年初预算收入", Decimal("127.21")),
        ("调整预算数", Decimal("156.75")),
        ("结转和结余", Decimal("0.45")),
        ("支出", Decimal("156.75")),
    ]


def test_an_amount_without_a_label_gets_none() -> None:
    report = read(
        "2024年度整体支出绩效自评报告",
        "2024年支出预算为355.53万元，267.77万元，占总支出的75.31%，项目支出87.77万元，主要是照明维护费28.96万元。",
    )
    assert [text(f.label) for f in report.department_budget] == ["支出预算", "", "项目支出", "照明维护费"]


def test_amounts_are_converted_to_ten_thousand_yuan() -> None:
    report = read("2024年度整体支出绩效自评报告", "全年预算收入1.2亿元，支出决算98,000,000元。")
    assert [f.amount.value for f in report.department_budget] == [Decimal(12000), Decimal(9800)]


@pytest.mark.parametrize(
    "sentence, score, grade",
    [
        ("总得分 94 分为优秀", "94 分", "优秀"),
        ("2022年度部门整体支出绩效自评总得分96分，等次为优。", "96分", "优"),
        ("经综合评价，自评得分：88.5分，评价等级为“良”。", "88.5分", "良"),
        ("专项资金绩效评价自评为优秀。", None, "优秀"),
        ("给出总得分，满分100分，得出综合绩效评价等级。", None, None),
        ("各项得分≥85分为优秀；75≤得分＜85分为良好。", None, None),
        ("提供优质服务，效果良好的项目3个。", None, None),
    ],
)
def test_overall_score_and_grade(sentence: str, score: str | None, grade: str | None) -> None:
    report = read("2022年度部门整体支出绩效自评报告", sentence)
    assert (text(report.overall_score), text(report.grade)) == (score, grade)


@pytest.mark.parametrize(
    "sentence, bands",
    [
        (
            "得分≥85分为优秀；75≤得分＜85分为良好；60≤得分＜75分为一般；得分＜60分为较差。",
            [("优秀", 85, None), ("良好", 75, 85), ("一般", 60, 75), ("较差", None, 60)],
        ),
        (
            "90（含）-100分为优、80（含）-90分为良、60（含）-80分为中、60分以下为差",
            [("优", 90, 100), ("良", 80, 90), ("中", 60, 80), ("差", None, 60)],
        ),
        (
            "优（90-100分）、良（80-89分）、中（60-79分）、差（0-59分）",
            [("优", 90, 100), ("良", 80, 89), ("中", 60, 79), ("差", 0, 59)],
        ),
        ("满意度90分以上为优", []),
    ],
)
def test_grade_bands(sentence: str, bands: list[tuple[str, int | None, int | None]]) -> None:
    report = read("2022年度部门整体支出绩效自评报告", sentence)
    assert [(b.grade.text, b.minimum, b.maximum) for b in report.grade_bands] == bands


@pytest.mark.parametrize(
    "sentence, ends",
    [
        ("90分（含）以上为优、80分（含）至90分为良、60分（含）至80分为中", [False, False, False]),
        ("90（含）-100分为优、80（含）-90（不含）分为良", [True, False]),
        ("优（90-100分）、良（80-90分）、中（60-80分）", [True, True, True]),
    ],
)
def test_a_band_excludes_its_upper_end_where_only_the_lower_is_said_to_belong(sentence: str, ends: list[bool]) -> None:
    report = read("2022年度部门整体支出绩效自评报告", sentence)
    assert [band.maximum_inclusive for band in report.grade_bands] == ends


def test_year_evaluated_is_not_the_year_of_writing() -> None:
    report = read(
        "根据《关于开展2025年绩效自评工作的通知》要求", "形成2024年度部门整体支出绩效自评报告如下：", "2025年3月1日"
    )
    assert report.fiscal_year is not None
    assert (report.fiscal_year.value, text(report.report_date)) == (2024, "2025年3月1日")


@pytest.mark.parametrize(
    "paragraphs, unit, region",
    [
        (["附件3", "鹿泉区教育局", "2024年度整体支出绩效自评报告"], "鹿泉区教育局", "130110"),
        (["邵阳市北塔区图书馆2023年项目支出绩效自评报告"], "邵阳市北塔区图书馆", "430511"),
        (["根据《重庆市璧山区文化馆2022年度部门整体支出绩效自评表》，总得分96分。"], "重庆市璧山区文化馆", "500120"),
    ],
)
def test_unit_and_region(paragraphs: list[str], unit: str, region: str) -> None:
    report = read(*paragraphs)
    assert (text(report.budget_unit), report.region_code) == (unit, region)
