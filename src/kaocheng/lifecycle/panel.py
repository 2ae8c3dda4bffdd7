"""A panel of experts: who may sit on it, what each undertakes, how far their scores lie apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import mean, median, pstdev

from kaocheng.language import Text
from kaocheng.lifecycle.recheck import Row, read_score, total

LEAST = 3
SPECIALTIES: dict[str, Text] = {
    "subject": Text("行业专家", "subject expert"),
    "management": Text("管理（财务）专家", "management or finance expert"),
}
PAID_YEARS = 3  # an expert paid by the unit within so many years stands back; commonly quoted, unverified [GK]
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Spread:
    """How the scores of several experts lie. `deviation`: standard deviation over the panel as a whole (divided by the
    number of experts, for they are all there are). Rounded to hundredths; `minimum` to `maximum` as given."""

    count: int
    minimum: Decimal
    maximum: Decimal
    mean: Decimal
    median: Decimal
    deviation: Decimal

    @property
    def range(self) -> Decimal:
        return self.maximum - self.minimum


def spread(scores: Sequence[Decimal]) -> Spread | None:
    """None without scores.

    >>> found = spread([Decimal(80), Decimal(90), Decimal(91)])
    >>> [str(part) for part in (found.mean, found.median, found.deviation)]
    ['87.00', '90.00', '4.97']
    """
    if not scores:
        return None
    return Spread(
        len(scores), min(scores), max(scores), _round(mean(scores)), _round(median(scores)), _round(pstdev(scores))
    )


def spreads(rows: Sequence[Row], panel: Sequence[Mapping[str, str]]) -> dict[str, Spread]:
    """Field of a row → spread of the experts' scores; "" → that of their totals. Rows nobody scored are left out."""
    found: dict[str, Spread] = {}
    for row in rows:
        scores = [score for scores in panel if (score := read_score(scores.get(row.field, ""))) is not None]
        one = spread(scores)
        if one is not None:
            found[row.field] = one
    whole = spread([total(rows, scores) for scores in panel])
    return found if whole is None else {**found, "": whole}


def faults(specialties: Sequence[str]) -> tuple[Text, ...]:
    """What is wrong with the make-up of a panel whose experts have these specialties.

    >>> [text.en for text in faults(["subject", "subject"])][0]
    'a panel has an odd number of experts, at least 3; there are 2'
    """
    found: list[Text] = []
    if len(specialties) < LEAST or len(specialties) % 2 == 0:
        words = Text(
            "专家人数应为单数且不少于{least}人，现为{n}人",
            "a panel has an odd number of experts, at least {least}; there are {n}",
        )
        found.append(words.format(least=LEAST, n=len(specialties)))
    for code, label in SPECIALTIES.items():
        if code not in specialties:
            found.append(Text("专家组中应有{label}", "the panel needs a {label}").format(label=label))
    return tuple(found)


def undertaking(project: str, unit: str) -> Text:
    """What an expert signs before he scores."""
    words = Text(
        "本人受聘参加“{project}”（实施单位：{unit}）的绩效评审，郑重承诺：\n"
        "一、独立、客观、公正评审，不受任何单位和个人干预，独立打分并对评审意见负责；\n"
        "二、与被评单位及其主管部门无隶属关系，近{years}年内未在该单位任职、未从该单位领取报酬，无其他可能影响公正评审的利害关系；"
        "如有上述情形，主动申请回避；\n"
        "三、对评审中知悉的资料、数据和评审情况保密，未经批准不对外提供、不公开；\n"
        "四、不收受被评单位及相关人员的礼品、礼金、有价证券和宴请；\n"
        "五、认真审阅材料，如实记录，评审意见准确、有据。",
        "I take part in the evaluation of “{project}” (unit: {unit}) and undertake:\n"
        "1. to score independently, objectively and fairly, free of interference, and to answer for my opinion;\n"
        "2. that I do not belong to the unit or its department, have not worked for it nor been paid by it within"
        " {years} years, and have no other interest; where I have, I stand back;\n"
        "3. to keep confidential what I learn, and to disclose nothing without permission;\n"
        "4. to accept no gifts, money, securities or hospitality from the unit or its people;\n"
        "5. to read carefully, to record truthfully, and to give an opinion that is accurate and founded.",
    )
    return words.format(project=project, unit=unit, years=PAID_YEARS)


def _round(value: Decimal) -> Decimal:
    return value.quantize(_HUNDREDTH, ROUND_HALF_UP)
