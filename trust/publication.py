"""`python -m trust.publication [--files N] [--seed N]`; exit status 1: a target is missed.

Personal items are made up at run time from a seed and planted in docx and xlsx files: in the running text, in tables,
in headers and footers, in comments, tracked changes, hidden text, rows and sheets, in properties and links; beside
them look-alikes that must stay: amounts, codes, document numbers, names of posts and units. Each file is published,
the result unpacked, and every planted string looked for in all its parts. Nobody's number is stored anywhere: digits
are drawn when this runs.

Recall: planted items that are gone. False removals: look-alikes that are no longer there.
"""

from __future__ import annotations

import argparse
import html
import io
import random
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from kaocheng.audit.identifiers import passes_luhn
from kaocheng.publication import make_copy
from kaocheng.readers.source import Source

RECALL_TARGET = 99.9
FALSE_TARGET = 0.5
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余"
    "潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_GIVEN = "伟芳娜敏静秀丽强磊洋艳勇军杰娟涛超霞平刚桂英华玉兰萍鹏健俊帆雪琳晨宇浩凯婷慧颖莉斌倩岚璐"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_X = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_TYPE = "application/vnd.openxmlformats-officedocument."


@dataclass
class Planted:
    """What one file holds: items that must go and look-alikes that must stay, each with the place it stands in."""

    items: list[tuple[str, str]] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)


