"""A small form of the national template, as a person would type it."""

from __future__ import annotations

from kaocheng.model import Form
from kaocheng.templates import blank_form, load_template

PROJECT = {"project_name": "农村公路养护", "competent_department": "某县交通运输局", "total_score": "98.5"}
AMOUNTS = (
    {
        "label": "年度资金总额",
        "original_budget": "1,200.00",
        "adjusted_budget": "1180.5",
        "executed_amount": "1150.25",
        "execution_rate": "97.44%",
        "score": "9.74",
    },
)
INDICATORS = (
    {"level1": "产出指标（50分）", "level2": "数量指标", "level3": "指标1：养护里程", "target": "≥412公里"},
    {"level1": "产出指标（50分）", "level2": "数量指标", "level3": "修补路面", "target": "100%", "weight": "10"},
    {"level1": "产出指标（50分）", "level2": "质量指标", "level3": "合格率", "target": "98%", "actual": "98 %"},
    {"level1": "效益指标（30分）", "level2": "社会效益指标", "level3": "通行时间", "target": "缩短", "score": "9.62"},
)
GOALS = ({"expected": "1.养护道路。\n2.修补路面。", "actual": "全部完成。"},)


def filled() -> Form:
    return blank_form(load_template("F-01"), PROJECT, INDICATORS, AMOUNTS, GOALS)
