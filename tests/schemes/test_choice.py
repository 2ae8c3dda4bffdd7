from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from kaocheng.errors import UsageError
from kaocheng.schemes import choose_scheme, find_region

Kind = Literal["project", "department"]


@pytest.mark.parametrize(
    "place, year, kind, scheme_id",
    [
        ("石家庄市元氏县", 2022, "department", "cn-hebei-yuanshi-2022"),
        ("石家庄市元氏县", 2022, "project", "cn-hebei-yuanshi-2022"),
        ("石家庄市鹿泉区", 2024, "department", "cn-hebei-luquan-2024"),
        ("承德高新技术产业开发区", 2022, "project", "cn-mof-2020"),
        ("邵阳市北塔区", 2023, "project", "cn-hunan-beita-2023"),
        ("重庆市璧山区", 2022, "department", "cn-chongqing-dept"),
        ("重庆市璧山区", 2022, "project", "cn-mof-2020"),
        ("湖北省武汉市新洲区", 2021, "project", "cn-hubei-2020"),
        ("湖北省", 2023, "department", "cn-hubei-2020"),
        ("四川省遂宁市大英县", 2023, "project", "cn-sichuan-2023"),
        ("四川省遂宁市大英县", 2020, "project", "cn-mof-2020"),
        ("池州市贵池区", 2022, "project", "cn-anhui-2022"),
        ("岳阳市", 2018, "department", "cn-hunan-yueyang-dept"),
        ("岳阳市", 2018, "project", "cn-mof-2020"),
        ("北京市海淀区", 2016, "project", "cn-central-2016-form"),
        ("江西省", 2017, "project", "cn-jiangxi-2017-form"),
        ("廊坊市", 2019, "project", "cn-mof-2020"),
    ],
)
def test_choice(place: str, year: int, kind: Kind, scheme_id: str) -> None:
    region = find_region(place)
    assert region is not None
    choice = choose_scheme(region.code, year, kind)
    assert choice.scheme.id == scheme_id
    assert scheme_id in choice.reason.zh
    assert choice.fallback == (scheme_id == "cn-mof-2020")


def test_the_reason_of_a_fallback_names_place_and_year() -> None:
    assert choose_scheme("130132", 2023, "project").reason.zh == (
        "未找到石家庄市元氏县 2023 年度方案，采用全国方案 cn-mof-2020；该地区另有 cn-hebei-yuanshi-2022（2022），不适用于本年度"
    )
    assert choose_scheme("130871", 2022, "project").reason.zh == (
        "未找到承德高新技术产业开发区 2022 年度方案，采用全国方案 cn-mof-2020"
    )
    assert choose_scheme(None, None, "project").reason.zh == "未识别出地区，采用全国方案 cn-mof-2020"
    assert "自 2020 年度起施行，对 2019 年度仅供参考" in choose_scheme("131000", 2019, "project").reason.zh


def test_the_reason_of_a_match() -> None:
    assert choose_scheme("420117", 2021, "project").reason.zh == "按地区（湖北省）和年度（2021）采用方案 cn-hubei-2020"


def test_an_unknown_year_takes_only_a_scheme_without_end() -> None:
    assert choose_scheme("420100", None, "project").scheme.id == "cn-hubei-2020"
    assert choose_scheme("130132", None, "project").scheme.id == "cn-mof-2020"


def test_headings_tell_the_kind_of_form() -> None:
    assert choose_scheme("130871", 2022, "project", form_hints=["成本指标"]).scheme.id == "cn-mof-2021-cost"
    assert choose_scheme("510623", 2022, "project").scheme.id == "cn-mof-2020"
    hints = ["2022年中央财政衔接资金绩效目标自评表"]
    assert choose_scheme("510623", 2022, "project", form_hints=hints).scheme.id == "cn-sichuan-zhongjiang-2022"


def test_what_is_asked_for_is_taken(tmp_path: Path) -> None:
    choice = choose_scheme("130132", 2022, "project", override="product-default")
    assert (choice.scheme.id, choice.reason.zh) == ("product-default", "按指定采用方案 product-default")
    with pytest.raises(UsageError):
        choose_scheme(None, None, "project", override="nonsense")


def test_schemes_for_request_only_are_never_chosen() -> None:
    assert choose_scheme("511700", 2022, "department").scheme.id == "cn-mof-2020"
