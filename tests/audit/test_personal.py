"""Personal information: some hundred planted pieces are found, some hundred look-alikes are not.

Every number and name is made at run time from a fixed seed; none stands in this file.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest

from kaocheng.audit.identifiers import is_identity_number, mask_number, passes_luhn
from kaocheng.audit.names import is_name
from kaocheng.audit.personal import PersonalItem, PersonalKind, find_in_text, find_personal, label_kinds
from kaocheng.audit.vocabulary import word_list
from kaocheng.documents import Cell, Document, Paragraph, Table
from kaocheng.provenance import NOWHERE, Location

SEED = 20_221_231
ROUNDS = 25  # of every kind of plant and look-alike
GIVEN = "伟芳娜秀敏静丽强磊军洋勇艳杰娟涛超霞刚桂兰英华玉萍红鹏辉玲明浩宇欣怡梓涵子轩晨曦"
PROVINCES = ("11", "13", "32", "43", "50", "61")


class Maker:
    """Synthetic numbers and names."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def digits(self, count: int, first: str = "123456789") -> str:
        return self.random.choice(first) + "".join(self.random.choices("0123456789", k=count - 1))

    def mobile(self) -> str:
        return "1" + self.random.choice("3456789") + "".join(self.random.choices("0123456789", k=9))

    def landline(self) -> str:
        return self.digits(self.random.choice((7, 8)), first="2345678")

    def area(self) -> str:
        return "0" + self.digits(self.random.choice((2, 3)))

    def identity(self, right: bool = True) -> str:
        born = date(1950, 1, 1) + timedelta(days=self.random.randrange(20_000))
        body = f"{self.random.choice(PROVINCES)}{self.digits(4)}{born:%Y%m%d}{self.digits(3, first='0123456789')}"
        checks = [check for check in "0123456789X" if is_identity_number(body + check) is right]
        return body + self.random.choice(checks)

    def old_identity(self) -> str:
        born = date(1950, 1, 1) + timedelta(days=self.random.randrange(18_000))
        return f"{self.random.choice(PROVINCES)}{self.digits(4)}{born:%y%m%d}{self.digits(3)}"

    def card(self, right: bool = True) -> str:
        body = "62" + self.digits(self.random.choice((13, 16)))
        checks = [digit for digit in "0123456789" if passes_luhn(body + digit) is right]
        return body + self.random.choice(checks)

    def name(self) -> str:
        if self.random.random() < 0.15:
            return "某" * self.random.choice((1, 2)) + self.random.choice("甲乙丙丁戊己庚辛")
        while True:
            surname = self.random.choice(word_list("surnames").words + word_list("compound_surnames").words)
            name = surname + "".join(self.random.choices(GIVEN, k=self.random.choice((1, 2, 2, 2))))
            if name[:2] not in word_list("not_names").words:
                return name


def full_width(text: str) -> str:
    return "".join(chr(ord(ch) + 0xFEE0) if ch.isdigit() else ch for ch in text)


def document(*blocks: Paragraph | Table | str) -> Document:
    made = [
        Paragraph(block, Location(paragraph=i)) if isinstance(block, str) else block for i, block in enumerate(blocks)
    ]
    return Document(tuple(made), "text/plain", "test")


def table(*rows: tuple[str, ...]) -> Table:
    cells = tuple(Cell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row))
    return Table(1, len(rows), max(map(len, rows)), cells)


Plant = Callable[[Maker], tuple[Document, set[tuple[PersonalKind, str]]]]
MOBILE, LANDLINE, NAME = PersonalKind.MOBILE, PersonalKind.LANDLINE, PersonalKind.NAME
IDENTITY, ACCOUNT, ADDRESS = PersonalKind.IDENTITY, PersonalKind.ACCOUNT, PersonalKind.ADDRESS


