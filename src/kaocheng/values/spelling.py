"""The spellings of one text: full width, traditional characters, pinyin debris.

Web pages converted to traditional characters by a machine print the reading behind some of them: 個(gè), 達(dá)成.
The grammar understands all of these and still reports units as they are printed, so a `Spelling` carries both texts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# U+FF01..FF5E are the full-width forms of ASCII; the others are look-alikes.
_WIDTH: dict[int, int | str | None] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_WIDTH |= {ord("\u3000"): " ", ord("\u00a0"): " ", ord("﹪"): "%", ord("﹣"): "-", ord("−"): "-", ord("﹢"): "+"}
_WIDTH |= dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD))  # invisible

# Only characters the grammar has words for: counting words, comparators, dates.
_TRADITIONAL = (
    "萬億畝個過於達內時間為無戶輛條項頭隻張種場處門週噸釐圓歲級層棟縣鄉鎮實際數標準額預價錢號後進開對務費業農園員產動學師醫單"
    "組織網線點題類書冊記錄檢驗護設備機構橋塊雙領僅節課臺顆艘盤幀從應將確顯優齊終畢給發須負擔約餘匹圖審結執陣總計劃報絕斷續運"
    "轉啟幾隊艙筆鍾鐘戰樁採購顧遲長圍範較"
)
_SIMPLIFIED = (
    "万亿亩个过于达内时间为无户辆条项头只张种场处门周吨厘元岁级层栋县乡镇实际数标准额预价钱号后进开对务费业农园员产动学师医单"
    "组织网线点题类书册记录检验护设备机构桥块双领仅节课台颗艘盘帧从应将确显优齐终毕给发须负担约余匹图审结执阵总计划报绝断续运"
    "转启几队舱笔钟钟战桩采购顾迟长围范较"
)
_SCRIPT = str.maketrans(_TRADITIONAL, _SIMPLIFIED)

_ENTITIES = (("&amp;", "&"), ("&gt;", ">"), ("&lt;", "<"), ("&ge;", "≥"), ("&le;", "≤"), ("&nbsp;", " "))
_DEBRIS = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿê]{1,6}\)")
_KEEPS_ASCII_UNIT = re.compile(r"\((?:km|cm|mm|kg|m|g|t|h|kw|kwh|mg|ml|l)\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spelling:
    """One text in two spellings.

    `printed`: full-width forms made half width, blanks at both ends removed. `plain`: also simplified characters,
    without debris and without blanks, except between two digits, where a blank parts two numbers.
    `origin[i]`: where character i of `plain` stands in `printed`; one entry more than characters.
    """

    printed: str
    plain: str
    origin: tuple[int, ...]

    def cut(self, start: int, end: int) -> str:
        """The printed text behind `plain[start:end]`, without inner blanks."""
        return "".join(self.printed[self.origin[start] : self.origin[end]].split())


def widen(text: str) -> str:
    """Half-width forms of full-width ASCII, invisible characters dropped.

    >>> widen("９８．５％")
    '98.5%'
    """
    return text.translate(_WIDTH)


def _unescape(text: str) -> str:
    """Comparison signs that a web page printed as entities."""
    if "&" in text:
        for entity, sign in _ENTITIES:
            text = text.replace(entity, sign)
    return text


def simplify(text: str) -> str:
    """Simplified characters for the words the grammar knows, without debris."""
    return _DEBRIS.sub(_keep_units, text).translate(_SCRIPT)


def _keep_units(match: re.Match[str]) -> str:
    return match.group() if _KEEPS_ASCII_UNIT.fullmatch(match.group()) else ""


@lru_cache(maxsize=4096)
def spell(text: str) -> Spelling:
    """Both spellings of a cell."""
    printed = widen(_unescape(text)).strip()
    if printed.isascii() and " " not in printed and "(" not in printed and not any(ch.isspace() for ch in printed):
        return Spelling(printed, printed, tuple(range(len(printed) + 1)))
    debris = [m.span() for m in _DEBRIS.finditer(printed) if not _KEEPS_ASCII_UNIT.fullmatch(m.group())]
    dropped = {i for start, end in debris for i in range(start, end)}
    kept = [i for i in range(len(printed)) if i not in dropped and not _joins(printed, i)]
    plain = "".join(printed[i] if not printed[i].isspace() else " " for i in kept).translate(_SCRIPT)
    return Spelling(printed, plain, (*kept, len(printed)))


def _joins(text: str, i: int) -> bool:
    """A blank that parts nothing: dropped, and so is all but the last blank between two digits."""
    if not text[i].isspace():
        return False
    before = text[:i].rstrip()[-1:]
    after = text[i + 1 : i + 2]
    return not (before.isdigit() and after.isdigit())
