"""Faults of words: text against tables, process, privacy, and the document itself."""

from __future__ import annotations

import re
from decimal import Decimal

from trust.faults.fault import (
    Chance,
    Texts,
    a_form,
    fault,
    forms,
    insert_sentence,
    is_missed,
    plain,
    rate_of,
    replace_line,
    rounded,
    rows,
)

# Text against tables --------------------------------------------------------------------------------------------------


@fault("text", "CON-01 ARI-11 ARI-13")
def amount_in_text_changed(texts: Texts, chance: Chance) -> bool:
    def other(match: re.Match[str]) -> str:
        factor = Decimal(chance.choice(("0.9", "1.1", "1.2")))
        return f"{match.group(1)}{plain(rounded(Decimal(match.group(2)) * factor))}万元"

    return replace_line(texts, chance.choice((r"(实际支出)([\d.]+)万元", r"(全年预算)([\d.]+)万元")), other)


@fault("text", "CON-01 ARI-11")
def rate_in_text_changed(texts: Texts, chance: Chance) -> bool:
    def other(match: re.Match[str]) -> str:
        return f"预算执行率{plain(Decimal(match.group(1)) - 3)}%"

    return replace_line(texts, r"预算执行率([\d.]+)%", other)


@fault("text", "CON-01 ARI-10 ARI-13")
def project_amount_in_text_changed(texts: Texts, chance: Chance) -> bool:
    if len(texts["forms"]) < 2:
        return False
    form = a_form(texts, chance)

    def more(match: re.Match[str]) -> str:
        return f"{match.group(1)}{plain(Decimal(match.group(2)) + 5)}万元"

    return replace_line(texts, rf"({re.escape(form['project_name'])})([\d.]+)万元", more)


@fault("text", "CON-01")
def funds_in_summary_changed(texts: Texts, chance: Chance) -> bool:
    found = [row for row in texts["report"].get("summary", ()) if "funds" in row]
    if not found:
        return False
    row = chance.choice(found)
    row["funds"] = plain(Decimal(row["funds"].replace(",", "")) + 10)
    return True


@fault("text", "CON-01")
def score_in_summary_changed(texts: Texts, chance: Chance) -> bool:
    found = [row for row in texts["report"].get("summary", ()) if row["row_kind"] == "project"]
    if not found:
        return False
    row = chance.choice(found)
    row["score"] = plain(Decimal(row["score"]) - chance.choice((2, 5)))
    return True


@fault("text", "CON-02")
def count_of_projects_changed(texts: Texts, chance: Chance) -> bool:
    return replace_line(texts, r"和(\d)个项目开展自评", lambda m: f"和{int(m.group(1)) + 1}个项目开展自评")


@fault("text", "CON-02")
def project_missing_from_summary(texts: Texts, chance: Chance) -> bool:
    found = [row for row in texts["report"].get("summary", ()) if row["row_kind"] == "project"]
    if not found:
        return False
    texts["report"]["summary"].remove(chance.choice(found))
    return True


@fault("text", "CON-03")
def project_name_in_summary_changed(texts: Texts, chance: Chance) -> bool:
    found = [row for row in texts["report"].get("summary", ()) if row["row_kind"] == "project"]
    if not found:
        return False
    row = chance.choice(found)
    row["name"] = row["name"].removesuffix("经费") + chance.choice(("专项", "专项经费", "项目支出"))
    return True


@fault("text", "CON-04 DOC-08")
def unit_name_changed(texts: Texts, chance: Chance) -> bool:
    """In a project report that names its department too; the projects of a department may lie with any unit."""
    form = a_form(texts, chance)
    if "implementing_unit" not in form or "competent_department" not in form or len(texts["forms"]) > 1:
        return False
    form["implementing_unit"] = form["implementing_unit"][:-2] + chance.choice(("管理所", "事务站", "服务社"))
    return True


@fault("text", "CON-06")
def everything_met_claimed(texts: Texts, chance: Chance) -> bool:
    """A target was missed, and the conclusion says that none was."""
    if not any(is_missed(row) for form in texts["forms"] for row in rows(form)):
        return False
    return insert_sentence(texts, "各项绩效指标全部完成，全部达到年初设定的目标值，项目实施不存在问题。", "四、")


@fault("text", "CON-09")
def actual_copies_goal(texts: Texts, chance: Chance) -> bool:
    for _, form in forms(texts, chance):
        for row in form.get("objectives", ()):
            row["actual"] = row["expected"]
            return True
    return False