def plants(make: Maker) -> Iterator[tuple[str, Document, set[tuple[PersonalKind, str]]]]:
    """What was planted where, one document for each."""
    m, m2, n, n2, n3 = make.mobile(), make.mobile(), make.name(), make.name(), make.name()
    while len({n, n2, n3}) < 3:
        n2, n3 = make.name(), make.name()
    ll, area, idn, old, card = make.landline(), make.area(), make.identity(), make.old_identity(), make.card()
    grouped, dashed = f"{m[:3]} {m[3:7]} {m[7:]}", f"{m[:3]}-{m[3:7]}-{m[7:]}"
    yield "行内", document(f"填报人：{n}  联系电话：{m}"), {(NAME, n), (MOBILE, m)}
    yield "分组的号码", document(f"联系电话：{grouped}"), {(MOBILE, grouped)}
    yield "带横线的号码", document(f"手机 {dashed}"), {(MOBILE, dashed)}
    yield "全角数字", document(f"联系方式：{full_width(m)}"), {(MOBILE, full_width(m))}
    yield "国家代码", document(f"电话：+86 {m}"), {(MOBILE, f"+86 {m}")}
    yield "句中的手机", document(f"如有疑问请致电{m}咨询。"), {(MOBILE, m)}
    yield "两个号码", document(f"联系电话：{m}、{m2}"), {(MOBILE, m), (MOBILE, m2)}
    yield "座机和手机", document(f"联系电话：{ll}/{m}"), {(LANDLINE, ll), (MOBILE, m)}
    yield "区号", document(f"办公电话：{area}-{ll}"), {(LANDLINE, f"{area}-{ll}")}
    yield "区号在括号里", document(f"电话：（{area}）{ll}"), {(LANDLINE, f"（{area}）{ll}")}
    yield "标签和号码分成两段", document("填报人：", n, "联系电话：", m), {(NAME, n), (MOBILE, m)}
    yield "标签没有冒号", document("填报人", n, "联系电话:", ll), {(NAME, n), (LANDLINE, ll)}
    yield "标签在左边的单元格", document(table(("项目负责人", n, "联系电话", m))), {(NAME, n), (MOBILE, m)}
    yield (
        "标签在列首",
        document(
            table(("序号", "项目名称", "联系人及电话"), ("1", "图书购置", f"{n} {ll}"), ("2", "设备维修", f"{n2}{m}"))
        ),
        {(NAME, n), (LANDLINE, ll), (NAME, n2), (MOBILE, m)},
    )
    yield (
        "名册",
        document(table(("姓名", "单位", "职务", "手机号码"), (n, "财务股", "股长", m), (n2, "办公室", "科员", m2))),
        {(NAME, n), (MOBILE, m), (NAME, n2), (MOBILE, m2)},
    )
    yield "一行几个人", document(table(("评价组成员", n, n2, n3))), {(NAME, n), (NAME, n2), (NAME, n3)}
    yield (
        "工作组名单",
        document("六、评价工作组人员名单及签字", f"{n}  县教育局局长", f"{n2}\t 县教育局财务股", "七、附件"),
        {(NAME, n), (NAME, n2)},
    )
    yield "顿号分开的成员", document(f"组长：{n}，成员：{n2}、{n3}。"), {(NAME, n), (NAME, n2), (NAME, n3)}
    yield "括号里的职务", document(f"组长：{n}（局长） 副组长：{n2}（副局长）"), {(NAME, n), (NAME, n2)}
    yield "签署栏", document(f"单位负责人（签字）：{n}    填表人：{n2}"), {(NAME, n), (NAME, n2)}
    yield "句中的人", document(f"成立由局长{n}任组长的自评工作组。"), {(NAME, n)}
    yield "号码前的名字", document(f"（{n} {m}）"), {(NAME, n), (MOBILE, m)}
    yield "身份证号", document(f"补助对象身份证号{idn}。"), {(IDENTITY, idn)}
    yield "没有标签的身份证号", document(table(("1", "低保", idn))), {(IDENTITY, idn)}
    yield "旧身份证号", document(f"证件号码：{old}"), {(IDENTITY, old)}
    yield "写错校验码的身份证号", document(f"身份证号码：{(wrong := make.identity(right=False))}"), {(IDENTITY, wrong)}
    yield "银行卡", document(f"补贴打入{card}"), {(ACCOUNT, card)}
    yield (
        "账号",
        document(
            table(("户名", "账号"), (n, (account := make.digits(17, first="1234")))),
        ),
        {(NAME, n), (ACCOUNT, account)},
    )
    yield (
        "分组的卡号",
        document(f"卡号：{(spaced := ' '.join(card[i : i + 4] for i in range(0, len(card), 4)))}"),
        {(ACCOUNT, spaced)},
    )
    yield "住址", document(f"家庭住址：青山县河东镇柳树村{make.digits(2)}号"), {(ADDRESS, None)}
    yield (
        "没有标签的住址",
        document(f"慰问青山县幸福小区{make.digits(1)}号楼{make.digits(1)}单元{make.digits(3)}室困难职工。"),
        {(ADDRESS, None)},
    )


