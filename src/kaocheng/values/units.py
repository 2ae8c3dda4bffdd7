"""Units of measurement: which words are units, which belong together, and conversion between them.

A unit is kept as printed everywhere; this module only understands it: 萬元 and 万元 are the same money.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from kaocheng.values.spelling import simplify, widen

_MAGNITUDES = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
}

#: Money in 元. A bare 万 or 亿 is money here, since people say 250万 of amounts; traditional spellings included.
MONEY_FACTORS: dict[str, Decimal] = {
    spelling: Decimal(factor)
    for word, factor in {
        **{f"{magnitude}元": factor for magnitude, factor in _MAGNITUDES.items()},
        **{f"{magnitude}元人民币": factor for magnitude, factor in _MAGNITUDES.items()},
        **{f"人民币{magnitude}元": factor for magnitude, factor in _MAGNITUDES.items()},
        **{magnitude: factor for magnitude, factor in _MAGNITUDES.items() if factor >= 10_000},
    }.items()
    for spelling in {
        word,
        word.replace("万", "萬").replace("亿", "億"),
        word.replace("万", "萬").replace("亿", "億").replace("元", "圓"),
        word.replace("元", "圆"),
    }
}

# Families: every unit in terms of the first one, exactly. 亩 is the base of areas because 1 m² is exactly 0.0015 亩.
_FAMILIES: tuple[dict[str, str], ...] = (
    {"元": "1", "圆": "1", "元人民币": "1", "人民币元": "1", "角": "0.1"},
    {"%": "1", "百分比": "1", "‰": "0.1", "千分比": "0.1", "成": "10"},
    {"个百分点": "1", "百分点": "1"},
    {"秒": "1", "秒钟": "1", "s": "1", "分钟": "60", "min": "60", "小时": "3600", "个小时": "3600", "h": "3600"}
    | {"天": "86400", "日": "86400", "周": "604800", "星期": "604800", "个星期": "604800"},
    {"个工作日": "1", "工作日": "1"},
    {"月": "1", "个月": "1", "季度": "3", "个季度": "3", "年": "12", "周年": "12"},
    {"米": "1", "m": "1", "毫米": "0.001", "mm": "0.001", "厘米": "0.01", "公分": "0.01", "cm": "0.01", "分米": "0.1"}
    | {"公里": "1000", "千米": "1000", "km": "1000", "延米": "1", "延长米": "1"},
    {"公斤": "1", "千克": "1", "kg": "1", "斤": "0.5", "市斤": "0.5", "克": "0.001", "g": "0.001", "毫克": "0.000001"}
    | {"mg": "0.000001", "吨": "1000", "t": "1000", "公吨": "1000"},
    {"亩": "1", "平方米": "0.0015", "平方": "0.0015", "平米": "0.0015", "㎡": "0.0015", "m²": "0.0015", "m2": "0.0015"}
    | {"公顷": "15", "顷": "100", "平方公里": "1500", "平方千米": "1500", "km²": "1500", "km2": "1500"},
    {"立方米": "1", "立方": "1", "方": "1", "m³": "1", "m3": "1", "升": "0.001", "l": "0.001", "毫升": "0.000001"}
    | {"ml": "0.000001"},
    {"千瓦时": "1", "度": "1", "kwh": "1", "kw·h": "1", "兆瓦时": "1000"},
    {"千瓦": "1", "kw": "1", "瓦": "0.001", "兆瓦": "1000", "mw": "1000"},
    {"M": "1", "MB": "1", "G": "1024", "GB": "1024", "T": "1048576", "TB": "1048576"},
    {"人": "1", "名": "1", "位": "1", "人数": "1"},
    {"户": "1", "家庭": "1", "户数": "1"},
    {"人次": "1", "人·次": "1", "人次数": "1"},
    {"次": "1", "次数": "1"},
    {"个": "1", "个数": "1"},
    {"台套": "1", "台(套)": "1", "台/套": "1"},
)

# Counting words that convert to nothing else.
_COUNTERS = """
    项 件 套 份 篇 期 场 起 例 宗 批 家 所 座 处 间 栋 幢 层 台 辆 艘
    架 只 头 匹 羽 尾 株 棵 颗 粒 丛 盆 条 根 支 把 张 块 片 幅 面 盏
    部 本 册 卷 页 字 首 集 节 课时 学时 课 门 类 种 组 队 班 团 届 轮
    遍 回 趟 步 段 级 档 代 岁 分 点 声 口 眼 孔 道 扇 樘 副 双 对 床
    桌 顿 餐 瓶 桶 箱 袋 包 盒 筒 罐 车 车次 班次 场次 批次 趟次 台次 架次
    件次 频次 标段 站 线 路 通 封 则 帧 单 枚 款 笔 案 案件 村 镇 乡 县
    区 市 省 社区 街道 校 生 学生 学年 学期 生源 人天 人日 人月 人年 航次
    航时 架时 工日 台班 小区 网点 站点 点位 路段 倍 分贝 db ℃ 度电 兆 hz
    mpa kpa pa 微克 μg ug 吨标准煤 吨标煤 千字 公担 担 环 厂 户次
    家次 项次 户数 例次 份次 人份 剂 剂次 针 针次 支次 张次 列 组件 头次 头份
    立方厘米 平方厘米 mm² cm² 篇次 幅次 门次 条次 期次 册次 辆次 艘次 只次
    处次 座次 标准吨 标准箱 teu mbps gbps kbps v kv kva 人民币 美元 欧元 港元 英镑 日元
