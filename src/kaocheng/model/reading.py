"""From the text of a cell to a printed field.

One home for "what does this cell say", used by extraction, by the web form and by the test cases, so that a form typed
in and the same form read from a file mean the same. Returns None for an empty cell.
"""

from __future__ import annotations

import re
from decimal import Decimal

from kaocheng.language import Text
from kaocheng.model.form import FundingKind
from kaocheng.provenance import NOWHERE, Location, Printed, Unreadable
from kaocheng.values import Kind, Value, parse_number, parse_value
from kaocheng.values.units import MONEY_FACTORS, is_money

BLANK = " \t\n\r\u3000\u00a0"
_DASHES = frozenset("-—－–―/／\\一无")  # a lone 一 in a number cell is a misread dash
_HUNDRED = Decimal(100)


def read_text(text: str, where: Location = NOWHERE) -> Printed[str] | None:
    """A cell of words."""
    text = text.strip(BLANK)
    return Printed(text, text, where) if text else None


def read_amount(text: str, where: Location = NOWHERE, amount_unit: str = "万元") -> Printed[Decimal] | None:
    """An amount of money, in `amount_unit`. A unit printed in the cell ("4753.66万元", "250万") is converted."""
    return _read_number(text, where, amount_unit)


def read_points(text: str, where: Location = NOWHERE) -> Printed[Decimal] | None:
    """A weight or a score: "10", "10 分", "22.5"; a percent sign is dropped, since weights add to 100."""
    return _read_number(text, where, None)


def read_rate(text: str, where: Location = NOWHERE) -> Printed[Decimal] | None:
    """A rate as a fraction: "58%" is 0.58. Without a sign, a number above 1.5 is a percentage ("100" is 1)."""
    text = text.strip(BLANK)
    if not text:
        return None
    if _is_dash(text):
        return Printed(text, None, where)
    parsed = parse_value(text, role="actual")
    if parsed.kind is not Kind.QUANTITY or parsed.value is None or parsed.unit not in (None, "%", "‰"):
        return Printed(text, Unreadable(Text("不是比率", "not a rate")), where)
    if parsed.unit == "‰":
        return Printed(text, parsed.value / 1000, where)
    if parsed.unit == "%" or abs(parsed.value) > Decimal("1.5"):
        return Printed(text, parsed.value / _HUNDRED, where)
    return Printed(text, parsed.value, where)


def read_target(
    text: str,
    where: Location = NOWHERE,
    *,
    unit_column: str | None = None,
    direction_column: str | None = None,
    role: str = "target",
    level2: str | None = None,
) -> Printed[Value] | None:
    """A target or actual value, read together with the cells beside it."""
    text = text.strip(BLANK)
    if not text:
        return None
    value = parse_value(text, unit_column=unit_column, direction_column=direction_column, role=role, level2=level2)
    return Printed(text, None if value.kind is Kind.EMPTY else value, where)


def decimals_of(text: str) -> int:
    """How many decimal places a number is printed with: 2 for "99.99%", 0 for "58%"."""
    match = re.search(r"\d[.．](\d+)", text)
    return len(match.group(1)) if match else 0


# More specific words first: 其他财政资金 is fiscal, 财政专户 is not plain fiscal money.
_FUNDING_WORDS: tuple[tuple[str, FundingKind], ...] = (
    (r"总额|总预算|^合计|^预算数|^到位数|^执行数|^预算安排|^预算资金|^资金合计|^小计", FundingKind.TOTAL),
    (r"专户", FundingKind.FISCAL_ACCOUNT),
    (r"结转|结余", FundingKind.CARRYOVER),
    (r"上级|中央|省、市|省市补助|转移支付", FundingKind.SUPERIOR),
    (r"单位资金|自有|自筹|事业收入|经营", FundingKind.UNIT_FUNDS),
    (r"其他|其它|社会|贷款", FundingKind.OTHER),
    (r"财政|拨款|一般公共预算|[省市县区镇乡]级|地方", FundingKind.CURRENT_APPROPRIATION),
)


def funding_kind(label: str) -> FundingKind:
    """Which money a row label speaks of; `OTHER` where no word is known."""
    words = re.sub(r"[\s\u3000:：]|其中[:：]?|^[\d一二三四五六]+[.、．]", "", label)
    return next((kind for pattern, kind in _FUNDING_WORDS if re.search(pattern, words)), FundingKind.OTHER)


def _is_dash(text: str) -> bool:
    return all(ch in _DASHES for ch in text)


def _read_number(text: str, where: Location, amount_unit: str | None) -> Printed[Decimal] | None:
    text = text.strip(BLANK)
    if not text:
        return None
    if _is_dash(text):
        return Printed(text, None, where)
    number = parse_number(text)
    if number is None:
        return Printed(text, Unreadable(Text("不是单一数字", "not a single number")), where)
    value, unit = number
    if amount_unit is not None and unit is not None:
        if not is_money(unit):
            return Printed(text, Unreadable(Text("不是金额", "not an amount of money")), where)
        value = value * MONEY_FACTORS[unit] / MONEY_FACTORS[amount_unit]
    return Printed(text, value, where)
