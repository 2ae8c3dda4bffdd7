"""A small report as HTML, for commands that need a form in which something moves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

_HEAD = """<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>
<p>青山县图书馆2022年度项目支出绩效自评报告</p><p>项目支出绩效自评表</p><p>（2022年度）</p><table>
<tr><td>项目名称</td><td colspan="7">{name}</td></tr>
<tr><td>主管部门</td><td colspan="3">青山县文化局</td><td>实施单位</td><td colspan="3">青山县图书馆</td></tr>
<tr><td rowspan="2">项目资金（万元）</td><td></td><td>年初预算数</td><td>全年预算数</td><td>全年执行数</td>
<td>分值</td><td>执行率</td><td>得分</td></tr>
<tr><td>年度资金总额</td><td>50</td><td>50</td><td>45</td><td>10</td><td>90%</td><td>9</td></tr>
<tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>年度指标值</td><td>实际完成值</td><td>分值</td><td>得分</td>
<td>偏差原因分析及改进措施</td></tr>
"""
_ROW = (
    "<tr><td>产出指标</td><td>数量指标</td><td>{0}</td><td>{1}</td><td>{2}</td><td>{3}</td><td>{4}</td><td></td></tr>\n"
)
DEFAULT = (("设备故障次数", "≤10次", "15次", "40", "40"), ("举办活动场次", "≥24场", "25场", "50", "50"))


def write_report(
    path: Path, rows: Sequence[Sequence[str]] = DEFAULT, total: str = "99", name: str = "阅读推广"
) -> Path:
    """A project of which each row is: indicator, target, actual, weight, score."""
    body = "".join(_ROW.format(*row) for row in rows)
    foot = f'<tr><td colspan="5">总分</td><td>100</td><td>{total}</td><td></td></tr></table></body></html>\n'
    path.write_text(_HEAD.format(name=name) + body + foot, "utf-8")
    return path
