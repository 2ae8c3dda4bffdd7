from __future__ import annotations

import os
from pathlib import Path

import pytest

from kaocheng.errors import SchemeError, UsageError
from kaocheng.schemes import choose_scheme, load_scheme, scheme_heads, scheme_ids

OWN = """\
id = "{id}"
title = {{ zh = "自定", en = "own" }}
region = "{region}"
valid_from = {since}
kinds = ["{kind}"]
extends = "cn-mof-2020"
inherited_status = "unverified"
"""


def put(
    folder: Path, id: str, region: str = "130132", since: int = 2022, kind: str = "project", more: str = ""
) -> Path:
    path = folder / f"{id}.toml"
    path.write_text(OWN.format(id=id, region=region, since=since, kind=kind) + more, "utf-8")
    return path


def chosen(folder: Path, region: str = "130132", year: int = 2022, hints: tuple[str, ...] = ()) -> str:
    return choose_scheme(region, year, "project", form_hints=hints, folder=folder).scheme.id


def test_a_folder_adds_to_what_there_is(tmp_path: Path) -> None:
    put(tmp_path, "own-county")
    (tmp_path / "备忘.txt").write_text("不是方案", "utf-8")
    (tmp_path / ".own-county.toml").write_text("编辑器的临时文件", "utf-8")
    assert set(scheme_ids(tmp_path)) == {*scheme_ids(), "own-county"}
    assert [head.id for head in scheme_heads(tmp_path) if head.local] == ["own-county"]
    assert load_scheme("own-county", tmp_path).region == "130132"
    assert load_scheme("cn-mof-2020", tmp_path) is load_scheme("cn-mof-2020")
    with pytest.raises(UsageError):
        load_scheme("own-county")


def test_of_equally_close_schemes_the_local_one_is_taken(tmp_path: Path) -> None:
    assert chosen(tmp_path) == "cn-hebei-yuanshi-2022"
    put(tmp_path, "a-county", since=2020)
    choice = choose_scheme("130132", 2022, "project", folder=tmp_path)
    assert choice.scheme.id == "a-county"
    assert choice.reason.zh == "按地区（河北省石家庄市元氏县）和年度（2022）采用本地方案 a-county"
    assert not choice.fallback


def test_the_longest_region_still_comes_first(tmp_path: Path) -> None:
    put(tmp_path, "own-province", "130000")
    assert chosen(tmp_path) == "cn-hebei-yuanshi-2022"
    assert chosen(tmp_path, "130121") == "own-province"


def test_year_kind_and_headings_bind_a_local_scheme_too(tmp_path: Path) -> None:
    put(tmp_path, "own-2024", since=2024)
    put(tmp_path, "own-department", kind="department")
    put(tmp_path, "own-relief", more='requires = ["救灾"]\n')
    assert chosen(tmp_path) == "cn-hebei-yuanshi-2022"
    assert chosen(tmp_path, year=2025) == "own-2024"
    assert chosen(tmp_path, hints=("救灾资金自评表",)) == "own-relief"


def test_a_local_scheme_for_the_country_replaces_the_fallback(tmp_path: Path) -> None:
    put(tmp_path, "own-country", "000000")
    assert chosen(tmp_path, "131000") == "own-country"
    assert choose_scheme(None, 2022, "project", folder=tmp_path).scheme.id == "own-country"


def test_a_changed_file_counts_at_once(tmp_path: Path) -> None:
    path = put(tmp_path, "own-county")
    before, stamp = load_scheme(path), path.stat().st_mtime_ns
    assert load_scheme("own-county", tmp_path) is before
    path.write_text(path.read_text("utf-8").replace("2022", "2023"), "utf-8")
    os.utime(path, ns=(stamp, stamp))
    assert load_scheme(path).valid_from == 2023
    assert load_scheme("own-county", tmp_path).valid_from == 2023
    assert chosen(tmp_path) == "cn-hebei-yuanshi-2022"
    path.unlink()
    assert "own-county" not in scheme_ids(tmp_path)


def test_an_id_means_one_thing(tmp_path: Path) -> None:
    put(tmp_path, "cn-mof-2020")
    with pytest.raises(SchemeError) as raised:
        scheme_ids(tmp_path)
    assert raised.value.message.zh.startswith("cn-mof-2020.toml 第1行：id：cn-mof-2020 是随软件提供的方案")
    (tmp_path / "cn-mof-2020.toml").unlink()
    text = put(tmp_path, "own-county").read_text("utf-8")
    (tmp_path / "second.toml").write_text(text, "utf-8")
    with pytest.raises(SchemeError) as raised:
        scheme_heads(tmp_path)
    assert raised.value.message.zh == "second.toml 第1行：id：own-county 已用于 own-county.toml"


def test_a_broken_file_is_never_passed_over(tmp_path: Path) -> None:
    put(tmp_path, "own-county", more="cap = 1\n")
    with pytest.raises(SchemeError) as raised:
        chosen(tmp_path, "420000")
    assert raised.value.message.zh == "own-county.toml 第8行：cap：不认识的键"
    assert raised.value.message.en == "own-county.toml line 8: cap: unknown key"


def test_no_folder_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no folder of schemes"):
        scheme_heads(tmp_path / "nowhere")