@fault("text", "CON-10 SCO-05 SCO-09")
def date_outside_year(texts: Texts, chance: Chance) -> bool:
    form = a_form(texts, chance)
    found = [row for row in rows(form) if "月" in row["actual"]]
    if not found:
        return False
    row = chance.choice(found)
    row["actual"] = f"{form['fiscal_year'] + 1}年{chance.randint(1, 3)}月{chance.randint(3, 27)}日"
    return True


@fault("text", "CON-11")
def staff_does_not_add_up(texts: Texts, chance: Chance) -> bool:
    return replace_line(texts, r"事业编制(\d+)人", lambda m: f"事业编制{int(m.group(1)) + chance.choice((1, 2, 3))}人")


@fault("text", "CON-14")
def foreign_sentence(texts: Texts, chance: Chance) -> bool:
    """A paragraph of another trade, as it is left when a report is copied."""
    sentence = chance.choice(
        (
            "持续开展清朗行动和网络辟谣，规范跟帖评论，依法办理涉网案件。",
            "加大市场主体登记改革力度，严厉查处无照经营和食品药品违法案件，维护市场秩序。",
        )
    )
    return insert_sentence(texts, sentence, "（二）改进措施")


@fault("text", "CON-15")
def heading_dropped(texts: Texts, chance: Chance) -> bool:
    lines = texts["report"]["text"]
    found = [index for index, line in enumerate(lines) if line.startswith(("（一）", "三、", "四、"))]
    if not found:
        return False
    del lines[chance.choice(found)]
    return True


@fault("text", "CON-17")
def key_word_misprinted(texts: Texts, chance: Chance) -> bool:
    return insert_sentence(texts, "项目资金实行转款专用，支出手续齐全。", "（二）")


@fault("text", "CON-18")
def basis_out_of_date(texts: Texts, chance: Chance) -> bool:
    return insert_sentence(texts, "财务核算执行《行政单位会计制度》，支出手续齐全。", "（二）")


@fault("text", "CON-19 CON-10")
def year_of_form_differs(texts: Texts, chance: Chance) -> bool:
    a_form(texts, chance)["fiscal_year"] += chance.choice((-1, 1))
    return True


# Overall patterns -----------------------------------------------------------------------------------------------------


@fault("text", "OVR-04 OVR-10")
def problems_emptied(texts: Texts, chance: Chance) -> bool:
    """Money was left or points were lost, and neither form nor text names a problem."""
    form = a_form(texts, chance)
    if len(texts["forms"]) > 1 or rate_of(form) == 1:
        return False
    form["problems"] = "无"
    for row in form["indicators"]:
        if row.get("deviation"):
            row["deviation"] = ""
    lines = texts["report"]["text"]
    start = next(i for i, line in enumerate(lines) if line.startswith("五、"))
    lines[start : start + 5] = ["五、存在的问题及改进措施", "无。"]
    return True


@fault("text", "OVR-05")
def measures_deleted(texts: Texts, chance: Chance) -> bool:
    lines = texts["report"]["text"]
    start = next((i for i, line in enumerate(lines) if "改进措施" in line and line.startswith("（二）")), None)
    if start is None:
        return False
    del lines[start : start + 2]
    lines[:] = [line.replace("存在的问题及改进措施", "存在的问题") for line in lines]
    for form in texts["forms"]:
        form["problems"] = form["problems"].partition("；")[0] + "。"
    return True


@fault("text", "OVR-06")
def grade_legend_deleted(texts: Texts, chance: Chance) -> bool:
    return replace_line(texts, r"，?等级按90分.*划分。", "。")


# Process --------------------------------------------------------------------------------------------------------------


@fault("process", "PRO-01")
def report_date_deleted(texts: Texts, chance: Chance) -> bool:
    texts["report"]["text"][-1] = ""
    return True


@fault("process", "PRO-02 PRO-03 CON-19")
def report_dated_before_year_end(texts: Texts, chance: Chance) -> bool:
    year = texts["report"]["fiscal_year"]
    texts["report"]["text"][-1] = f"{year}年{chance.randint(9, 11)}月{chance.randint(3, 27)}日"
    return True


@fault("process", "PRO-03 CON-19")
def evaluation_before_year_end(texts: Texts, chance: Chance) -> bool:
    year = texts["report"]["fiscal_year"]
    return replace_line(texts, rf"于{year + 1}年2月6日", f"于{year}年2月6日")


@fault("process", "PRO-08")
def attachment_missing(texts: Texts, chance: Chance) -> bool:
    return insert_sentence(texts, "分月完成情况如表9所示。")


