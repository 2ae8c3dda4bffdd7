"""Files made to hurt: every one ends in a `ReadError` or a document, soon, in bounded memory, with nothing written."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaocheng.errors import DamagedInput, EncryptedInput, LimitExceeded, ReadError
from kaocheng.readers import Limits, Source, read
from kaocheng.readers.package import Package, parse_xml
from tests.readers.build_docx import NAMESPACES, content_types, document_xml, docx, p, package, tbl, tc, tr, unpack
from tests.readers.invariants import check_document

SAMPLES = Path(__file__).parents[2] / "samples/seeds/docx"


@pytest.fixture(autouse=True)
def _nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    yield
    assert list(tmp_path.iterdir()) == []


def with_main_part(content: str | bytes) -> Source:
    return Source("a.docx", package({"[Content_Types].xml": content_types(), "word/document.xml": content}))


def read_or_refuse(source: Source) -> None:
    """Any other exception fails the test; so does a document that breaks the invariants."""
    with contextlib.suppress(ReadError):
        check_document(read(source))


def test_a_bomb_is_refused_by_its_ratio() -> None:
    with pytest.raises(LimitExceeded, match="ratio"):
        read(with_main_part(document_xml("<w:p/>" + " " * 8_000_000)))


def test_a_bomb_is_refused_by_its_size() -> None:
    limits = Limits(max_part_bytes=100_000, max_unpacked_bytes=200_000)
    with pytest.raises(LimitExceeded, match=r"word/document\.xml"):
        read(with_main_part("x" * 150_000), limits)
    with pytest.raises(LimitExceeded, match="unpacked size"):
        read(with_main_part("x" * 250_000), limits)


def test_a_bomb_that_lies_about_its_size_is_damaged() -> None:
    data = bytearray(with_main_part(document_xml(p("文") * 5000)).data)
    size = zipfile.ZipFile(io.BytesIO(bytes(data))).getinfo("word/document.xml").file_size
    lie = bytes(data).replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    with pytest.raises(DamagedInput):
        read(Source("a.docx", lie))


def test_a_package_in_a_package_stays_shut() -> None:
    inner = package({"bomb": b"\0" * 1_000_000})
    parts: dict[str, str | bytes] = dict(unpack(docx(p("文"))))
    parts["word/embeddings/inner.zip"] = package({f"{number}.zip": inner for number in range(20)})
    assert [x.text for x in read(Source("a.docx", package(parts))).paragraphs()] == ["文"]


def test_too_many_members() -> None:
    with pytest.raises(LimitExceeded, match="number of files"):
        Package(package({str(number): "" for number in range(11)}), Limits(max_entries=10))


def test_names_that_climb_out_of_the_package_are_only_names() -> None:
    parts: dict[str, str | bytes] = dict(unpack(docx(p("文"))))
    parts |= {"../../escape.txt": "x", "/etc/escape": "x", "C:\\escape.txt": "x"}
    document = read(Source("a.docx", package(parts)))
    assert [x.text for x in document.paragraphs()] == ["文"]


def test_links_out_of_the_package_are_not_followed(tmp_path: Path) -> None:
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Type="x/header" Target="../../../etc/passwd"/>'
        '<Relationship Id="b" Type="x/footer" Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
    )
    parts: dict[str, str | bytes] = dict(unpack(docx(p("文"))))
    parts["word/_rels/document.xml.rels"] = links
    document = read(Source("a.docx", package(parts)))
    assert document.headers == document.footers == ()


def test_members_with_a_password() -> None:
    data = bytearray(with_main_part(document_xml(p("文"))).data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            data[start + offset] |= 1
            start = data.find(mark, start + 4)
    with pytest.raises(EncryptedInput):
        read(Source("a.docx", bytes(data)))


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    "prolog, text",
    [
        (f"{ENTITIES}]>", "&j;"),
        ('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', "&e;"),
        ('<!DOCTYPE x [<!ENTITY % e SYSTEM "http://127.0.0.1:9/x.dtd"> %e;]>', "文"),
        ('<!-- late --> <?x y?>\n<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', "文"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_are_refused(prolog: str, text: str, encoding: str) -> None:
    root = f"<w:document {NAMESPACES}><w:body>{p(text)}</w:body></w:document>"
    content = f"<?xml version='1.0' encoding='{encoding}'?>{prolog}{root}"
    with pytest.raises(DamagedInput):
        read(with_main_part(content.encode(encoding)))


def test_an_unknown_entity_is_damage() -> None:
    with pytest.raises(DamagedInput):
        read(docx(p("&x;")))


def test_an_overlong_text_is_refused() -> None:
    with pytest.raises(LimitExceeded, match="overlong"):
        parse_xml(b"<a>" + b"x" * 11_000_000 + b"</a>")


def test_a_long_comment_before_the_root_is_passed_quickly() -> None:
    assert parse_xml(b"<?x?><!--" + b"-x" * 200_000 + b"--><a/>").tag == "a"


@pytest.mark.parametrize("tag", ["w:p", "w:customXml", "w:tbl", "w:r", "w:ins", "x"])
@pytest.mark.parametrize("depth", [210, 1_000, 100_000])
def test_deep_nesting(tag: str, depth: int) -> None:
    with pytest.raises(LimitExceeded):
        read(docx(f"<{tag}>" * depth + p("文") + f"</{tag}>" * depth))


@pytest.mark.parametrize("depth", [80, 1_000])
def test_deeply_nested_tables(depth: int) -> None:
    with pytest.raises(LimitExceeded):
        read(docx("<w:tbl><w:tr><w:tc>" * depth + p("文") + "</w:tc></w:tr></w:tbl>" * depth))
    with pytest.raises(LimitExceeded):
        read(Source("a.html", ("<table><tr><td>" * depth + "文").encode()))


def test_deep_pages() -> None:
    for tag in ("div", "span", "ol", "font"):
        with pytest.raises(LimitExceeded):
            read(Source("a.html", (f"<html>{f'<{tag}>' * 100_000}文").encode()))


@pytest.mark.parametrize(
    "source",
    [
        docx(tbl(tr(tc("文", span=1_000_000)))),
        docx(tbl(tr(tc("文", span=10**30)))),
        docx(tbl(tr(tc("文"), properties='<w:gridBefore w:val="1000000"/>'))),
        Source("a.html", "<table><tr><td colspan=1000000>文</table>".encode()),
        Source("a.html", "<table><tr><td rowspan=1000000000>文</table>".encode()),
        Source("a.html", f"<table><tr><td colspan={'9' * 5000}>文</table>".encode()),
    ],
    ids=["span", "huge span", "gap", "colspan", "rowspan", "digits"],
)
def test_absurd_spans(source: Source) -> None:
    with pytest.raises(LimitExceeded):
        read(source)


def test_many_wide_rows_are_counted_by_the_grid_they_need() -> None:
    limits = Limits(max_cells=5000)
    with pytest.raises(LimitExceeded, match="number of cells"):
        read(docx(tbl(*[tr(tc("文", span=100))] * 51)), limits)
    with pytest.raises(LimitExceeded, match="number of cells"):
        read(Source("a.html", ("<table>" + "<tr><td colspan=100>文" * 51).encode()), limits)
    with pytest.raises(LimitExceeded, match="number of cells"):
        read(docx(tbl(*[tr(tc("文", span=100))] * 26) * 2), limits)


@pytest.mark.parametrize("limits", [Limits(max_elements=300), Limits(max_rows=9), Limits(max_text_chars=50)])
def test_the_other_limits(limits: Limits) -> None:
    body = tbl(*[tr(tc("文" * 10))] * 10) + p("文") * 100
    with pytest.raises(LimitExceeded):
        read(docx(body), limits)
    with pytest.raises(LimitExceeded):
        read(
            Source("a.html", ("<table>" + "<tr><td>文文文文文文" * 10 + "</table>" + "<p>文</p>" * 400).encode()),
            limits,
        )


@pytest.mark.parametrize("place", range(30))
def test_a_cut_document_is_refused_or_read(place: int) -> None:
    data = (SAMPLES / "bishan-2022.docx").read_bytes()
    read_or_refuse(Source("a.docx", data[: len(data) * place // 30]))


@pytest.mark.parametrize("place", range(30))
def test_a_cut_part_is_refused_or_read(place: int) -> None:
    parts = unpack(Source("a", (SAMPLES / "luquan-2024.docx").read_bytes()))
    main = parts["word/document.xml"]
    parts["word/document.xml"] = main[: len(main) * place // 30]
    with pytest.raises(ReadError):
        read(Source("a.docx", package(parts)))


def test_a_cut_page_is_read_as_far_as_it_goes() -> None:
    page = "<html><p>题</p><table><tr><td rowspan=2>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>".encode()
    for end in range(len(page)):
        read_or_refuse(Source("a.html", page[:end]))


@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_random_bytes(data: bytes) -> None:
    read_or_refuse(Source("a.bin", data))


@given(
    st.sampled_from([b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1"), b"<html>", b"<?xml ", b"MIME-Version: "]),
    st.binary(),
)
@settings(max_examples=60, deadline=None)
def test_random_bytes_under_a_known_beginning(magic: bytes, data: bytes) -> None:
    read_or_refuse(Source("a.bin", magic + data))


CELL = st.builds(
    lambda span, merge, text: tc(text, span, merge),
    st.integers(1, 4),
    st.sampled_from([None, "restart", "continue"]),
    st.sampled_from(["", "甲", " 乙 "]),
)
ROW = st.builds(
    lambda cells, before: tr(*cells, properties=f'<w:gridBefore w:val="{before}"/>' if before else ""),
    st.lists(CELL, max_size=5),
    st.integers(0, 2),
)


@given(st.lists(ROW, max_size=6))
@settings(max_examples=80, deadline=None)
def test_any_merging_gives_a_sound_grid(rows: list[str]) -> None:
    read_or_refuse(docx(p("文") + tbl(*rows)))


SPANS = st.tuples(st.integers(0, 4), st.integers(0, 4))


@given(st.lists(st.lists(SPANS, max_size=4), max_size=6))
@settings(max_examples=80, deadline=None)
def test_any_spans_give_a_sound_grid(rows: list[list[tuple[int, int]]]) -> None:
    lines = ["".join(f"<td rowspan={r} colspan={c}>文</td>" for r, c in row) for row in rows]
    read_or_refuse(Source("a.html", ("<html><p>文<table>" + "".join(f"<tr>{line}</tr>" for line in lines)).encode()))