""".split()  # noqa: SIM905 - a list of words is read as words

_FACTORS: dict[str, tuple[int, Decimal]] = {
    word: (number, Decimal(factor)) for number, family in enumerate(_FAMILIES) for word, factor in family.items()
}
_WORDS = sorted({*_FACTORS, *_COUNTERS} - {"元", ""}, key=len, reverse=True)
_MAGNITUDE = "(?:十万|百万|千万|万|亿|千|百)"
_WORD = "|".join(map(re.escape, [*_WORDS, "元"]))
#: One word of a unit, with its magnitude: 万人次, 千元, km, and a bare 万.
SIMPLE = rf"(?:(?:{_WORD})|{_MAGNITUDE}(?:{_WORD})|[千百]?万|[千百]?亿)"
# Where a unit may end. The groups are atomic: a unit is read one way only, in linear time.
_END = r"(?=[/*·×•每,;。()]|以|及|左右|范围|之内|内|$)"
_PART = rf"(?>{_MAGNITUDE}?(?:(?:{_WORD}){_END}|[\u4e00-\u9fff]{{1,4}}?{_END}|(?:{_WORD})))"
_PER = rf"(?>[/*·×•每]{_PART}|/\([^()\d\s]{{1,12}}\)|[.](?:{_WORD}){_END})"
#: A whole unit: 元/人*月, 元/月/人, /亩, 万/月. What stands behind a slash may be any short word.
COMPOUND = rf"(?:(?>{SIMPLE})(?>{_PER}{{0,4}})|(?>{_PER}{{1,4}}))"
_COMPOUND = re.compile(COMPOUND, re.IGNORECASE)
_SIMPLE = re.compile(rf"(?P<magnitude>{_MAGNITUDE})?(?P<word>.+)")
_PARTS = re.compile(r"([/*·×•.]|每)")


def is_money(unit: str | None) -> bool:
    """Whether a unit is an amount of money: a key of `MONEY_FACTORS`."""
    return unit in MONEY_FACTORS


def plain_unit(unit: str) -> str:
    """A unit without the accidents of print: half width, simplified, no blanks."""
    return "".join(simplify(widen(unit)).split())


@lru_cache(maxsize=2048)
def is_unit(unit: str) -> bool:
    """Whether a text is a unit we know, alone or compound."""
    return _COMPOUND.fullmatch(plain_unit(unit)) is not None


@lru_cache(maxsize=2048)
def _resolve(unit: str) -> tuple[Decimal, tuple[str, ...]]:
    """A unit as a factor and the bases of its parts: 万元/公里 is (10, ("元", "/", "米"))."""
    factor, bases, divides = Decimal(1), [], False
    for part in _PARTS.split(plain_unit(unit)):
        if part in ("/", "每"):
            bases.append("/")
            divides = True
        elif part in ("*", "·", "×", "•", "."):
            bases.append("*")
        elif part:
            size, base = _resolve_word(part)
            factor = factor / size if divides else factor * size
            bases.append(base)
    return factor, tuple(bases)


def _resolve_word(word: str) -> tuple[Decimal, str]:
    if word in MONEY_FACTORS:
        return MONEY_FACTORS[word], "元"
    for spelling in (word, word.lower(), word.upper()):
        if spelling in _FACTORS:
            number, factor = _FACTORS[spelling]
            return factor, next(iter(_FAMILIES[number]))
    match = _SIMPLE.fullmatch(word)
    if match and match["magnitude"]:
        factor, base = _resolve_word(match["word"])
        return factor * _MAGNITUDES[match["magnitude"]], base
    return Decimal(1), word


def convert(value: Decimal, from_unit: str, to_unit: str) -> Decimal | None:
    """`value` in another unit of the same family; None where there is no fixed factor (天 and 月, 个 and 次).

    >>> convert(Decimal("1.2"), "万亩", "亩")
    Decimal('12000.0')
    >>> convert(Decimal(3), "天", "月") is None
    True
    """
    factor, bases = _resolve(from_unit)
    other_factor, other_bases = _resolve(to_unit)
    if bases != other_bases:
        return None
    return value if factor == other_factor else value * factor / other_factor
