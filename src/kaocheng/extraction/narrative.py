"""What the running text of a report states: title, unit, year, department budget, overall score, grade bands. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from kaocheng.documents import Paragraph
from kaocheng.model import BudgetFigure, GradeBand
from kaocheng.model.reading import read_amount, read_points
from kaocheng.provenance import Location, Printed

_TITLE = re.compile(r"[^。；;]{0,60}(?:自评|绩效|评价)[^。；;]{0,12}报告(?:书)?(?:\s*[（(].{0,16}[)）])?")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年")
# "开展2025年绩效自评工作" names the year of the exercise, not the year evaluated.
_YEAR_EVALUATED = re.compile(
    r"(?<!\d)(?<!开展)((?:19|20)\d\d)\s*年度?(?!\s*\d+\s*月)[^，。；]{0,16}(?:自评|绩效|支出|预算|决算)"
)
_ORGANISATION = re.compile(
    r"[\u3400-\u9fffA-Za-z0-9（）()·“”、\-]{2,40}"
    r"(?:局|委|办|办公室|中心|院|校|会|所|站|队|厅|处|社|馆|政府|公司|大学|学校|部|署|庭|科|室|园|团|街道|乡|镇|基地|台|库)"
)
_UNIT_BEFORE_YEAR = re.compile(r"(?P<unit>[^《》，。、\d\s][^《》，。\d]{2,44}?)(?:关于)?\s*(?:19|20)\d\d\s*年")
_UNIT_BEFORE_KIND = re.compile(
    r"(?P<unit>[^《》，。\d]{3,40}?)(?:关于)?(?:部门|单位|预算|财政|项目|专项|整体)*(?:整体支出|项目支出|专项资金|项目绩效|预算绩效|绩效)"
)
_UNIT_IN_TEXT = re.compile(
    r"(?P<unit>[\u4e00-\u9fff（）()]{4,40}?)\s*(?:19|20)\d\d\s*年度?(?:部门|单位)?(?:整体支出|整体|项目支出)(?:绩效)?"
)
_UNIT_LABEL = re.compile(r"(?:单位名称|填报单位|部门名称|预算单位|评价单位|单位)\s*[：:]\s*(?P<unit>[^，。；\s]{4,40})")
_DATE = re.compile(r"(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|二[〇○零]\S{2}年\S{1,3}月\S{1,4}日")

_GRADE = "(?P<grade>优秀|良好|中等|一般|较差|不合格|不及格|合格|及格|优|良|中|低|差)"
_SCORE = re.compile(
    r"(?:总得分|总评分|综合得分|综合评分|自评总分|自评得分|评价得分|自评分数|自评分|总分|得分|评分)(?:值)?\s*"
    r"(?:为|是|：|:|达到|达|共计|合计)?\s*[“\"]?(?P<score>\d{1,3}(?:\.\d+)?\s*分)"
)
_GRADE_AFTER_SCORE = re.compile(
    rf"(?:为|是|：|:|属于|评定|等级|等次|达到)\s*[“\"「]?{_GRADE}(?![\u4e00-\u9fff]*的)[”\"」]?"
)
_GRADE_ALONE = re.compile(
    rf"自评(?:结果|等级|等次|结论|综合等级)?(?:评定|确定|总体)?(?:为|是|：|:)\s*[“\"「]?{_GRADE}(?!的)(?=[”\"」。；，,\s级等]|$)"
)
_N = r"(\d{1,3}(?:\.\d+)?)"
_SAID = r"\s*分?\s*(?:的)?\s*[，,]?\s*(?:则)?(?:评定|评|记)?(?:等级|等次)?(?:为|是|：|:)?\s*[“\"「（(]?"
_BANDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("between", re.compile(rf"{_N}\s*分?\s*(≤|<=|<|＜)\s*[^\d≤<＜，。；]{{1,8}}?\s*(≤|<=|<|＜)\s*{_N}{_SAID}{_GRADE}")),
    ("above", re.compile(rf"(?:得分|总分|评分|分数|分值|[Ss])\s*(≥|>=|>|＞)\s*{_N}{_SAID}{_GRADE}")),
    ("below", re.compile(rf"(?:得分|总分|评分|分数|分值|[Ss])\s*(≤|<=|<|＜)\s*{_N}{_SAID}{_GRADE}")),
    (
        "span",
        re.compile(
            rf"{_N}\s*分?\s*([（(]含[^）)]{{0,5}}[)）])?\s*(?:-|—|–|~|～|－|至|到)+\s*{_N}\s*分?\s*([（(]不?含[^）)]{{0,5}}[)）])?{_SAID}{_GRADE}"
        ),
    ),
    (
        "over",
        re.compile(
            rf"{_N}\s*分?\s*(?:[（(]含[^）)]{{0,5}}[)）])?\s*(?:及)?以上(?:[（(]含[^）)]{{0,5}}[)）])?{_SAID}{_GRADE}"
        ),
    ),
    (
        "under",
        re.compile(
            rf"{_N}\s*分?\s*(?:[（(]不含[^）)]{{0,5}}[)）])?\s*以下(?:[（(]不含[^）)]{{0,5}}[)）])?{_SAID}{_GRADE}"
        ),
    ),
)
_BANDS_AFTER: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "span",
        re.compile(
            rf"{_GRADE}\s*[（(：:]\s*{_N}\s*分?\s*([（(]含[)）])?\s*(?:-|—|–|~|～|－|至|到)+\s*{_N}\s*分?\s*([（(]不?含[)）])?"
        ),
    ),
    ("over", re.compile(rf"{_GRADE}\s*[（(：:]\s*(?:得分)?(?:≥|>=)?\s*{_N}\s*分?(?:及以上|以上)?")),
    ("under", re.compile(rf"{_GRADE}\s*[（(：:]\s*(?:得分)?(?:<|＜)?\s*{_N}\s*分?(?:以下)?")),
)

_SPAN_END = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*分?\s*(?:[（(](不?含))?")
_MAY_DEFINE = re.compile(r"\d\s*分|[≤≥<>＜＞]\s*\d|(?:优|良|中|差|格|般|低)秀?好?\s*[（(：:]")

_AMOUNT = re.compile(r"(?<![\d.])(\d[\d,，]*(?:\.\d+)?)\s*(亿元|万元|千元|元)")
_BOUNDARY = re.compile(r"[，,；;。：:（()）]|其中|主要是|主要包括|分别为")
_LABEL_LEAD = re.compile(
    r"^(?:\s|和|及|与|含|即|包括|其中|[、，]|(?:19|20)\d\d\s*年(?:度|末|底|初)?|[我本](?:部门|单位|局|办|镇|乡|街道|院|校|中心)|全年|当年)+"
)
_LABEL_TAIL = re.compile(r"(?:共计|合计|总计|分别|金额|达到|为|是|共|达|约|[:：\s])+$")
_BUDGET_WORDS = re.compile(r"预算|支出|收入|决算|结转|经费")

SCORES_STATED = 100


def find_title(paragraphs: Sequence[Paragraph]) -> int | None:
    """Index of the title paragraph among the first ones, or None."""
    for index, paragraph in enumerate(paragraphs[:15]):
        text = "".join(paragraph.text.split())
        if len(text) <= 70 and _TITLE.fullmatch(text):
            return index
    return None


def full_title(paragraphs: Sequence[Paragraph], title: int) -> Printed[str]:
    """The title with the line above it, where that is only the name of the body."""
    text, where = paragraphs[title].text.strip(), paragraphs[title].where
    if title:
        above = paragraphs[title - 1].text.strip()
        if _ORGANISATION.fullmatch(above) and not above.startswith("附件"):
            text, where = f"{above}\n{text}", paragraphs[title - 1].where
    return Printed(text, text, where)


def find_unit(paragraphs: Sequence[Paragraph], title: int | None) -> Printed[str] | None:
    """The body that reports: in the title, on the line above it, or where the text names the evaluated form."""
    if title is not None:
        text = paragraphs[title].text.replace("\n", " ").strip()
        where = paragraphs[title].where
        for pattern in (_UNIT_BEFORE_YEAR, _UNIT_BEFORE_KIND):
            match = pattern.match(text)
            if match and _ORGANISATION.fullmatch(match["unit"].strip()):
                unit = match["unit"].strip()
                return Printed(unit, unit, where)
        for paragraph in reversed(paragraphs[max(0, title - 2) : title]):
            above = paragraph.text.strip()
            if _ORGANISATION.fullmatch(above) and not above.startswith("附件"):
                return Printed(above, above, paragraph.where)
    for pattern in (_UNIT_LABEL, _UNIT_IN_TEXT):
        for paragraph in paragraphs:
            match = pattern.search(paragraph.text)
            if match and _ORGANISATION.fullmatch(match["unit"]):
                return Printed(match["unit"], match["unit"], paragraph.where)
    return None


def find_year(
    paragraphs: Sequence[Paragraph], title: int | None, forms: Iterable[Printed[int] | None]
) -> Printed[int] | None:
    """The year evaluated: of the title, of the forms, or the year most often said to be evaluated."""
    if title is not None:
        for paragraph in (paragraphs[title], *reversed(paragraphs[max(0, title - 2) : title])):
            match = _YEAR.search(paragraph.text)
            if match:
                return Printed(match.group(1), int(match.group(1)), paragraph.where)
    years = [year for year in forms if year is not None]
    if years:
        most = Counter(year.value for year in years).most_common(1)[0][0]
        return next(year for year in years if year.value == most)
    said: dict[str, tuple[int, Location]] = {}
    for paragraph in paragraphs:
        for match in _YEAR_EVALUATED.finditer(paragraph.text):
            count, where = said.get(match.group(1), (0, paragraph.where))
            said[match.group(1)] = (count + 1, where)
    if not said:
        return None
    year_text = max(said, key=lambda y: said[y][0])
    return Printed(year_text, int(year_text), said[year_text][1])


def find_date(paragraphs: Sequence[Paragraph]) -> Printed[str] | None:
    """The date under the report, a paragraph of its own."""
    for paragraph in reversed(paragraphs):
        text = paragraph.text.strip()
        if len(text) <= 24 and _DATE.fullmatch(text):
            return Printed(text, text, paragraph.where)
    return None


def find_grade_bands(paragraphs: Sequence[Paragraph]) -> tuple[GradeBand, ...]:
    """The grades and their bands as the report defines them, best first as printed. One lone match is no definition."""
    for paragraph in paragraphs:
        if not _MAY_DEFINE.search(paragraph.text):
            continue
        for patterns in (_BANDS, _BANDS_AFTER):
            found = _bands_in(paragraph, patterns)
            if len({band.grade.text for band in found}) >= 2:
                return found
    return ()


def _bands_in(paragraph: Paragraph, patterns: tuple[tuple[str, re.Pattern[str]], ...]) -> tuple[GradeBand, ...]:
    found: list[tuple[int, int, GradeBand]] = []
    for kind, pattern in patterns:
        for match in pattern.finditer(paragraph.text):
            if any(start < match.end() and match.start() < end for start, end, _ in found):
                continue
            found.append((match.start(), match.end(), _band(kind, match, paragraph.where)))
    return tuple(band for _, _, band in sorted(found, key=lambda f: f[0]))


def _band(kind: str, match: re.Match[str], where: Location) -> GradeBand:
    grade = Printed(match["grade"], match["grade"], where)
    numbers = [Decimal(g) for g in match.groups() if g and re.fullmatch(r"\d{1,3}(?:\.\d+)?", g)]
    signs = [g for g in match.groups() if g and re.fullmatch(r"[≤<＜≥>＞]=?", g)]
    if kind == "between":
        return GradeBand(grade, numbers[0], numbers[1], signs[0] in "≤<=", signs[1] in ("≤", "<="))
    if kind == "span":
        low, high = min(numbers), max(numbers)
        return GradeBand(grade, low, high, True, not _stops_short(match.group(), high))
    if kind in ("above", "over"):
        return GradeBand(grade, numbers[0], None, not (signs and signs[0] in (">", "＞")), False)
    return GradeBand(grade, None, numbers[0], True, bool(signs) and signs[0] in ("≤", "<="))


def _stops_short(span: str, high: Decimal) -> bool:
    """Whether a span excludes its upper end: said so (不含), or said of the lower end alone that it belongs.

    "80分（含）至90分" leaves 90 to the grade above; no grade lies above full marks.
    """
    marks = {Decimal(end): mark for end, mark in _SPAN_END.findall(span)}
    upper = marks.get(high, "")
    return upper == "不含" or (not upper and high < SCORES_STATED and "含" in marks.values())


def find_overall(
    paragraphs: Sequence[Paragraph], bands: Sequence[GradeBand]
) -> tuple[Printed[Decimal] | None, Printed[str] | None]:
    """The score and the grade that the text gives the whole, in one sentence where both are said."""
    defining = {band.grade.where for band in bands}
    grade: Printed[str] | None = None
    for paragraph in paragraphs:
        if paragraph.where in defining and len(bands) >= 2:
            continue
        match = _SCORE.search(paragraph.text)
        if match:
            score = read_points(match["score"], paragraph.where)
            value = None if score is None else score.known
            if score is not None and value is not None and value <= SCORES_STATED:
                after = _GRADE_AFTER_SCORE.search(paragraph.text, match.end(), match.end() + 30)
                if after:
                    grade = Printed(after["grade"], after["grade"], paragraph.where)
                return score, grade
        if grade is None:
            alone = _GRADE_ALONE.search(paragraph.text)
            if alone:
                grade = Printed(alone["grade"], alone["grade"], paragraph.where)
    return None, grade


def find_budget_figures(paragraphs: Sequence[Paragraph]) -> tuple[BudgetFigure, ...]:
    """Amounts that the text states about the department's budget and spending, each with the words before it.

    Only sentences of several amounts that speak of budget, income or spending; an amount printed without a label
    has an empty one.
    """
    figures: list[BudgetFigure] = []
    for paragraph in paragraphs:
        text = paragraph.text
        matches = list(_AMOUNT.finditer(text))
        if len(matches) < 2:
            continue
        labels = [_label_before(text, matches, i) for i in range(len(matches))]
        if sum(1 for label in labels if _BUDGET_WORDS.search(label)) < 2:
            continue
        for match, label in zip(matches, labels, strict=True):
            amount = read_amount(match.group(), paragraph.where)
            if amount is not None:
                figures.append(BudgetFigure(Printed(label, label or None, paragraph.where), amount))
    return tuple(figures)


def _label_before(text: str, matches: list[re.Match[str]], index: int) -> str:
    start = matches[index - 1].end() if index else 0
    before = text[start : matches[index].start()]
    parts = [part for part in _BOUNDARY.split(before) if part.strip()]
    label = parts[-1] if parts else ""
    if "、" in label and index:
        label = label.rsplit("、", 1)[-1]
    label = _LABEL_LEAD.sub("", label.strip())
    return _LABEL_TAIL.sub("", label).strip()
