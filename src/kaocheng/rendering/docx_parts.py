"""The parts of a Word document that are the same whatever it says: styles, fonts, page number, relationships."""

from __future__ import annotations

import functools
import math

from kaocheng.rendering.characters import escape
from kaocheng.rendering.style import Font, Style, TextStyle, official_style

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"

# Space before and after, in twips; behind the title one line stays free.
_AROUND = {"Title": (0, 579), "FormTitle": (0, 60), "FormSubtitle": (0, 60), "FormLine": (0, 40), "FormNote": (40, 0)}
# id, name in Word's own words, key in style.toml, what follows, outline level, whether it keeps with the next paragraph
_PARAGRAPH_STYLES: tuple[tuple[str, str, str, str, int | None, bool], ...] = (
    ("BodyNoIndent", "正文（顶格）", "body", "", None, False),
    ("Title", "Title", "title", "Normal", None, True),
    ("Heading1", "heading 1", "heading1", "Normal", 0, True),
    ("Heading2", "heading 2", "heading2", "Normal", 1, True),
    ("Heading3", "heading 3", "heading3", "Normal", 2, True),
    ("Heading4", "heading 4", "heading4", "Normal", 3, True),
    ("Signature", "Signature", "body", "", None, False),
    ("FormTitle", "表题", "form_title", "", None, True),
    ("FormSubtitle", "表副题", "form_subtitle", "", None, True),
    ("FormLine", "表上行", "form_line", "", None, True),
    ("FormNote", "表注", "form_note", "", None, False),
    ("TableText", "表文字", "table", "", None, False),
    ("TableHead", "表头", "table_header", "", None, False),
    ("TableTextDense", "表文字（小）", "table_dense", "", None, False),
    ("TableHeadDense", "表头（小）", "table_dense_header", "", None, False),
    ("Footer", "footer", "page_number", "", None, False),
)
_BUILT_IN = frozenset({"Title", "Heading1", "Heading2", "Heading3", "Heading4", "Signature", "Footer"})


def twips(millimetres: float) -> int:
    """Twentieths of a point."""
    return round(millimetres * 1440 / 25.4)


@functools.lru_cache(maxsize=1)
def constant_parts() -> tuple[tuple[str, str], ...]:
    """Name and content of the parts no composition changes; the list of content types comes first."""
    style = official_style()
    return (
        ("[Content_Types].xml", _content_types()),
        ("_rels/.rels", _package_relationships()),
        ("word/_rels/document.xml.rels", _document_relationships()),
        ("word/styles.xml", _styles(style)),
        ("word/fontTable.xml", _font_table(style)),
        ("word/footer1.xml", _footer("right")),
        ("word/footer2.xml", _footer("left")),
    )


def core_properties(title: str, language: str) -> str:
    """Title and language, nothing about who or when."""
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title>'
        f"<dc:language>{escape(language)}</dc:language></cp:coreProperties>"
    )


def settings(language: str) -> str:
    """Page numbers outside, punctuation as in Chinese typesetting, the mode of the present Word."""
    return (
        f"{_XML}<w:settings {_W}><w:evenAndOddHeaders/>"
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
        ' w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{escape(language)}" w:eastAsia="{escape(language)}"/></w:settings>'
    )


def _content_types() -> str:
    parts = (
        ("/word/document.xml", f"{_WORD}.document.main+xml"),
        ("/word/styles.xml", f"{_WORD}.styles+xml"),
        ("/word/settings.xml", f"{_WORD}.settings+xml"),
        ("/word/fontTable.xml", f"{_WORD}.fontTable+xml"),
        ("/word/footer1.xml", f"{_WORD}.footer+xml"),
        ("/word/footer2.xml", f"{_WORD}.footer+xml"),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
    )
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts)
        + "</Types>"
    )


def _relationships(*links: tuple[str, str, str]) -> str:
    return (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, kind, target in links)
        + "</Relationships>"
    )


def _package_relationships() -> str:
    return _relationships(
        ("rId1", f"{_OFFICE}/officeDocument", "word/document.xml"),
        ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    )


def _document_relationships() -> str:
    return _relationships(
        ("rIdStyles", f"{_OFFICE}/styles", "styles.xml"),
        ("rIdSettings", f"{_OFFICE}/settings", "settings.xml"),
        ("rIdFonts", f"{_OFFICE}/fontTable", "fontTable.xml"),
        ("rIdOdd", f"{_OFFICE}/footer", "footer1.xml"),
        ("rIdEven", f"{_OFFICE}/footer", "footer2.xml"),
    )