@fault("process", "PRO-07")
def seal_deleted(texts: Texts, chance: Chance) -> bool:
    lines = texts["report"]["text"]
    lines[-2] = ""
    lines[:] = [line for line in lines if "签字" not in line]
    return True


# Privacy --------------------------------------------------------------------------------------------------------------


def _digits(chance: Chance, count: int) -> str:
    """Digits of no telephone or person: only the first ones vary."""
    return f"{chance.randint(0, 9)}{chance.randint(0, 9)}".ljust(count, "0")


@fault("privacy", "PRI-01")
def mobile_number_inserted(texts: Texts, chance: Chance) -> bool:
    return insert_sentence(texts, f"如有疑问请拨打13{_digits(chance, 9)}。", "五、")


@fault("privacy", "PRI-01 PRI-03")
def contact_with_mobile_number(texts: Texts, chance: Chance) -> bool:
    return insert_sentence(texts, f"联系人：某某甲  手机：13{_digits(chance, 9)}", "五、")


@fault("privacy", "PRI-02")
def landline_inserted(texts: Texts, chance: Chance) -> bool:
    return insert_sentence(texts, f"联系电话：0310-8{_digits(chance, 6)}", "五、")


@fault("privacy", "PRI-03")
def name_of_preparer_inserted(texts: Texts, chance: Chance) -> bool:
    return insert_sentence(texts, chance.choice(("填报人：某某甲", "联系人：某某乙")), "五、")


@fault("privacy", "PRI-04")
def identity_number_inserted(texts: Texts, chance: Chance) -> bool:
    body = f"11010119{chance.randint(50, 99)}0101{chance.randint(0, 9)}00"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]
    return insert_sentence(texts, f"受益对象代表某某甲，身份证号{body}{check}。", "五、")


@fault("privacy", "PRI-04")
def bank_account_inserted(texts: Texts, chance: Chance) -> bool:
    return insert_sentence(texts, f"补助款汇入某某甲银行账号62{_digits(chance, 17)}。", "五、")


@fault("privacy", "SEC-03 SEC-01")
def sensitive_detail_inserted(texts: Texts, chance: Chance) -> bool:
    return insert_sentence(texts, "应急指挥中心设备布局、网络安全漏洞清单和重点监测目标名单附后。", "五、")


# The document ---------------------------------------------------------------------------------------------------------


@fault("structure", "DOC-01")
def markup_left(texts: Texts, chance: Chance) -> bool:
    return replace_line(texts, r"^成立由", "<p>成立由")


@fault("structure", "DOC-02 SCO-03 ARI-05 ARI-06")
def weight_and_actual_swapped(texts: Texts, chance: Chance) -> bool:
    found = rows(a_form(texts, chance), weighted=True)
    if not found:
        return False
    row = chance.choice(found)
    row["weight"], row["actual"] = row["actual"], row["weight"]
    return True


@fault("structure", "DOC-02")
def result_in_the_reason_column(texts: Texts, chance: Chance) -> bool:
    found = [
        row
        for row in rows(a_form(texts, chance), weighted=True)
        if not row.get("deviation") and "score_rate" not in row
    ]
    if not found:
        return False
    row = chance.choice(found)
    row["deviation"] = row["score"]
    return True


@fault("structure", "DOC-03")
def document_number_bracketed_wrongly(texts: Texts, chance: Chance) -> bool:
    return insert_sentence(texts, "根据《关于开展绩效自评工作的通知》（财绩【2023】7号）要求开展自评。", "二、")


@fault("structure", "DOC-05")
def annex_number_repeated(texts: Texts, chance: Chance) -> bool:
    lines = texts["report"]["text"]
    lines[1:1] = ["附件1", "附件1"]
    return True


@fault("structure", "DOC-06")
def title_deleted(texts: Texts, chance: Chance) -> bool:
    del texts["report"]["text"][0]
    for name in ("title", "budget_unit"):
        del texts["report"][name]
    return True


@fault("structure", "DOC-07 CON-16")
def sentence_begins_with_a_comma(texts: Texts, chance: Chance) -> bool:
    return replace_line(texts, r"^成立由", "，成立由")


@fault("structure", "DOC-08 CON-04")
def report_of_another_body(texts: Texts, chance: Chance) -> bool:
    other = "东湾县残疾人联合会"
    report = texts["report"]
    unit = report["budget_unit"]
    report["text"][0] = report["text"][0].replace(unit, other)
    report |= {"title": report["text"][0], "budget_unit": other}
    return True
