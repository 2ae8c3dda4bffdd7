"""What must hold before a form goes on."""

from __future__ import annotations

from decimal import Decimal

from kaocheng.language import Text
from kaocheng.model.cells import rows_of
from kaocheng.scoring.figures import format_number
from kaocheng_web.cycles.models import Stage
from kaocheng_web.filings.checking import POINTS
from kaocheng_web.filings.models import Filing
from kaocheng_web.filings.services import check, fresh_check
from kaocheng_web.workflow.services import Refusal, Request, guard

_NO_INDICATORS = Refusal("no-indicators", Text("尚未填写绩效指标", "there are no indicators"))
_STAGE = {"objective": "objective", "monitoring": "monitoring", "self_evaluation": "self_evaluation"}


@guard("stage_open")
def stage_open(request: Request) -> Refusal | None:
    filing: Filing = request.thing
    stage = Stage.objects.filter(
        cycle=filing.project_year.cycle_id, code=_STAGE[filing.kind], round=filing.round
    ).first()
    if stage is None or stage.is_open_now:
        return None
    return Refusal("stage-closed", Text("不在本阶段的填报时间内", "the window of this stage is not open"))


@guard("no_error_findings")
def no_error_findings(request: Request) -> list[Refusal]:
    filing = fresh_check(_filing(request))
    return [
        Refusal(found["code"], Text(found["message"]["zh"], found["message"]["en"]), found["field"])
        for found in filing.findings
        if found["severity"] == "error"
    ]


@guard("warnings_explained")
def warnings_explained(request: Request) -> list[Refusal]:
    filing = fresh_check(_filing(request))
    explained = {reason.fingerprint for reason in filing.warning_reasons.all()}
    return [
        Refusal(
            found["code"],
            Text(f"请说明理由：{found['message']['zh']}", f"please give a reason: {found['message']['en']}"),
            found["field"],
        )
        for found in filing.findings
        if found["severity"] == "warning" and found["fingerprint"] not in explained
    ]


@guard("indicators_complete")
def indicators_complete(request: Request) -> list[Refusal]:
    cells = request.thing.cells
    rows = rows_of(cells, "indicators")
    if not rows:
        return [_NO_INDICATORS]
    return _missing(
        cells,
        rows,
        {
            "level3": Text("三级指标未填写", "the indicator has no name"),
            "target": Text("指标值未填写", "the target is missing"),
        },
    )


@guard("actuals_complete")
def actuals_complete(request: Request) -> list[Refusal]:
    cells = request.thing.cells
    if not any(cells.get(f"indicators[{row}].level3", "").strip() for row in range(rows_of(cells, "indicators"))):
        return [_NO_INDICATORS]
    words = {
        "actual": Text("实际完成值未填写", "the actual value is missing"),
        "score": Text("得分未填写", "the score is missing"),
    }
    return _missing(cells, rows_of(cells, "indicators"), words)


@guard("values_complete")
def values_complete(request: Request) -> list[Refusal]:
    cells = request.thing.cells
    return _missing(
        cells, rows_of(cells, "indicators"), {"actual": Text("累计完成值未填写", "the value to date is missing")}
    )


def _missing(cells: dict[str, str], rows: int, words: dict[str, Text]) -> list[Refusal]:
    return [
        Refusal("missing", message, f"indicators[{row}].{name}")
        for row in range(rows)
        if any(cells.get(f"indicators[{row}].{key}", "").strip() for key in ("level3", "target"))
        for name, message in words.items()
        if not cells.get(f"indicators[{row}].{name}", "").strip()
    ]


@guard("weights_complete")
def weights_complete(request: Request) -> Refusal | None:
    """Weights of the indicators and of the execution rate add up to 100."""
    added = sum(check(request.thing).points, Decimal(0))
    if added == POINTS:
        return None
    words = Text("分值合计为 {sum}，应为 {due}", "the weights add up to {sum}, not {due}")
    return Refusal("weights", words.format(sum=format_number(added), due=POINTS))


@guard("seen_whole")
def seen_whole(request: Request) -> Refusal | None:
    filing = request.thing
    if filing.sights.filter(person=request.person, version=filing.version).exists():
        return None
    return Refusal("not-seen", Text("请先完整查看报表，再签批", "open the whole form before you sign it"))


def _filing(request: Request) -> Filing:
    return request.thing if isinstance(request.thing, Filing) else request.thing.filing
