"""Numbers of official documents (文号): 机关代字〔年份〕序号号, and how a text misspells them.

The code names the issuing body (财预, 冀政办发); the year stands in hexagonal brackets with all its digits, the serial
number without leading zeros and without 第.

Source: GB/T 9704-2012, 7.2.5 (recalled); which codes party and government bodies use: general knowledge, unverified.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_HAN = "\u4e00-\u9fff"
_OPEN, _CLOSE = "〔﹝【[［（(〈<《{｛", "〕﹞】]］）)〉>》}｝"
_RIGHT = "〔〕﹝﹞"
_BRACKETED = re.compile(
    rf"(?P<code>[{_HAN}]{{1,16}})\s?(?P<open>[{re.escape(_OPEN)}])\s*(?P<year>\d{{2}}|(?:19|20)\d\d)\s*年?"
    rf"\s*(?P<close>[{re.escape(_CLOSE)}])\s*(?P<ordinal>第)?\s*(?P<serial>\d{{1,5}})\s*号"
)
# Without brackets a number is only known behind the title it belongs to: 《…》（财预2020年10号）.
_BARE = re.compile(
    rf"》\s*[（(]\s*(?P<code>[{_HAN}]{{2,10}}?)(?:(?P<year>(?:19|20)\d\d)\s*年?[-－—\s]?)?(?P<ordinal>第)?\s*(?P<serial>\d{{1,4}})\s*号\s*[)）]"
)
_LEAD = re.compile(
    r"^.*(?:根据|按照|依据|依照|贯彻|落实|执行|印发|下发|转发|发布|关于|以及|参照|文件|通知|见|为|和|与|及|由|的|号|即|等)"
)
_NO_CODE = re.compile(r"(?:合同|协议|编号|图|招|采购|标|项目|楼|室|初|终|执|判|令|公告|通告|公报|证|字第|第)$")
_ORDER = re.compile(r"(?:令|公告|通告)$")
_LONGEST_CODE = 9
_BODY_BEFORE = re.compile(rf"(?P<body>[{_HAN}、]{{2,40}})《(?P<title>[^《》]{{4,90}})》\s*[（(]\s*$")
_TITLE_BEFORE = re.compile(r"《(?P<title>[^《》]{4,90})》\s*[（(]\s*$")
_VERB = re.compile(
    r"^.*(?:贯彻|落实|根据|按照|依据|依照|参照|执行|学习|印发|下发|出台|转发|遵循|制定了?|严格按|认真|对照|结合|围绕)"
)
_JOINT = re.compile(r"等[一二三四五六七八九十\d]*(?:个)?(?:部门|单位)?$|联合|会同|[、和及]|(?:局|厅|部|委|办)\s")


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A number as printed. `faults`: of "brackets", "year" (missing or short), "ordinal" (第), "zeros".

    `right`: how it should be printed, "" where the year is not known. `body`: who is said to have issued it,
    from the words before the title or the beginning of the title; "" where nothing says so.
    """

    text: str
    code: str
    year: str
    serial: str
    faults: tuple[str, ...]
    right: str
    body: str


@lru_cache(maxsize=1024)
def document_numbers(text: str) -> tuple[DocumentNumber, ...]:
    """The document numbers of a closed-up text, in order.

    >>> [(n.text, n.faults, n.right) for n in document_numbers("《实施意见》（元发【2019】7号）")]
    [('元发【2019】7号', ('brackets',), '元发〔2019〕7号')]
    >>> document_numbers("国务院令第729号")
    ()
    """
    if "号" not in text:
        return ()
    found: list[tuple[int, DocumentNumber]] = []
    for match in _BRACKETED.finditer(text):
        code = _LEAD.sub("", match["code"])
        if not code or len(code) > _LONGEST_CODE or _NO_CODE.search(code):
            continue
        faults = []
        if match["open"] not in _RIGHT or match["close"] not in _RIGHT:
            faults.append("brackets")
        if len(match["year"]) != 4:
            faults.append("year")
        faults += _serial_faults(match)
        start = match.end("code") - len(code)
        printed = "".join(text[start : match.end()].split())
        year = match["year"] if len(match["year"]) == 4 else f"20{match['year']}"
        right = f"{code}〔{year}〕{int(match['serial'])}号"
        found.append(
            (start, DocumentNumber(printed, code, year, match["serial"], tuple(faults), right, _body(text, start)))
        )
    for match in _BARE.finditer(text):
        code = match["code"]
        if _ORDER.search(code) or _NO_CODE.search(code):
            continue
        year = match["year"] or ""
        faults = ["brackets" if year else "year", *_serial_faults(match)]
        right = f"{code}〔{year}〕{int(match['serial'])}号" if year else ""
        printed = "".join(text[match.start("code") : match.end("serial")].split()) + "号"
        body = _body(text, match.start("code"))
        found.append(
            (match.start("code"), DocumentNumber(printed, code, year, match["serial"], tuple(faults), right, body))
        )
    return tuple(number for _, number in sorted(found, key=lambda item: item[0]))


def _serial_faults(match: re.Match[str]) -> list[str]:
    return ["ordinal"] * bool(match["ordinal"]) + ["zeros"] * match["serial"].startswith("0")


def _body(text: str, start: int) -> str:
    before = text[max(0, start - 150) : start]
    title = _TITLE_BEFORE.search(before)
    if title is None:
        return ""
    named = title["title"].partition("关于")[0]
    if "关于" in title["title"] and len(named) >= 2:
        return named
    body = _BODY_BEFORE.search(before)
    return _VERB.sub("", body["body"]) if body else ""


def code_contradicts_body(number: DocumentNumber) -> str:
    """Whose code the number bears where that is not the body said to have issued it; "" where nothing contradicts.

    Joint documents bear the code of one of the bodies, so a body that names several is never contradicted.

    >>> code_contradicts_body(document_numbers("青山县人民政府《关于实施绩效管理的意见》（青发〔2019〕8号）")[0])
    '党委'
    """
    body, code = number.body, number.code
    if not body:
        return ""
    government = "政府" in body or body.endswith("国务院")
    party = bool(re.search(r"(?:中共|党委|[省市县区州旗]委(?!员)|中央)", body))
    if (government and party) or _JOINT.search(body):
        return ""
    if government and _is_party_code(code):
        return "党委"
    if party and re.search("政|府", code):
        return "政府"
    if (
        re.search(r"财政(?:部|厅|局)$", body)
        and re.search(r"政发|政办|府发|府办|发改|^.?[教卫农林水交民审统]", code)
        and "财" not in code
    ):
        return "其他部门"
    return ""


def _is_party_code(code: str) -> bool:
    """鹿发, 冀办发, 中发, 青字: a place and 发, 办发, 字, 办字. The government's have 政, 府 or 国."""
    return bool(re.fullmatch(rf"[{_HAN}]{{1,2}}(?:发|办发|办字|字|委发|委办发|办)", code)) and not re.search(
        "[政府国函财]", code
    )