class Maker:
    """Draws items. Every string is drawn once only, so that finding it means that it was left."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self._drawn: set[str] = set()
        self.planted = Planted()

    def _fresh(self, draw: Callable[[], str]) -> str:
        while (text := draw()) in self._drawn:
            pass
        self._drawn.add(text)
        return text

    def _digits(self, count: int) -> str:
        return "".join(self.random.choice("0123456789") for _ in range(count))

    def name(self) -> str:
        length = self.random.choice((1, 2, 2))
        return self._fresh(lambda: self.random.choice(_SURNAMES) + "".join(self.random.sample(_GIVEN, length)))

    def mobile(self) -> str:
        number = self._fresh(lambda: "1" + self.random.choice("3456789") + self._digits(9))
        return self.random.choice(
            (number, number, f"{number[:3]} {number[3:7]} {number[7:]}", f"{number[:3]}-{number[3:7]}-{number[7:]}")
        )

    def landline(self) -> str:
        return self._fresh(lambda: f"0{self.random.randint(310, 899)}-{self.random.choice('2345678')}{self._digits(6)}")

    def identity(self) -> str:
        def draw() -> str:
            body = f"13{self._digits(4)}{self.random.randint(1955, 2001)}{self.random.randint(1, 12):02}{self.random.randint(1, 28):02}{self._digits(3)}"
            weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
            return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]

        return self._fresh(draw)

    def account(self) -> str:
        def draw() -> str:
            body = "62" + self._digits(16)
            return next(body + digit for digit in "0123456789" if passes_luhn(body + digit))

        return self._fresh(draw)

    def goes(self, place: str, text: str) -> str:
        self.planted.items.append((place, text))
        return text

    def stays(self, place: str, text: str) -> str:
        self.planted.kept.append((place, text))
        return text

    def sentence(self, place: str) -> str:
        """A text with something personal in it."""
        kind = self.random.randrange(9)
        name = lambda: self.goes(place, self.name())  # noqa: E731
        match kind:
            case 0:
                return f"填报人：{name()}  联系电话：{self.goes(place, self.mobile())}"
            case 1:
                return f"联系人及电话：{name()} {self.goes(place, self.landline())}"
            case 2:
                return f"成立评价小组，由局长{name()}任组长，副局长{name()}任副组长，成员：{name()}、{name()}。"
            case 3:
                return f"身份证号：{self.goes(place, self.identity())}"
            case 4:
                return f"补助资金打入卡号{self.goes(place, self.account())}，户名真实。"
            case 5:
                return f"如有疑问请拨打{self.goes(place, self.mobile())}联系。"
            case 6:
                return f"项目负责人：{name()}（财务股）"
            case 7:
                return f"手机：{self.goes(place, self.mobile())}；办公电话：{self.goes(place, self.landline())}"
            case _:
                return f"经办人：{name()} 审核人：{name()}"

    def alike(self, place: str) -> str:
        """A text with something that only looks personal."""
        keep = lambda text: self.stays(place, text)  # noqa: E731
        draw = self.random
        match draw.randrange(10):
            case 0:
                return f"全年预算数 {keep(f'{draw.randint(10**6, 10**10 - 1):,}.{self._digits(2)}')} 元"
            case 1:
                code = self._fresh(lambda: "1" + draw.choice("3456789") + self._digits(9))
                return f"合同编号：{keep(code)}"
            case 2:
                return f"项目代码：{keep(self._fresh(lambda: '13' + self._digits(16)))}"
            case 3:
                return f"根据{keep(f'冀财预〔{draw.randint(2015, 2024)}〕{draw.randint(1, 999)}号')}文件"
            case 4:
                count = self._fresh(lambda: str(draw.randint(10**6, 10**7)))
                return f"服务群众 {keep(count)} 人次"
            case 5:
                return f"电表户号：{keep(self._fresh(lambda: self._digits(10)))}"
            case 6:
                unit = draw.choice(("财政局", "农业农村局", "教育局", "卫生健康局"))
                return f"填报单位：{keep(f'某县{unit}第{self._digits(3)}分局')}"
            case 7:
                return f"负责人：{keep('办公室主任')}，成员为{keep('各股室负责人')}"
            case 8:
                return f"支出 {keep(f'{draw.randint(1000, 99999)}.{self._digits(2)}')} 万元，执行率 {keep(f'{draw.randint(50, 99)}.{self._digits(2)}%')}"
            case _:
                code = self._fresh(lambda: "91" + self._digits(15) + draw.choice("ABCDEFGH"))
                return f"统一社会信用代码：{keep(code)}"


def _escape(text: str) -> str:
    return html.escape(text, quote=True)


def _runs(maker: Maker, text: str, properties: str = "", tag: str = "t") -> str:
    """The text in runs cut at random, as Word does."""
    cuts = sorted(maker.random.sample(range(len(text) + 1), min(3, len(text))))
    pieces = [text[a:b] for a, b in zip((0, *cuts), (*cuts, len(text)), strict=True) if text[a:b]]
    return "".join(
        f'<w:r>{properties}<w:{tag} xml:space="preserve">{_escape(piece)}</w:{tag}></w:r>' for piece in pieces
    )


def make_docx(maker: Maker) -> bytes:
    """A Word file with items in every place that has one."""
    say, alike = maker.sentence, maker.alike

    def paragraph(text: str) -> str:
        return f"<w:p>{_runs(maker, text)}</w:p>"

    def row(*cells: str, properties: str = "") -> str:
        return f"<w:tr>{properties}{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in cells)}</w:tr>"

    body = [paragraph("2022年度预算项目绩效自评报告")]
    for _ in range(6):
        body += [paragraph(say("body")), paragraph(alike("body"))]
    rows = [row("姓名", "联系电话", "身份证号", "合同编号")]
    for _ in range(4):
        code = maker._fresh(lambda: "15" + maker._digits(9))
        rows.append(
            row(
                maker.goes("table", maker.name()),
                maker.goes("table", maker.mobile()),
                maker.goes("table", maker.identity()),
                maker.stays("table", code),
            )
        )
    rows.append(
        row(
            maker.goes("hidden row", maker.name()), say("hidden row"), "", "", properties="<w:trPr><w:hidden/></w:trPr>"
        )
    )
    body.append(f"<w:tbl>{''.join(rows)}</w:tbl>")
    table = "".join(row(say("table cell"), alike("table cell")) for _ in range(4))
    body.append(f"<w:tbl>{table}</w:tbl>")
    mark = 'w:id="1" w:author="{}" w:date="2023-01-01T00:00:00Z"'
    author = maker.goes("author of a change", maker.name())
    body.append(f"<w:p><w:del {mark.format(author)}>{_runs(maker, say('deleted'), tag='delText')}</w:del></w:p>")
    body.append(f"<w:p><w:ins {mark.format(author)}>{_runs(maker, say('inserted'))}</w:ins></w:p>")
    body.append(f"<w:p>{_runs(maker, say('hidden text'), '<w:rPr><w:vanish/></w:rPr>')}</w:p>")
    body.append(
        '<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>合格</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>'
    )
    body.append(f'<w:p><w:hyperlink r:id="rId9">{_runs(maker, "网站")}</w:hyperlink></w:p>')
    body.append(
        '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/><w:footerReference w:type="default" r:id="rId2"/></w:sectPr>'
    )
    comment = f'<w:comment w:id="0" w:author="{maker.goes("author of a comment", maker.name())}">{paragraph(say("comment"))}</w:comment>'
    address = maker.goes("link", f"mailto:{maker.random.choice('abcdef')}{maker._digits(12)}@example.com")
    links = [
        ("rId1", "header", "header1.xml", ""),
        ("rId2", "footer", "footer1.xml", ""),
        ("rId3", "comments", "comments.xml", ""),
        ("rId9", "hyperlink", address, ' TargetMode="External"'),
    ]
    parts = {
        "word/document.xml": f"<w:document {_W}><w:body>{''.join(body)}</w:body></w:document>",
        "word/header1.xml": f"<w:hdr {_W}>{paragraph(say('header'))}</w:hdr>",
        "word/footer1.xml": f"<w:ftr {_W}>{paragraph(say('footer'))}{paragraph(alike('footer'))}</w:ftr>",
        "word/comments.xml": f"<w:comments {_W}>{comment}</w:comments>",
        "word/_rels/document.xml.rels": _links(links),
    }
    kinds = {"document": "document.main", "header1": "header", "footer1": "footer", "comments": "comments"}
    types = {f"/word/{name}.xml": f"{_TYPE}wordprocessingml.{kind}+xml" for name, kind in kinds.items()}
    return _package(maker, parts, types, "word/document.xml")


def make_xlsx(maker: Maker) -> bytes:
    """A workbook with items in every place that has one."""
    say, alike = maker.sentence, maker.alike
    strings: list[str] = []

    def cell(text: str) -> str:
        strings.append(text)
        return f'<c t="s"><v>{len(strings) - 1}</v></c>'

    def row(*cells: str, properties: str = "") -> str:
        return f"<row{properties}>{''.join(cells)}</row>"

    rows = [row(cell("2022年度项目支出绩效自评表"))]
    for _ in range(5):
        rows.append(row(cell(say("cell")), cell(alike("cell"))))
    rows.append(row(cell("姓名"), cell("联系电话"), cell("银行账号"), cell("项目编号")))
    for _ in range(4):
        number = maker._fresh(lambda: "1" + maker.random.choice("3456789") + maker._digits(9))
        code = maker._fresh(lambda: "18" + maker._digits(9))
        rows.append(
            row(
                cell(maker.goes("column", maker.name())),
                f"<c><v>{maker.goes('number', number)}</v></c>",
                cell(maker.goes("column", maker.account())),
                f"<c><v>{maker.stays('number', code)}</v></c>",
            )
        )
    rows.append(row(cell(say("hidden row")), properties=' hidden="1"'))
    rows.append(row(f'<c t="inlineStr"><is><t>{_escape(say("inline string"))}</t></is></c>'))
    rows.append(row(f'<c t="str"><f>A1&amp;"x"</f><v>{_escape(say("formula"))}</v></c>'))
    foot = f"<headerFooter><oddHeader>&amp;L{_escape(say('page header'))}</oddHeader><oddFooter>&amp;R{_escape(say('page footer'))}</oddFooter></headerFooter>"
    hidden = row(cell(say("hidden sheet")), cell(maker.goes("hidden sheet", maker.identity())))
    author = maker.goes("author of a comment", maker.name())
    comments = f'<authors><author>{author}</author></authors><commentList><comment ref="A1" authorId="0"><text><t>{_escape(say("comment"))}</t></text></comment></commentList>'
    items = "".join(f"<si><t>{_escape(text)}</t></si>" for text in strings)
    parts = {
        "xl/workbook.xml": f'<workbook {_X}><sheets><sheet name="自评表" sheetId="1" r:id="rId1"/><sheet name="名册" sheetId="2" state="hidden" r:id="rId2"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f"<worksheet {_X}><sheetData>{''.join(rows)}</sheetData>{foot}</worksheet>",
        "xl/worksheets/sheet2.xml": f"<worksheet {_X}><sheetData>{hidden}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f"<sst {_X}>{items}</sst>",
        "xl/comments1.xml": f"<comments {_X}>{comments}</comments>",
        "xl/_rels/workbook.xml.rels": _links(
            [
                ("rId1", "worksheet", "worksheets/sheet1.xml", ""),
                ("rId2", "worksheet", "worksheets/sheet2.xml", ""),
                ("rId3", "sharedStrings", "sharedStrings.xml", ""),
            ]
        ),
        "xl/worksheets/_rels/sheet1.xml.rels": _links([("rId1", "comments", "../comments1.xml", "")]),
    }
    kinds = {
        "workbook": "sheet.main",
        "worksheets/sheet1": "worksheet",
        "worksheets/sheet2": "worksheet",
        "sharedStrings": "sharedStrings",
        "comments1": "comments",
    }
    types = {f"/xl/{name}.xml": f"{_TYPE}spreadsheetml.{kind}+xml" for name, kind in kinds.items()}
    return _package(maker, parts, types, "xl/workbook.xml")


def _links(links: Sequence[tuple[str, str, str, str]]) -> str:
    found = "".join(
        f'<Relationship Id="{identifier}" Type="{_REL}{kind}" Target="{_escape(target)}"{mode}/>'
        for identifier, kind, target, mode in links
    )
    return f'<Relationships xmlns="{_PACKAGE}relationships">{found}</Relationships>'


def _package(maker: Maker, parts: dict[str, str], types: dict[str, str], main: str) -> bytes:
    def property_(place: str) -> str:
        return maker.goes(f"property {place}", maker.name())

    parts = dict(parts)
    parts["docProps/core.xml"] = (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:creator>{property_('creator')}</dc:creator><cp:lastModifiedBy>{property_('lastModifiedBy')}</cp:lastModifiedBy>"
        f"<cp:keywords>{property_('keywords')}</cp:keywords></cp:coreProperties>"
    )
    parts["docProps/app.xml"] = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        f"<Manager>{property_('manager')}</Manager><Company>{property_('company')}</Company></Properties>"
    )
    parts["docProps/custom.xml"] = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties">'
        f'<property name="{property_("custom")}"/></Properties>'
    )
    listed = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in types.items())
    parts["_rels/.rels"] = _links(
        [
            ("rId1", "officeDocument", main, ""),
            ("rId3", "extended-properties", "docProps/app.xml", ""),
            ("rId4", "custom-properties", "docProps/custom.xml", ""),
        ]
    ).replace(
        "</Relationships>",
        f'<Relationship Id="rId2" Type="{_PACKAGE}relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>',
    )
    parts["[Content_Types].xml"] = (
        f'<Types xmlns="{_PACKAGE}content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{listed}</Types>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return buffer.getvalue()


# The measurement


@dataclass
class Tally:
    """Over all files, by place."""

    planted: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    alike: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Per cent."""
        return 100 * (1 - self.left.total() / max(1, self.planted.total()))

    @property
    def false_removals(self) -> float:
        """Per cent."""
        return 100 * self.lost.total() / max(1, self.alike.total())


