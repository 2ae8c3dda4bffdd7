"""When two names can be one."""

from __future__ import annotations

import pytest

from kaocheng.audit.designations import differs_inside, form_spoken_of, pair_names, same_project, title_name
from kaocheng.model import Form, Report
from kaocheng.provenance import Printed


def form(name: str) -> Form:
    return Form(project_name=Printed(name, name))


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("2024年舆情中心运行费项目", "舆情中心运行费", True),
        ("网信事务专项", "网信事务专项经费", True),
        ("区网络文明建设服务项目", "网络文明建设服务", True),
        ("退役士兵安置项目", "涉军岗位工资项目", False),
        ("项目经费", "专项资金", False),
    ],
)
def test_same_project(one: str, other: str, same: bool) -> None:
    assert same_project(one, other) is same


def test_the_surest_pairs_are_made_first() -> None:
    left = ["信息化建设项目", "网信事务专项", "机房管理专项"]
    right = ["机房管理专项", "网信事务专项经费", "信息化项目建设"]
    assert pair_names(left, right) == [(0, 2), (1, 1), (2, 0)]
    assert pair_names(["退役士兵安置"], ["涉军岗位工资"]) == []


@pytest.mark.parametrize("title", ["项目支出绩效自评表", "部门预算项目绩效自评表", "部门整体支出绩效自评表"])
def test_a_title_that_names_no_project(title: str) -> None:
    assert title_name(Form(title=Printed(title, title))) == ""


@pytest.mark.parametrize(
    "one, other, differs",
    [
        ("承德高新技术产业开发区信息化中心", "承德高新技术产业开发区信息化管理与服务中心", True),
        ("青山县委网信办", "中共青山县委网络安全和信息化委员会办公室", False),
        ("青山县图书馆", "青山县少年儿童图书馆", False),
        ("青山县第一中学", "青山县第二中学", False),
        ("青山县市场监管局", "青山县市场监督管理局", False),
    ],
)
def test_differs_inside(one: str, other: str, differs: bool) -> None:
    assert differs_inside(one, other) is differs


def test_the_form_a_sentence_speaks_of() -> None:
    two = Report("department", forms=(form("图书购置经费"), form("文化惠民演出经费")))
    assert form_spoken_of(two, "文化惠民演出经费执行率为98%") == 1
    assert form_spoken_of(two, "图书购置和文化惠民演出均已完成") is None
    assert form_spoken_of(two, "执行率为98%") is None
    assert form_spoken_of(Report("project", forms=(form("图书购置经费"),)), "执行率为98%") == 0