def _footer(align: str) -> str:
    """ "— 1 —" with a page field, one character from the outer edge."""
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    indent = twips(official_style().text["page_number"].size * 25.4 / 72)
    dash = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'.format
    return (
        f'{_XML}<w:ftr {_W}><w:p><w:pPr><w:pStyle w:val="Footer"/>'
        f'<w:ind w:{align}Chars="100" w:{align}="{indent}"/><w:jc w:val="{align}"/></w:pPr>'
        f"{dash('— ')}{field}{dash(' —')}</w:p></w:ftr>"
    )


def _font_table(style: Style) -> str:
    """Under which other names a font may be installed, and what may stand in for it."""
    return f"{_XML}<w:fonts {_W}>" + "".join(_font_entry(font) for font in style.fonts.values()) + "</w:fonts>"


def _font_entry(font: Font) -> str:
    other = ",".join((*font.names[1:], *font.free))
    return (
        f'<w:font w:name="{escape(font.name)}"><w:altName w:val="{escape(other)}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{"swiss" if font.family == "sans" else "roman"}"/><w:pitch w:val="variable"/></w:font>'
    )


def _styles(style: Style) -> str:
    body = style.text["body"]
    # With Chinese as the language of Latin letters too, LibreOffice breaks lines inside numbers.
    return (
        f"{_XML}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>{_run(body)}"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f'<w:pPr>{_spacing(body, exact=True)}{_indent(body)}<w:jc w:val="both"/></w:pPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
        '<w:left w:w="0" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
        + "".join(
            _paragraph_style(key, name, style.text[entry], following, level, keep)
            for key, name, entry, following, level, keep in _PARAGRAPH_STYLES
        )
        + '<w:style w:type="character" w:styleId="PlaceholderText"><w:name w:val="Placeholder Text"/></w:style>'
        + _table_style(style)
        + "</w:styles>"
    )


def _paragraph_style(key: str, name: str, text: TextStyle, following: str, level: int | None, keep: bool) -> str:
    custom = "" if key in _BUILT_IN else ' w:customStyle="1"'
    in_table, in_form = key.startswith("Table"), key.startswith(("Form", "Table", "Footer"))
    indent = "" if key in ("BodyNoIndent", "Signature") else _indent(text)
    align = "right" if key == "Signature" else "both" if text is official_style().text["body"] else text.align
    properties = (
        ("<w:keepNext/><w:keepLines/>" if keep else "")
        + ('<w:snapToGrid w:val="0"/>' if in_form else "")
        + _spacing(text, *_AROUND.get(key, (0, 0)), exact=not in_table)
        + (indent or '<w:ind w:firstLineChars="0" w:firstLine="0"/>')
        + f'<w:jc w:val="{align}"/>'
        + (f'<w:outlineLvl w:val="{level}"/>' if level is not None else "")
    )
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{key}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
        + (f'<w:next w:val="{following}"/>' if following else "")
        + f"<w:qFormat/><w:pPr>{properties}</w:pPr><w:rPr>{_run(text)}</w:rPr></w:style>"
    )


def _table_style(style: Style) -> str:
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    padding = twips(style.padding)
    return (
        '<w:style w:type="table" w:customStyle="1" w:styleId="FormTable"><w:name w:val="表格"/>'
        '<w:basedOn w:val="TableNormal"/><w:qFormat/>'
        f'<w:tblPr><w:tblBorders>{edges}</w:tblBorders><w:tblCellMar><w:left w:w="{padding}" w:type="dxa"/>'
        f'<w:right w:w="{padding}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        '<w:tcPr><w:vAlign w:val="center"/></w:tcPr></w:style>'
    )


def _spacing(text: TextStyle, before: int = 0, after: int = 0, *, exact: bool) -> str:
    line, rule = round(text.line_pitch * 20), "exact" if exact else "atLeast"
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="{rule}"/>'


def _indent(text: TextStyle) -> str:
    if not text.indent:
        return ""
    return f'<w:ind w:firstLineChars="{text.indent * 100}" w:firstLine="{round(text.indent * text.size * 20)}"/>'


def _run(text: TextStyle) -> str:
    """Font for all scripts alike, so that digits and quotation marks have the width of the text around them."""
    name, size = escape(text.font.name), round(text.size * 2)
    bold = "<w:b/><w:bCs/>" if text.bold else ""
    fonts = f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'
    return f'{fonts}{bold}<w:spacing w:val="{_letter_spacing(text)}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def _letter_spacing(text: TextStyle) -> int:
    """What a letter of body size gives up, in twips, so that a line holds as many as it shall.

    Not by the grid of the section: LibreOffice widens the letters instead of drawing them together.
    """
    style = official_style()
    if text.size != style.text["body"].size:
        return 0
    pitch = style.page.text_width * 72 / 25.4 / style.characters
    return math.floor((pitch - text.size) * 20)