def texts_of(data: bytes) -> Iterator[str]:
    """Every part of a package, as it stands and without its markup: what a search by other means would see."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            text = html.unescape(archive.read(name).decode("utf-8", "replace"))
            yield text
            # Runs of one paragraph closed up; paragraphs and cells kept apart.
            yield re.sub(r"<[^>]+>", "", re.sub(r"</w:p>|</c>|</si>|</row>|</w:tc>", "\n", text))


def measure(seed: int, files: int) -> Tally:
    """Publish `files` documents of each kind and look for what was planted."""
    tally = Tally()
    for number in range(files):
        for make, kind in ((make_docx, "docx"), (make_xlsx, "xlsx")):
            maker = Maker(seed * 10_000 + number)
            data = make(maker)
            texts = list(texts_of(make_copy(Source(f"planted.{kind}", data)).data))
            for place, item in maker.planted.items:
                tally.planted[f"{kind} {place}"] += 1
                if any(item in text for text in texts):
                    tally.left[f"{kind} {place}"] += 1
                    tally.examples.append(f"left: {kind} {place}: {len(item)} characters")
            for place, item in maker.planted.kept:
                tally.alike[f"{kind} {place}"] += 1
                if not any(item in text for text in texts):
                    tally.lost[f"{kind} {place}"] += 1
                    tally.examples.append(f"lost: {kind} {place}: {item}")
    return tally


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m trust.publication", description="What the published copy keeps.")
    parser.add_argument("--files", type=int, default=20, metavar="N", help="files of each kind (20)")
    parser.add_argument("--seed", type=int, default=2022, metavar="N")
    options = parser.parse_args(arguments)
    tally = measure(options.seed, options.files)
    print(f"{options.files} docx and {options.files} xlsx, seed {options.seed}")
    print(f"{'place':<32}{'planted':>8}{'left':>6}{'alike':>8}{'lost':>6}")
    for place in sorted(tally.planted | tally.alike):
        print(
            f"{place:<32}{tally.planted[place]:>8}{tally.left[place]:>6}{tally.alike[place]:>8}{tally.lost[place]:>6}"
        )
    for example in tally.examples[:20]:
        print(f"  {example}")
    print(f"recall {tally.recall:.2f} % of {tally.planted.total()} items (target ≥ {RECALL_TARGET} %)")
    print(
        f"false removals {tally.false_removals:.2f} % of {tally.alike.total()} look-alikes (target ≤ {FALSE_TARGET} %)"
    )
    return 0 if tally.recall >= RECALL_TARGET and tally.false_removals <= FALSE_TARGET else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
