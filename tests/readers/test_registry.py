"""The choice of a reader by content."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from kaocheng.errors import (
    DamagedInput,
    EmptyInput,
    EncryptedInput,
    LimitExceeded,
    ReadError,
    UnknownFormat,
    UsageError,
)
from kaocheng.readers import Limits, Source, limits_from_environment, open_source, read
from kaocheng.readers.registry import reader_name
from kaocheng.readers.source import decode_text
from tests.readers.build_docx import content_types, docx, p, package

SAMPLES = Path(__file__).parents[2] / "samples/seeds"


def ole_file(*streams: str) -> bytes:
    """An OLE compound file with these empty streams below the root: header, one FAT sector, directory."""
    names = ["Root Entry", *streams]
    entries = b""
    for number in range(-(-len(names) // 4) * 4):
        name = names[number].encode("utf-16-le") + b"\0\0" if number < len(names) else b""
        kind = 5 if number == 0 else 2 if number < len(names) else 0
        right = number + 1 if 0 < number < len(names) - 1 else 0xFFFFFFFF
        child = 1 if number == 0 and streams else 0xFFFFFFFF
        entries += (
            name.ljust(64, b"\0") + struct.pack("<HBBIII", len(name), kind, 1, 0xFFFFFFFF, right, child) + b"\0" * 48
        )
    sectors = len(entries) // 512
    chain = [0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE]
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return header + fat + entries


OFFICE = "application/vnd.openxmlformats-officedocument."


@pytest.mark.parametrize(
    "data, name",
    [
        (docx(p("文")).data, "docx"),
        (package({"[Content_Types].xml": content_types(OFFICE + "spreadsheetml.sheet.main+xml")}), "xlsx"),
        (package({"xl/workbook.xml": "<workbook/>"}), "xlsx"),
        (ole_file("Workbook"), "xls"),
        (ole_file("SummaryInformation", "Book"), "xls"),
        (b"\r\n%PDF-1.7\n", "pdf"),
        ("<html><p>文".encode(), "html"),
        ("  <!-- x --><!DOCTYPE HTML PUBLIC>".encode("gbk"), "html"),
        ("<html><p>文".encode("utf-16"), "html"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n", "html"),
        ("项目名称\t机房".encode(), "txt"),
        ("项目名称\t机房".encode("gbk"), "txt"),
        ("项目名称\t机房".encode("utf-16"), "txt"),
        ("PK 与 BM、MZ 都可以开头".encode(), "txt"),
        ("BM 开头".encode(), "txt"),
        ("得分：90 <p>".encode(), "txt"),
    ],
)
def test_content_decides(data: bytes, name: str) -> None:
    assert reader_name(Source("名称.bin", data)) == name


@pytest.mark.parametrize(
    "data, word",
    [
        (ole_file("WordDocument", "1Table"), "doc"),
        (ole_file("PowerPoint Document"), "ppt"),
        (ole_file("Contents"), "旧版办公文件"),
        (package({"[Content_Types].xml": content_types(OFFICE + "presentationml.presentation.main+xml")}), "pptx"),
        (
            package({"[Content_Types].xml": content_types("application/vnd.ms-excel.sheet.binary.macroEnabled.main")}),
            "xlsb",
        ),
        (package({"mimetype": "application/vnd.oasis.opendocument.text"}), "odt"),
        (package({"OFD.xml": "<ofd/>"}), "OFD"),
        (package({"读我.txt": "文"}), "压缩包"),
        (b"{\\rtf1 x}", "RTF"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "7z"),
        (b"Rar!\x1a\x07\x01\x00", "RAR"),
        (b"\x89PNG\r\n\x1a\n\0\0", "图片"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "图片"),
        (b"BM\x36\0\0\0\0\0", "图片"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w/>', "Word XML"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "Excel 2003"),
        (b"<?xml version='1.0'?><data/>", "XML"),
        (bytes(range(256)) * 4, "无法识别"),
    ],
)
def test_unknown_formats_are_named_with_a_way_out(data: bytes, word: str) -> None:
    with pytest.raises(UnknownFormat) as caught:
        read(Source("文件.docx", data))
    assert word in caught.value.message.zh
    assert "请" in caught.value.message.zh
    assert caught.value.message.en.endswith(".")


@pytest.mark.parametrize(
    "data", [b"", b" \r\n\t ", b"\xef\xbb\xbf \n", "\u3000\n".encode(), b"\0" * 600, b"<html></html>"]
)
def test_blank_files(data: bytes) -> None:
    with pytest.raises(EmptyInput):
        read(Source("空.txt", data))


def test_a_document_without_words_is_empty() -> None:
    with pytest.raises(EmptyInput):
        read(docx("<w:p/><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"))


def test_encrypted_documents() -> None:
    with pytest.raises(EncryptedInput):
        read(Source("密.docx", ole_file("EncryptionInfo", "EncryptedPackage")))


def test_streams_of_embedded_files_do_not_count() -> None:
    data = ole_file("Pool") + "Workbook".encode("utf-16-le")
    with pytest.raises(UnknownFormat):
        read(Source("a.xls", data))


def test_a_damaged_directory() -> None:
    with pytest.raises(DamagedInput):
        read(Source("a.xls", ole_file("Workbook")[:700]))


def test_a_wrong_suffix_is_no_error_but_a_remark() -> None:
    source = docx(p("文"))
    assert read(source).remarks == {}
    assert read(Source("报告.doc", source.data)).remarks == {"suffix-mismatch": 1}
    assert read(Source("报告.pdf", source.data)).remarks == {"suffix-mismatch": 1}
    assert read(Source("报告", source.data)).remarks == {}


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*/*.*x*")), ids=lambda path: path.name)
def test_samples_are_recognised(path: Path) -> None:
    assert reader_name(open_source(path)) == path.suffix[1:]


def test_errors_of_the_file_system(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        read(tmp_path / "没有.docx")
    with pytest.raises(UsageError):
        read(tmp_path)
    (tmp_path / "空.docx").touch()
    with pytest.raises(EmptyInput):
        read(tmp_path / "空.docx")


def test_large_files_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    path.write_bytes(b"x" * 2000)
    with pytest.raises(LimitExceeded) as caught:
        read(path, Limits(max_file_bytes=1999))
    assert "2,000" in caught.value.message.zh
    assert "KAOCHENG_MAX_FILE_BYTES" in caught.value.message.en


@pytest.mark.parametrize(
    "error", [RecursionError(), MemoryError(), ValueError("x"), ZeroDivisionError(), AssertionError()]
)
def test_nothing_but_read_errors_leaves_the_registry(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(source: Source, limits: Limits) -> None:
        raise error

    monkeypatch.setattr("kaocheng.readers.docx.read", broken)
    with pytest.raises(ReadError) as caught:
        read(docx(p("文")))
    assert caught.value.__cause__ is error


def test_limits_from_the_environment() -> None:
    limits = limits_from_environment(
        {"KAOCHENG_MAX_PAGES": "800", "KAOCHENG_MAX_SECONDS": "1.5", "KAOCHENG_MAX_ROWS": " "}
    )
    assert limits == Limits(max_pages=800, max_seconds=1.5)
    assert limits_from_environment({}) is limits_from_environment({})
    for text in ("many", "0", "-1", "1.5", "nan"):
        with pytest.raises(UsageError, match="KAOCHENG_MAX_PAGES"):
            limits_from_environment({"KAOCHENG_MAX_PAGES": text})
    with pytest.raises(UsageError):
        Limits(max_pages=0)


def test_the_deadline() -> None:
    limits = Limits(max_seconds=1e-9)
    with pytest.raises(LimitExceeded):
        limits.deadline().check()
    Limits().deadline().check()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_text_is_decoded_by_content(encoding: str) -> None:
    text = "项目名称：机房、网络、网站建设（97.52万元）\r\n联通"
    assert decode_text(text.encode(encoding)) == text


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_mark(order: str) -> None:
    assert decode_text("得分 90，权重 10\n".encode(order)) == "得分 90，权重 10\n"


def test_one_damaged_byte_does_not_turn_the_text_into_another() -> None:
    data = bytearray(("绩效自评报告" * 100).encode())
    data[300] = 0xFF
    assert decode_text(bytes(data)).startswith("绩效自评报告绩效自评报告")
    assert decode_text("绩效自评".encode()[:-1]) == "绩效自\ufffd"
