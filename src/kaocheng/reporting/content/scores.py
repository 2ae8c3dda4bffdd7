"""Scores: by category, claimed beside recomputed, and the grade. Nothing is said that was not computed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from kaocheng.audit.rows import compact
from kaocheng.composition import Block, Gap, Paragraph, Run
from kaocheng.model import GradeBand
from kaocheng.provenance import known
from kaocheng.reporting.assessment import Assessment, Project
from kaocheng.reporting.tables import table
from kaocheng.reporting.wording import listed, paragraph, points, quoted, rate, replayed, sentence, tight
from kaocheng.schemes.scheme import Grade
from kaocheng.scoring import Interval, NotComputable, Replayed, ScoreRow, format_number, round_half_up
from kaocheng.scoring.grades import NO_BANDS, bands_of
from kaocheng.scoring.replay import add_up

_EXECUTION = "预算执行率"


def scores_table(assessment: Assessment, project: Project | None) -> Iterator[Block]:
    """Weight, score and rate of each category; of a department without forms, its own table of indicators."""
    if project is None:
        return
    groups: dict[str, list[ScoreRow]] = {}
    for row in project.sheet.rows:
        groups.setdefault(_group(project, row), []).append(row)
    if not any(row.claimed is not None for row in project.sheet.rows):
        return
    rows = [_line(name, group) for name, group in groups.items()]
    rows.append(_line("合计", project.sheet.rows))
    yield paragraph("各类指标得分见下表。")
    yield table("各类指标得分", ["类别", "项数", "分值合计", "自评得分合计", "得分占比", "复核得分合计"], rows)


def _group(project: Project, row: ScoreRow) -> str:
    if row.method == "execution" or row.path.startswith("funding"):
        return _EXECUTION
    indicator = project.form.indicators[int(row.path.removeprefix("indicators[").rstrip("]"))]
    label = indicator.level1 or indicator.level2
    return "".join((known(label) or "").split()) or "其他"


def _line(name: str, rows: Sequence[ScoreRow]) -> list[str]:
    weights = [row.weight for row in rows]
    claimed = [row.claimed for row in rows]
    weight = sum((w for w in weights if w is not None), Decimal(0)) if None not in weights else None
    score = sum((c for c in claimed if c is not None), Decimal(0)) if None not in claimed else None
    again = add_up((row.name, row.replayed) for row in rows)
    return [
        name,
        str(len(rows)),
        "—" if weight is None else format_number(weight),
        "—" if score is None else format_number(score),
        "—" if not weight or score is None else rate(score / weight),
        "—" if isinstance(again, NotComputable) else replayed(again).removesuffix("分"),
    ]


def conclusion(assessment: Assessment, project: Project | None) -> Iterator[Block]:
    """The claimed total beside the recomputed one, the grade, and the bands it is given by."""
    overall = known(assessment.report.overall_score)
    if project is None or (len(assessment.projects) == 1 and _is_of_department(assessment, project, overall)):
        yield from _department(assessment)
    if project is None:
        return
    sheet = project.sheet
    grade = sheet.claimed_grade
    if sheet.claimed_total is None:
        yield paragraph("自评表未填列总分。", Gap("请填写自评总分"))
    else:
        said = f"，自评等级为“{grade}”" if grade else ""
        yield paragraph(f"自评总分为{points(sheet.claimed_total)}分{said}。")
    yield from _replayed(assessment, project)
    yield from _graded(assessment, project, grade)


def _is_of_department(assessment: Assessment, project: Project, overall: Decimal | None) -> bool:
    """Whether the report gives the department a score of its own beside that of its only form."""
    return assessment.report.kind == "department" and overall is not None and overall != project.sheet.claimed_total


def _replayed(assessment: Assessment, project: Project) -> Iterator[Block]:
    sheet, by = project.sheet, f"按“{assessment.scheme.title.zh}”的计分规则复核"
    total, claimed = sheet.out_of_hundred, sheet.claimed_total
    if isinstance(total, NotComputable):
        open_rows = [row for row in sheet.rows if isinstance(row.replayed, NotComputable)]
        why = total.reason.zh
        if open_rows:
            assert isinstance(open_rows[0].replayed, NotComputable)
            first = open_rows[0].replayed.reason.zh
            why = f"{listed(quoted([_name(row) for row in open_rows]), limit=3)}无法计分（{first}）"
        part = sheet.reading("computable-part")
        said = ""
        if part is not None and not isinstance(part.total, NotComputable):
            said = f"；可以计算的部分满分{format_number(part.base)}分，复核得分为{replayed(part.total)}"
        yield paragraph(f"{by}，{tight(why)}，不能得出总分{said}。", Gap("请补充后重新计算总分"))
        return
    rescaled = sheet.reading("rescaled")
    if rescaled is not None and sheet.weight_total is not None:
        by = f"自评表各项分值合计{format_number(sheet.weight_total)}分，{by}并折算为百分制"
    gap = Gap("请核对总分，更正自评表或说明理由") if _disagrees(claimed, total) else None
    yield paragraph(f"{by}，总分为{replayed(total)}{_beside(claimed, total)}。", gap)


def _name(row: ScoreRow) -> str:
    return _EXECUTION if row.method == "execution" else row.name


def _disagrees(claimed: Decimal | None, total: Replayed) -> bool:
    if claimed is None or isinstance(total, NotComputable):
        return False
    if isinstance(total, Interval):
        return not round_half_up(total.low, 2) <= claimed <= round_half_up(total.high, 2)
    return round_half_up(total, 2) != claimed


def _beside(claimed: Decimal | None, total: Replayed) -> str:
    """ "，较自评总分低4.22分", "，与自评总分一致"."""
    if claimed is None or isinstance(total, NotComputable):
        return ""
    if isinstance(total, Interval):
        return "，自评总分在此范围之外" if _disagrees(claimed, total) else "，自评总分在此范围之内"
    if not _disagrees(claimed, total):
        return "，与自评总分一致"
    return f"，较自评总分{'低' if total < claimed else '高'}{points(abs(total - claimed))}分"


def _graded(assessment: Assessment, project: Project, claimed: str | None) -> Iterator[Block]:
    found = project.sheet.replayed_grade
    bands = band_words(assessment)
    if isinstance(found, str):
        beside = ""
        if claimed:
            beside = "，与自评等级一致" if found == claimed else f"，自评等级为“{claimed}”，两者不一致"
        graded = next(one for one in assessment.projects if isinstance(one.sheet.replayed_grade, str))
        standard = f"等级标准为：{bands}。据此，" if project is graded else ""
        gap = Gap("请核对自评等级") if claimed and found != claimed else None
        yield paragraph(sentence(f"{standard}复核等级为“{found}”{beside}"), gap)
    elif found.reason == NO_BANDS and len(assessment.projects) > 1:
        return  # the text about the whole says it once
    elif found.reason == NO_BANDS:
        yield paragraph(
            "所用计分规则未载明等级标准，本报告不作等级复核。", None if claimed else Gap("请填写自评等级和等级标准")
        )
    elif not isinstance(project.sheet.out_of_hundred, NotComputable):
        yield paragraph(sentence(f"等级标准为：{bands}。{tight(found.reason.zh)}，复核等级不能确定"), Gap("请确定等级"))
    elif not claimed:
        yield paragraph("因总分无法计算，不作等级复核。", Gap("请填写自评等级和等级标准"))


def band_words(assessment: Assessment) -> str:
    """ "得分≥90分为优，80≤得分＜90分为良", from the report's own bands, else the scheme's."""
    bands = bands_of(assessment.scheme, assessment.report)
    if not isinstance(bands, Sequence):
        bands = bands.grades.value if bands.grades else ()
    spans = [_span(band) for band in bands]
    spans.sort(key=lambda span: -1 if span[1] is None else span[1], reverse=True)
    parts: list[str] = []
    above: Decimal | None = None
    for label, low in spans:
        if above is None:
            parts.append(f"得分≥{format_number(low or Decimal(0))}分为{label}")
        else:
            lower = f"{format_number(low)}≤" if low else ""
            parts.append(f"{lower}得分＜{format_number(above)}分为{label}")
        above = low
    return "，".join(parts)


def _span(band: Grade | GradeBand) -> tuple[str, Decimal | None]:
    return (band.label, band.minimum) if isinstance(band, Grade) else (compact(band.grade), band.minimum)


def _department(assessment: Assessment) -> Iterator[Block]:
    report, department = assessment.report, assessment.department
    score, grade = report.overall_score, compact(report.grade)
    if score is not None and score.known is not None:
        said = f"，自评等级为“{grade}”" if grade else ""
        yield paragraph(f"部门整体自评总得分为{points(score.known)}分{said}。", None if grade else Gap("请填写等级"))
    elif report.kind == "department":
        said = f"自评等级为“{grade}”，" if grade else ""
        yield paragraph(f"{said}部门整体自评总得分未填列。", Gap("请填写部门整体自评总得分及其计算方法"))
    if department is not None and department.printed is not None:
        ways = [method for method in department.methods if method.name in department.reproduced_by]
        if ways:
            again = ways[0].replayed
            more = (
                "" if isinstance(again, NotComputable) else f"；更正预算执行率得分后，按同一方法计算为{replayed(again)}"
            )
            yield paragraph(f"该得分与“{tight(ways[0].words.zh)}”的结果一致{more}。")
        elif department.methods:
            yield paragraph("按项目得分或指标得分计算，不能得出该总得分。", Gap("请说明部门总得分的计算方法"))
    bands = band_words(assessment)
    if bands:
        yield paragraph(f"等级标准为：{bands}。")
    elif assessment.projects:
        yield paragraph("所用计分规则未载明等级标准，本报告不作等级复核。")
    own = [row for row in report.summary if row.row_kind == "indicator"]
    if own:
        title = own[0].table_title.text if own[0].table_title is not None else ""
        yield paragraph("部门整体绩效指标得分见下表。")
        if title:
            yield Paragraph((Run(title),), indent=False)
        cells = [[compact(cell) or "—" for cell in (row.name, row.weight, row.score, row.score_rate)] for row in own]
        yield table("部门指标得分", ["指标名称", "权重", "得分", "得分率"], cells)