def look_alikes(make: Maker) -> Iterator[tuple[str, Document]]:
    """Texts without anything personal."""
    m, ll, d = make.mobile(), make.landline(), make.digits
    yield "合同编号", document(f"合同编号：{m}")
    yield "合同号在括号里", document(f"签订采购合同（合同号{m}），已验收。")
    yield "电表", document(f"电表表号{m}，本年用电{d(7)}千瓦时。")
    yield "水表户号", document(f"水费户号：{m}")
    yield "项目代码", document(f"项目代码：{make.digits(18)}")
    yield "像身份证号的项目代码", document(f"项目编码 {make.identity()}")
    yield "预算项目码", document(f"{d(6)}22P00{d(4)}{m}{d(3)}")
    yield "列首是代码", document(table(("项目名称", "项目代码"), ("图书购置", m), ("设备维修", make.identity())))
    yield "金额", document(f"全年支出{m}元，其中{d(8)}元用于采购。")
    yield "金额带小数", document(f"合计{m}.00，结余{d(8)}.{d(2)}")
    yield "数量", document(f"总阅读量{m}次，发放{d(8)}份。")
    yield "长数字的一段", document(f"序列{d(4)}{m}{d(4)}")
    yield "字母开头的编号", document(f"设备SN{m}、PJ-{m}")
    yield "统一社会信用代码", document(f"统一社会信用代码：1213{d(14)}")
    yield "校验码不对的十八位数", document(f"单据{make.identity(right=False)}已归档")
    yield "校验码不对的卡号", document(f"见{make.card(right=False)}")
    yield "文号", document(f"财预〔2022〕{d(2)}号、国务院令第{d(3)}号，{d(4)}年{d(1)}月")
    yield "日期", document("联系时间：20230412，2023-04-12，2023.04.12")
    yield "没有标签的七位数", document(f"监测到信息{ll}，其中正面{d(7)}")
    yield "公众电话", document(f"监督举报电话：{ll}，服务热线：{d(8)}")
    yield "网址", document(f"http://www.example.gov.cn/{m}/index.html")
    yield (
        "指标值",
        document(table(("三级指标", "指标值", "实际完成值"), ("发放资金", d(8), d(8)), ("覆盖人口", d(7), d(7)))),
    )
    yield "职务不是人名", document("组长：主要负责人，副组长：分管副局长，成员：办公室、财务股、业务科室负责人")
    yield "以职务任组长", document("成立了以主任为组长，副主任为副组长的领导小组，成员为各股室负责人。")
    yield "填报单位", document("填报单位：青山县教育局  金额单位：万元")
    yield "表头相邻", document(table(("姓名", "性别", "工作单位", "职务", "职称"), ("", "", "", "", "")))
    yield "空表", document(table(("项目负责人", "", "联系电话", ""), ("项目名称", "图书购置", "金额", d(7))))
    yield "理论表述", document("以习近平同志为核心的党中央，学习雷锋同志先进事迹，全体党员同志参加。")
    yield "已经隐去", document(f"联系人：张某  电话：{m[:3]}****{m[-4:]}", "填报人：李**")
    yield "普通词", document("负责人：高度重视。", "专家：安全管理方面。", "联系人：方案另附")
    yield "单位地址", document(f"项目地点：青山县人民路{d(2)}号")
    yield (
        "名单下面的正文",
        document("六、评价工作组人员名单", "本次评价由财务股、办公室组成工作组，高度重视、明确责任。"),
    )


def found_in(doc: Document) -> list[tuple[PersonalKind, str]]:
    return [(item.kind, item.text) for item in find_personal(doc)]


