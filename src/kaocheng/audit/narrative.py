"""Amounts of money in running text: which belong together, and what a sentence claims about them.

Rules get amounts with the words before them, breakdowns (a whole and its parts) and shares (a percentage of a whole).
What a sentence does not claim is left alone: an incomplete list of parts is no breakdown, a number of people no amount.
Nothing here judges; a breakdown that adds up is returned like one that does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate

from kaocheng.audit.once import once
from kaocheng.documents import Paragraph
from kaocheng.model import Report
from kaocheng.provenance import Location
from kaocheng.values.units import MONEY_FACTORS

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,8})?|\d{1,15}(?:\.\d{1,8})?"
_AMOUNT = re.compile(
    rf"(?P<before>约|近|逾|超过?|不少于|不低于|不超过|至少)?[ \u3000]?(?<![\d.,A-Za-z])(?P<number>{_NUMBER})[ \u3000]?"
    r"(?P<more>[余多])?(?P<unit>亿元|千万元|百万元|万元|千元|元)(?![/／每])(?P<after>左右|以上|以内|以下|上下)?"
)
_PERCENT = rf"(?P<about>约|近)?[ \u3000]?(?P<number>{_NUMBER})[ \u3000]?%"
_SHARE = re.compile(
    rf"占(?P<whole>[^，,。；;：:、\d%占]{{0,16}}?)(?:的?(?:比例|比重|百分比)?(?:分别)?[为达]?)[ \u3000]?{_PERCENT}"
)
_EXECUTION = re.compile(rf"执行率(?:为|达到|达|是|[:：])?[ \u3000]?{_PERCENT}")
_MARKER = re.compile(r"其中|主要(?:用于|包括|是|为)|包括|包含|分别(?:用于|为|是)|具体(?:为|是)|分为")
_LABEL_START = re.compile(r"[，,。；;：:、（(！？]")
_LEADING = re.compile(r"^(?:其中|主要(?:用于|包括|是|为)|包括|包含|分别(?:用于|为|是)?|具体(?:为|是)|分为|以及)+")
_TRAILING = re.compile(r"(?:为|是|达|约|[ \u3000])+$")
_NOT_A_PART = re.compile(r"[比较]|同比|增[加长]|减少|上年(?!结转)|去年|剩余|尚|平均|人均|每|占")
_TOTAL_LAST = re.compile(r"合计|共计|总计|总共")
_SENTENCE_END = re.compile(r"[。！？!?]")
_FULL_WIDTH = {0xFF05: "%", 0xFF0E: ".", 0xFF0C: "，"} | {0xFF10 + n: str(n) for n in range(10)}

_LONGEST = 20_000  # characters of one paragraph that are looked at
_MOST = 60  # amounts of one paragraph whose groupings are tried
_MARKED_NEARNESS = Decimal("0.02")  # a list of parts this near its whole was meant to be complete
_BARE_NEARNESS = Decimal("0.001")  # the same where no word announces the parts
_BARE_UNITS = 5  # and never further off than this many units of the last printed place
_COMPLETE_PAIRS = (("人员", "公用"), ("基本支出", "项目支出"))


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money as a sentence prints it. `value` in `unit`; `label`: the words before it, "" where none stand.

    `approximate`: 约, 余, 左右 and the like. `start`, `end`: characters of the paragraph.
    """

    text: str
    label: str
    value: Decimal
    unit: str
    places: int
    approximate: bool
    start: int
    end: int

    @property
    def yuan(self) -> Decimal:
        return self.value * MONEY_FACTORS[self.unit]

    @property
    def last_place(self) -> Decimal:
        """What one unit of the last printed place is worth, in 元: 100 for 9.88万元."""
        return MONEY_FACTORS[self.unit].scaleb(-self.places)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A whole and the parts a sentence gives of it, in printed order."""

    whole: Amount
    parts: tuple[Amount, ...]

    @property
    def approximate(self) -> bool:
        return self.whole.approximate or any(part.approximate for part in self.parts)

    @property
    def total(self) -> Decimal:
        """Σ parts, in the unit of the whole."""
        return sum((part.yuan for part in self.parts), Decimal(0)) / MONEY_FACTORS[self.whole.unit]

    @property
    def last_place(self) -> Decimal:
        """The coarser of the last place of the whole and the finest last place of the parts, in the unit of the whole.

        Whole numbers among decimals are exact amounts more often than rounded ones, so the finest part counts.
        """
        finest = min(part.last_place for part in self.parts)
        return max(self.whole.last_place, finest) / MONEY_FACTORS[self.whole.unit]


@dataclass(frozen=True, slots=True)
class Share:
    """ "A …, 占 whole 的 P%": `percent` as printed (75.31), `part` and `whole` the amounts it speaks of."""

    text: str
    percent: Decimal
    places: int
    approximate: bool
    part: Amount
    whole: Amount


@dataclass(frozen=True, slots=True)
class StatedExecution:
    """An execution rate stated in one sentence with one expenditure and one or more budgets it could refer to."""

    text: str
    percent: Decimal
    places: int
    approximate: bool
    executed: Amount
    budgets: tuple[Amount, ...]


@once
def paragraphs(report: Report) -> tuple[Paragraph, ...]:
    """The visible paragraphs of the running text; none where the report was typed in."""
    if report.document is None:
        return ()
    return tuple(p for p in report.document.paragraphs() if not p.hidden and p.text.strip())


@once
def text_of(report: Report) -> str:
    """The whole running text, one paragraph a line."""
    return "\n".join(paragraph.text for paragraph in paragraphs(report))


@once
def figures(report: Report) -> tuple[tuple[Location, tuple[Amount, ...]], ...]:
    """Amounts by paragraph, with the place of the paragraph."""
    found = ((paragraph.where, amounts(paragraph.text)) for paragraph in paragraphs(report))
    return tuple((where, printed) for where, printed in found if printed)


@lru_cache(maxsize=2048)
def amounts(paragraph: str) -> tuple[Amount, ...]:
    """Every amount of money in a paragraph, in order. Prices (元/册) are none.

    >>> [(a.label, a.value, a.unit) for a in amounts("全年支出37.44万元，其中：办公费3,500元，单价45元/册")]
    [('全年支出', Decimal('37.44'), '万元'), ('办公费', Decimal('3500'), '元')]
    """
    if "元" not in paragraph:
        return ()
    text = paragraph[:_LONGEST].translate(_FULL_WIDTH)
    found: list[Amount] = []
    end = 0
    for match in _AMOUNT.finditer(text):
        number = match["number"]
        found.append(
            Amount(
                text=match.group("number") + match["unit"],
                label=_label(text[end : match.start()]),
                value=Decimal(number.replace(",", "")),
                unit=match["unit"],
                places=len(number.partition(".")[2]),
                approximate=bool(match["before"] or match["more"] or match["after"]),
                start=match.start(),
                end=match.end(),
            )
        )
        end = match.end()
    return tuple(found)


def _label(words: str) -> str:
    words = _LABEL_START.split(words)[-1].strip(" \u3000\t\n）)")
    return _TRAILING.sub("", _LEADING.sub("", words))


@lru_cache(maxsize=2048)
def breakdowns(paragraph: str) -> tuple[Breakdown, ...]:
    """Wholes and their parts, innermost first; each amount is a part at most once.

    Taken as a breakdown: parts after 其中, 包括, 主要是 … that come within 2 % of the whole (a shorter list is a
    selection); the amounts before a 合计; 人员 + 公用 and 基本支出 + 项目支出, which are complete by definition; and
    parts without any such word when they miss the whole by no more than five units of the last place. Amounts in
    brackets belong to the amount before.
    """
    text = paragraph[:_LONGEST].translate(_FULL_WIDTH)
    left = list(amounts(paragraph)[:_MOST])
    if len(left) < 3:
        return ()
    found: list[Breakdown] = []

    def take(whole: Amount, parts: list[Amount]) -> None:
        found.append(Breakdown(whole, tuple(parts)))
        for part in parts:
            left.remove(part)

    for opening, closing in _brackets(text):
        inside = [a for a in left if opening < a.start < closing]
        whole = next((a for a in reversed(left) if a.end <= opening and opening - a.end <= 2), None)
        if whole is not None and len(inside) > 1 and _is_near(whole, inside, _MARKED_NEARNESS):
            take(whole, inside)
        for amount in inside:
            if amount in left:
                left.remove(amount)
    for marker in reversed(list(_MARKER.finditer(text))):
        whole = next((a for a in reversed(left) if a.end <= marker.start()), None)
        if whole is None or _SENTENCE_END.search(text, whole.end, marker.start()) or marker.start() - whole.end > 24:
            continue
        parts = _listed_parts(text, marker.start(), left)
        if (chosen := _choose(text, whole, parts)) is not None:
            take(whole, chosen)
    for total in [a for a in left if _TOTAL_LAST.search(a.label)]:
        before = left[: left.index(total)]
        before = [a for a in before if not _SENTENCE_END.search(text, a.end, total.start)]
        runs = [before[-count:] for count in range(2, len(before) + 1)]
        close = [run for run in runs if _is_near(total, run, _MARKED_NEARNESS)]
        if close:
            take(total, min(close, key=lambda run: _missing(total, run)))
    for whole in reversed(list(left)):
        if whole not in left:
            continue
        after = left[left.index(whole) + 1 :]
        sums = list(accumulate(part.yuan for part in after))
        exact = next((n for n, summed in enumerate(sums, 1) if n > 1 and summed == whole.yuan), None)
        near = next(
            (n for n in range(2, len(after) + 1) if _is_near(whole, after[:n], _BARE_NEARNESS, _BARE_UNITS)), None
        )
        first = exact or near or (2 if _is_complete_pair(whole, after[:2]) else 0)
        if first:
            take(whole, after[:first])
    return tuple(found)


def _brackets(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"[（(][^（()）]{0,400}[)）]", text)]


def _listed_parts(text: str, start: int, left: list[Amount]) -> list[Amount]:
    """What a marker announces: the amounts up to the end of the sentence or to the first that is a comparison."""
    parts: list[Amount] = []
    for amount in left:
        if amount.start < start:
            continue
        if _SENTENCE_END.search(text, start, amount.start) or _NOT_A_PART.search(amount.label):
            break
        parts.append(amount)
    return parts


def _choose(text: str, whole: Amount, parts: list[Amount]) -> list[Amount] | None:
    """The leading parts that make up the whole: exactly, or else nearest."""
    sums = list(accumulate(part.yuan for part in parts))
    for count, total in enumerate(sums, 1):
        if total == whole.yuan:
            return parts[:count]
    clause = [part for part in parts if not re.search("[；;]", text[parts[0].start : part.start])]
    candidates = [c for c in (parts, clause) if len(c) > 1 and _is_near(whole, c, _MARKED_NEARNESS)]
    candidates += [parts[:n] for n in range(2, len(parts)) if _is_near(whole, parts[:n], _BARE_NEARNESS, _BARE_UNITS)]
    if candidates:
        return min(candidates, key=lambda c: _missing(whole, c))
    return parts[:2] if _is_complete_pair(whole, parts[:2]) else None


def _is_near(whole: Amount, parts: list[Amount], share: Decimal, units: int | None = None) -> bool:
    if whole.yuan <= 0:
        return False
    missing = _missing(whole, parts)
    return missing <= whole.yuan * share and (units is None or missing <= whole.last_place * units)


def _missing(whole: Amount, parts: list[Amount]) -> Decimal:
    return abs(sum((part.yuan for part in parts), Decimal(0)) - whole.yuan)


def _is_complete_pair(whole: Amount, parts: list[Amount]) -> bool:
    """Personnel and operating cost make up basic expenditure, basic and project expenditure the total: nothing else."""
    if len(parts) != 2 or any(part.yuan > whole.yuan * 2 for part in parts):
        return False
    first, second = (part.label for part in parts)
    for one, other in _COMPLETE_PAIRS:
        if (one in first and other in second) or (other in first and one in second):
            return "基本支出" in whole.label if one == "人员" else not re.search("人员|公用|项目", whole.label)
    return False


@lru_cache(maxsize=2048)
def shares(paragraph: str) -> tuple[Share, ...]:
    """ "占总支出的75.31%" with the amount it stands after and the whole it names.

    The whole is the last earlier amount, not smaller than the part, whose label shares a word (支出, 收入, 预算 …) with
    the words after 占; where no label does, the only earlier amount. Without one, there is no share to check.
    """
    text = paragraph[:_LONGEST].translate(_FULL_WIDTH)
    printed = amounts(paragraph)
    found = []
    for match in _SHARE.finditer(text) if "占" in text and printed else ():
        part = next((a for a in reversed(printed) if a.end <= match.start()), None)
        if part is None or re.search(r"[。！？；;\d]", text[part.end : match.start()]) or match.start() - part.end > 16:
            continue
        whole = _whole_of(match["whole"], part, printed)
        if whole is not None:
            number = match["number"]
            places = len(number.partition(".")[2])
            vague = bool(match["about"]) or part.approximate or whole.approximate
            found.append(Share(f"{number}%", Decimal(number.replace(",", "")), places, vague, part, whole))
    return tuple(found)


def _whole_of(words: str, part: Amount, printed: tuple[Amount, ...]) -> Amount | None:
    earlier = [a for a in printed if a.end <= part.start and a.yuan >= part.yuan and a.yuan > 0]
    for word in ("支出", "收入", "预算", "资金", "经费", "投资"):
        if word in words:
            named = [a for a in earlier if word in a.label]
            totals = [a for a in named if re.search("总|全|部门|本年|年", a.label)]
            if named:
                return (totals or named)[-1]
    return earlier[0] if len(earlier) == 1 else None


@lru_cache(maxsize=2048)
def stated_executions(paragraph: str) -> tuple[StatedExecution, ...]:
    """ "预算50万元，支出47.3万元，执行率94.6%": one expenditure, its budgets, and the rate, all in one sentence."""
    text = paragraph[:_LONGEST].translate(_FULL_WIDTH)
    found = []
    for match in _EXECUTION.finditer(text) if "执行率" in text else ():
        begin = max((m.end() for m in _SENTENCE_END.finditer(text, 0, match.start())), default=0)
        here = [a for a in amounts(paragraph) if begin <= a.start and a.end <= match.start()]
        spent = [a for a in here if re.search("支出|执行|决算|完成|使用|支付", a.label) and not _is_budget(a)]
        budgets = tuple(a for a in here if _is_budget(a) and a.yuan > 0)
        if len(spent) == 1 and budgets:
            number = match["number"]
            vague = bool(match["about"]) or spent[0].approximate or any(b.approximate for b in budgets)
            places = len(number.partition(".")[2])
            percent = Decimal(number.replace(",", ""))
            found.append(StatedExecution(f"{number}%", percent, places, vague, spent[0], budgets))
    return tuple(found)


def _is_budget(amount: Amount) -> bool:
    return bool(re.search("预算|安排|下达|到位|批复", amount.label)) and not re.search(
        "预算执行|执行数|决算", amount.label
    )
