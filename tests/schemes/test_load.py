from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kaocheng.errors import SchemeError, UsageError
from kaocheng.schemes import Status, load_scheme, scheme_heads, scheme_ids
from kaocheng.schemes.structure import PARAMETERS

DATA = Path(__file__).parents[2] / "src/kaocheng/schemes/data"
MOF = (DATA / "cn-mof-2020.toml").read_text("utf-8")
OWN = """\
id = "own"
title = { zh = "自定", en = "own" }
region = "130000"
valid_from = 2024
kinds = ["project"]
extends = "cn-mof-2020"
"""


@pytest.mark.parametrize("scheme_id", scheme_ids())
def test_every_scheme_loads(scheme_id: str) -> None:
    scheme = load_scheme(scheme_id)
    assert scheme.id == scheme_id
    assert scheme.title.zh
    assert scheme.title.en
    assert scheme is load_scheme(scheme_id)


def test_heads_say_the_same_as_the_files() -> None:
    for head in scheme_heads():
        scheme = load_scheme(head.id)
        assert (head.region, head.valid_from, head.valid_to) == (scheme.region, scheme.valid_from, scheme.valid_to)
        assert (head.kinds, head.automatic, head.requires) == (scheme.kinds, scheme.automatic, scheme.requires)


def test_numbers_are_exact() -> None:
    scheme = load_scheme("cn-mof-2020")
    assert scheme.rounding.row_tolerance.value == Decimal("0.01")
    assert scheme.level1_weights is not None
    assert scheme.level1_weights.value == {"output": 50, "benefit": 30, "satisfaction": 10}
    assert [band.low for band in scheme.qualitative.value] == [Decimal("0.8"), Decimal("0.6"), Decimal(0)]


def test_only_a_local_scheme_that_read_a_value_calls_it_verified() -> None:
    """Inherited values of a local scheme are assumptions there, and say so."""
    anhui = load_scheme("cn-anhui-2022")
    assert anhui.level1_weights is not None
    assert anhui.level1_weights.status is Status.VERIFIED
    assert anhui.qualitative.status is Status.UNVERIFIED
    assert anhui.qualitative.source.startswith("沿用；")
    assert anhui.instruments["沿用"].title == "沿用方案 cn-mof-2020，对本方案的适用未核实"


def test_the_cost_guidance_is_recalled_throughout() -> None:
    scheme = load_scheme("cn-mof-2021-cost")
    assert scheme.level1_weights is not None
    assert scheme.level1_weights.status is Status.RECALLED
    assert scheme.quantitative.equal.status is Status.UNVERIFIED


def test_the_hash_is_of_the_content(tmp_path: Path) -> None:
    def hashed(name: str, text: str) -> str:
        path = tmp_path / f"{name}.toml"
        path.write_text(text, "utf-8")
        return load_scheme(path).hash

    original = hashed("a", OWN)
    assert hashed("b", "# 注释\n" + OWN.replace(" = ", "  =  ")) == original
    assert hashed("c", OWN.replace("2024", "2023")) != original
    assert len({load_scheme(scheme_id).hash for scheme_id in scheme_ids()}) == len(scheme_ids())


def test_an_unknown_id_lists_what_there_is() -> None:
    with pytest.raises(UsageError) as raised:
        load_scheme("cn-nowhere")
    assert "cn-mof-2020" in raised.value.message.zh


@pytest.mark.parametrize(
    "change, words",
    [
        (("value = 10, status", "value = 10, state"), "第54行：execution.weight.state：不认识的键"),
        (
            ('weight = { value = 10, status = "verified"', 'weight = { value = "十", status = "verified"'),
            "execution.weight",
        ),
        (('cap = { value = 1, status = "verified", ', "cap = { value = 1, "), "execution.cap：缺少 status"),
        (('source = "考成"', 'source = "听说"'), "source 中的“听说”不在 instruments 中"),
        (("[quantitative]", "[quantitive]"), "quantitive：不认识的键"),
        (('region = "000000"', 'region = "河北"'), "region：应为六位行政区划代码"),
        (("valid_from = 2020\n", ""), "valid_from：缺少"),
        (("cap = { value = 1,", "cap = { value = nan,"), "execution.cap：应为非负数"),
        (("minimum = 0 }", "minimum = inf }"), "grades：每个等级应有"),
        (('number = "财预〔2020〕10号"', "number = 10"), "instruments.办法.number：类型不对"),
        (("[grades]", "[grades"), "TOML 写法有误"),
    ],
)
def test_a_wrong_file_is_refused_by_name_place_and_key(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    assert change[0] in MOF
    path = tmp_path / "wrong.toml"
    path.write_text(MOF.replace(*change), "utf-8")
    with pytest.raises(SchemeError) as raised:
        load_scheme(path)
    assert raised.value.message.zh.startswith("wrong.toml")
    assert words in raised.value.message.zh


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SchemeError, match="not UTF-8"):
        load_scheme(path)
    with pytest.raises(SchemeError, match="cannot be read"):
        load_scheme(tmp_path / "missing.toml")


def test_extending_is_one_level_deep(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN.replace("cn-mof-2020", "cn-anhui-2022"), "utf-8")
    with pytest.raises(SchemeError, match="cn-anhui-2022 extends too"):
        load_scheme(path)


def test_every_parameter_is_a_field_of_the_scheme() -> None:
    scheme = load_scheme("cn-mof-2020")
    for key in PARAMETERS:
        node: object = scheme
        for step in key.split("."):
            node = getattr(node, step)