def test_planted_information_is_found_and_nothing_else() -> None:
    make = Maker(SEED)
    wrong, count = [], 0
    for _ in range(ROUNDS):
        for name, doc, wanted in plants(make):
            found = {(kind, None if kind is ADDRESS else text) for kind, text in found_in(doc)}
            count += len(wanted)
            if found != wanted:
                wrong.append((name, wanted - found, found - wanted))
    assert not wrong
    assert count > 1000


def test_look_alikes_are_left_alone() -> None:
    make = Maker(SEED + 1)
    wrong = [(name, found) for _ in range(ROUNDS) for name, doc in look_alikes(make) if (found := found_in(doc))]
    assert not wrong


def test_every_item_says_exactly_where_it_stands_and_hides_its_middle() -> None:
    make = Maker(SEED + 2)
    for name, doc, _ in plants(make):
        texts = {p.where: p.text for p in doc.paragraphs()}
        texts |= {t.where(cell): cell.text for t in doc.tables() for cell in t.cells}
        for item in find_personal(doc):
            assert texts[item.where][item.start : item.end] == item.text, name
            assert item.masked != item.text, name
            assert "*" in item.masked, name


def test_number_broken_by_a_narrow_cell() -> None:
    number = Maker(SEED).mobile()
    doc = document(table(("联系电话", f"{number[:7]}\n{number[7:]}")))
    assert [item.kind for item in find_personal(doc)] == [MOBILE]
    two = "\n".join(Maker(SEED + 3).mobile() for _ in range(2))
    assert [item.kind for item in find_personal(document(table(("联系电话", two))))] == [MOBILE, MOBILE]


def test_headers_footers_hidden_and_nested_places_are_searched() -> None:
    number = Maker(SEED).mobile()
    inner = table(("联系电话", number))
    doc = Document(
        (
            Paragraph(f"电话：{number}", Location(paragraph=1), hidden=True),
            Table(1, 1, 1, (Cell("", 0, 0, tables=(inner,)),)),
        ),
        "text/plain",
        "test",
        headers=(Paragraph(f"联系电话 {number}", NOWHERE),),
        footers=(Paragraph(f"联系电话 {number}", NOWHERE),),
    )
    found = find_personal(doc)
    assert [item.kind for item in found] == [MOBILE] * 4
    assert [item.hidden for item in found] == [True, False, False, False]


def test_placeholders_of_anonymised_samples_count() -> None:
    doc = document(
        table(("联系人及电话",), ("某甲 0000000",), ("某某乙 0000000",)), "填报人：", "某某甲", "联系电话：", "0" * 11
    )
    assert [(item.kind, item.masked) for item in find_personal(doc)] == [
        (NAME, "某*"),
        (LANDLINE, "00***00"),
        (NAME, "某**"),
        (LANDLINE, "00***00"),
        (NAME, "某**"),
        (MOBILE, "000****0000"),
    ]


@pytest.mark.parametrize(
    "label, kinds",
    [
        ("联系人及电话", {"person", "phone"}),
        ("单位负责人（签字）：", {"person"}),
        ("联 系 电 话：", {"phone"}),
        ("监督电话", {"public"}),
        ("项目代码", {"code"}),
        ("填报单位：", set()),
        ("项目名称", set()),
        ("", set()),
    ],
)
def test_labels(label: str, kinds: set[str]) -> None:
    assert label_kinds(label) == kinds


@pytest.mark.parametrize(
    "word", ["成员", "单位", "高度", "安全员", "王科长", "张局长", "主任", "财务股", "方案", "李某", "习近平"]
)
def test_words_that_are_no_names(word: str) -> None:
    assert not is_name(word)


def test_message_never_repeats_a_number() -> None:
    make = Maker(SEED + 4)
    for number in (make.mobile(), make.identity(), make.card(), make.landline()):
        assert number not in mask_number(number)
        assert len(mask_number(number).replace("*", "")) <= 7


def test_matches_do_not_overlap() -> None:
    make = Maker(SEED + 5)
    text = f"组长：{make.name()} {make.mobile()}，身份证号{make.identity()}，卡号{make.card()}，电话{make.landline()}"
    matches = find_in_text(text)
    assert len(matches) == 5
    assert all(a.end <= b.start for a, b in pairwise(matches))


def test_items_are_plain_data() -> None:
    assert isinstance(find_personal(document("电话：0000000"))[0], PersonalItem)
