"""A self-evaluation as typed in: everything met and fully scored, 372.15 of 386.40 spent."""

from __future__ import annotations

_ROWS = (
    ("产出指标", "数量指标", "日常养护里程", "≥412公里", "412公里", "15"),
    ("产出指标", "质量指标", "养护工程验收合格率", "≥98%", "98.5%", "15"),
    ("产出指标", "时效指标", "病害处置时间", "≤48小时", "36小时", "10"),
    ("产出指标", "成本指标", "每公里养护成本", "≤0.95万元", "0.93万元", "10"),
    ("效益指标", "社会效益指标", "道路平均封闭时间", "≤6小时", "5小时", "15"),
    ("效益指标", "可持续影响指标", "村级养护员配备率", "≥95%", "96%", "15"),
    ("满意度指标", "服务对象满意度指标", "沿线群众满意度", "≥90%", "93%", "10"),
)
ROAD = {
    "amount_unit": "万元",
    "funding[0].label": "年度资金总额",
    "funding[0].adjusted_budget": "386.40",
    "funding[0].executed_amount": "372.15",
    "funding[0].weight": "10",
    "funding[0].execution_rate": "96.31%",
    "funding[0].score": "9.63",
    "total_score": "99.63",
}
for _number, (_level1, _level2, _level3, _target, _actual, _weight) in enumerate(_ROWS):
    ROAD |= {
        f"indicators[{_number}].level1": _level1,
        f"indicators[{_number}].level2": _level2,
        f"indicators[{_number}].level3": _level3,
        f"indicators[{_number}].target": _target,
        f"indicators[{_number}].actual": _actual,
        f"indicators[{_number}].weight": _weight,
        f"indicators[{_number}].score": _weight,
    }
