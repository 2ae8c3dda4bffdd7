from __future__ import annotations

import pytest

from kaocheng.schemes import find_region, region_candidates, region_of_code


@pytest.mark.parametrize(
    "text, code",
    [
        ("河北省石家庄市元氏县", "130132"),
        ("元氏县", "130132"),
        ("中共元氏县委网络安全和信息化委员会办公室", "130132"),
        ("鹿泉区", "130110"),
        ("璧山区", "500120"),
        ("邵阳市北塔区", "430511"),
        ("承德高新技术产业开发区信息化中心", "130871"),
        ("大英县", "510923"),
        ("池州市贵池区棠溪镇", "341702"),
        ("219-池州市贵池区棠溪镇人民政府", "341702"),
        ("石家庄市", "130100"),
        ("湖北省残疾人联合会", "420000"),
        ("四川省 甘孜州", "513300"),
        ("湖 北 省", "420000"),
        ("晋城市城区", "140502"),
        ("长春市朝阳区", "220104"),
        ("江苏省徐州市鼓楼区民政局", "320302"),
        ("仙桃市财政局", "429004"),
        ("吉林", "220000"),
        ("吉林省吉林市", "220200"),
    ],
)
def test_a_printed_place(text: str, code: str) -> None:
    region = find_region(text)
    assert region is not None
    assert region.code == code


def test_a_name_of_several_places_needs_its_city() -> None:
    assert find_region("鼓楼区城市管理局") is None
    assert {region.province for region in region_candidates("鼓楼区城市管理局")} == {"江苏省", "福建省", "河南省"}
    settled = find_region("江苏省鼓楼区")
    assert settled is not None
    assert settled.full_name == "江苏省"


@pytest.mark.parametrize("text", ["", "主城区三维建模", "高新区信息化中心", "项目支出绩效自评表", "县委办公室"])
def test_no_place(text: str) -> None:
    assert find_region(text) is None
    assert region_candidates(text) == ()


def test_of_code() -> None:
    region = region_of_code("430511")
    assert region is not None
    assert (region.province, region.city, region.full_name) == ("湖南省", "邵阳市", "湖南省邵阳市北塔区")
    assert region_of_code("510923100") == region_of_code("510923")
    assert region_of_code("999999") is None
    municipal = region_of_code("500120")
    assert municipal is not None
    assert (municipal.city, municipal.full_name) == (None, "重庆市璧山区")
