"""Makes the pictures of the guides from real output. Needs chromium, LibreOffice, pdftoppm and CJK fonts.

    python scripts/pictures.py [NAME…]     e.g. annotated report web; all by default

Each picture is what a command of today prints, turned into an image by a program that is not ours: LibreOffice for
documents, Chromium for pages and for what a terminal shows; then the colours are reduced. `web` starts the web application with a fresh example county
(or the one in KAOCHENG_DATA) and photographs it at 1280 pixels, as the people of the county see it.
"""

from __future__ import annotations

import contextlib
import html
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SEEDS = Path("samples/seeds")
PICTURES = ROOT / "docs" / "guide" / "pictures"
KAOCHENG = str(ROOT / ".venv" / "bin" / "kaocheng")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]
CHROMIUM = ["chromium", "--headless", *QUIET]
WITH_NOTES = 'pdf:writer_pdf_Export:{"ExportNotes":{"type":"boolean","value":"true"}}'
DOCX = str(SEEDS / "docx" / "chengde-2022.docx")
TERMINAL = (
    "body{margin:0;background:#14202e;color:#e4ebf3;font:14px/1.5 'Noto Sans Mono CJK SC',monospace}"
    "pre{margin:16px;white-space:pre-wrap}b{color:#8fc1ff;font-weight:400}"
)
# The first page element of the findings page is hidden so that the source table with its findings fills the picture.
FORM_FIRST = (
    "main>:first-child,.sheet>*:not(h2):not(.verdict):not(.split){display:none}.findings{max-height:none!important}"
)


def run(*arguments: str) -> str:
    """What the command prints; its exit status is that of the findings."""
    done = subprocess.run([KAOCHENG, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"kaocheng {' '.join(arguments)}\n{done.stderr}")
    return done.stdout + done.stderr


def page(work: Path, address: Path, name: str, size: str) -> None:
    profile, shot = work / "profile", work / "shot.png"
    command = [
        *CHROMIUM,
        f"--user-data-dir={profile}",
        f"--window-size={size}",
        f"--screenshot={shot}",
        address.as_uri(),
    ]
    subprocess.run(command, check=True, capture_output=True)
    keep(shot, name)


def terminal(work: Path, name: str, size: str, *arguments: str, lines: int = 40) -> None:
    """What a command shows, its own line in front."""
    shown = run(*arguments, "--lang", "zh").splitlines()
    text = "\n".join(line.replace(str(work), "…") for line in shown[:lines]) + ("\n…" if len(shown) > lines else "")
    line = "$ kaocheng " + " ".join(Path(word).name if "/" in word else word for word in arguments)
    body = f"<meta charset=utf-8><style>{TERMINAL}</style><pre><b>{html.escape(line)}</b>\n{html.escape(text)}</pre>"
    file = work / "terminal.html"
    file.write_text(body, encoding="utf-8")
    page(work, file, name, size)


def document(
    work: Path, file: Path, name: str, number: int = 1, dots: int = 70, target: str = "pdf", part: str = ""
) -> None:
    """One page of a document as LibreOffice prints it. `part`: width and height of its upper left part, in dots."""
    if file.suffix != ".pdf":
        command = [
            "soffice",
            f"-env:UserInstallation={(work / 'office').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
        ]
        subprocess.run([*command, "--outdir", str(work), str(file)], check=True, capture_output=True)
        file = work / f"{file.stem}.pdf"
    pages = ["-f", str(number), "-l", str(number)]
    if part:
        width, height = part.split(",")
        pages += ["-x", "0", "-y", "0", "-W", width, "-H", height]
    subprocess.run(
        ["pdftoppm", "-png", "-r", str(dots), *pages, "-singlefile", str(file), str(work / "shot")], check=True
    )
    keep(work / "shot.png", name)


def keep(shot: Path, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"{name}.png").write_bytes(reduce(shot.read_bytes()))
    print(PICTURES.relative_to(ROOT) / f"{name}.png")


def reduce(png: bytes) -> bytes:
    """The picture in its 256 commonest colours, a third of the size: these are pages of text, not photographs."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    if (depth, kind) not in ((8, 2), (8, 6)):
        return png
    rows = list(scan_lines(png, width * (channels := 3 if kind == 2 else 4), channels))
    pixels = [[row[i : i + 3] for i in range(0, len(row), channels)] for row in rows]
    counted = Counter(pixel for row in pixels for pixel in row)
    palette = [color for color, _ in counted.most_common(256)]
    place = {
        color: min(range(len(palette)), key=lambda n: sum((a - b) ** 2 for a, b in zip(palette[n], color, strict=True)))
        for color in counted
    }
    data = b"".join(b"\0" + bytes(place[pixel] for pixel in row) for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", b"".join(palette)), (b"IDAT", zlib.compress(data, 9)), (b"IEND", b""))
    return png[:8] + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )


def scan_lines(png: bytes, length: int, step: int) -> Iterator[bytes]:
    """The rows of a picture of 8 bits a channel, the filters of the format undone."""
    packed, place = b"", 8
    while place < len(png):
        size, name = struct.unpack(">I4s", png[place : place + 8])
        packed += png[place + 8 : place + 8 + size] if name == b"IDAT" else b""
        place += size + 12
    data, above = zlib.decompress(packed), bytes(length)
    for start in range(0, len(data), length + 1):
        row = bytearray(data[start + 1 : start + 1 + length])
        for i in range(length) if (filtered := data[start]) else ():
            left, up, corner = (row[i - step], above[i], above[i - step]) if i >= step else (0, above[i], 0)
            near = min((left, up, corner), key=lambda value: abs(left + up - corner - value))
            row[i] = row[i] + (0, left, up, (left + up) // 2, near)[filtered] & 255
        above = bytes(row)
        yield above


def findings(work: Path) -> None:
    file = work / "page.html"
    source = str(SEEDS / "docx" / "beita-2023.docx")
    run("check", source, "--select", "ARI,SCO,IND", "--lang", "zh", "--format", "html", "-o", str(file))
    # The page allows only its own style sheet; the copy for the picture hides what stands above the source table.
    text = re.sub(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "", file.read_text(encoding="utf-8"))
    file.write_text(text.replace("</head>", f"<style>{FORM_FIRST}</style></head>"), encoding="utf-8")
    page(work, file, "findings", "1280,1330")


def summary(work: Path) -> None:
    file = work / "batch.html"
    run("check", str(SEEDS / "docx"), "--lang", "zh", "--format", "html", "-o", str(file))
    page(work, file, "summary", "1280,1100")


def annotated(work: Path) -> None:
    file = work / "annotated.docx"
    run("check", DOCX, "--lang", "zh", "--annotate", str(file))
    document(work, file, "annotated", 6, dots=90, target=WITH_NOTES)


def workbook(work: Path) -> None:
    file = work / "findings.xlsx"
    run("check", str(SEEDS / "docx"), "--lang", "zh", "--format", "xlsx", "-o", str(file))
    document(work, file, "workbook", dots=260, part="1600,700")


def sarif(work: Path) -> None:
    terminal(work, "sarif", "1000,760", "check", DOCX, "--select", "ARI-01", "--format", "sarif", lines=34)


def fix(work: Path) -> None:
    terminal(work, "fix", "1100,270", "check", str(SEEDS / "docx" / "yuanshi-2022.docx"), "--fix", lines=28)


def forms(work: Path) -> None:
    line = work / "chengde-2022.jsonl"
    line.write_text(run("extract", DOCX, "--format", "jsonl"), encoding="utf-8")
    for to in ("docx", "xlsx", "pdf"):
        run("render", str(line), "--to", to, "-o", str(work / to))
        document(work, work / to / f"chengde-2022.{to}", f"form-{to}", 2 if to != "xlsx" else 1)


def blank(work: Path) -> None:
    file = work / "blank.xlsx"
    run("render", "--template", "F-01", "--blank", "-o", str(file))
    document(work, file, "blank")


def report(work: Path) -> None:
    file = work / "report.docx"
    run("report", DOCX, "-o", str(file), "--lang", "zh")
    document(work, file, "report", 2)


def publish(work: Path) -> None:
    source = str(SEEDS / "docx" / "yuanshi-2022.docx")
    terminal(work, "publish", "1000,700", "publish", source, "-o", str(work / "public.docx"), "--force", lines=32)


def web(work: Path) -> None:
    """The web application, one picture for each stage of the year."""
    from playwright.sync_api import sync_playwright

    with example_county(work) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        county = County(browser, address, work)
        county.photograph("sign-in", county.open("", "/accounts/login/"), 700)
        page = county.open("preparer", "/projects/?year=2025", "农村公路日常养护（东部片区）")
        county.photograph("project", page, 640)
        page = county.open("preparer", "/projects/?year=2025", "农村公路日常养护")
        page.locator('main a[href^="/filings/"]', has_text="继续填报").last.click()
        cell = page.locator('[data-field="indicators[3].score"]')
        cell.locator("[data-input]").fill("12")  # more than its weight: told at the cell as it is typed
        page.locator("#panel .badge.error").first.wait_for()
        county.photograph("editor", page, 930)
        page = county.open("preparer", "/monitoring/")
        page.locator("select[name=cycle]").select_option(label="2025")
        page.locator("select[name=round]").select_option("2")
        page.get_by_role("button", name="筛选").click()
        page.get_by_role("link", name="办公用房运行维护", exact=True).click()
        county.photograph("monitoring", page, 1440)
        county.photograph("queue", county.open("finance", "/review/"), 760)
        county.photograph("dashboard", county.open("manager", "/dashboards/?year=2025"), 900)
        county.photograph("public", county.open("", "/public/", "农村公路日常养护（东部片区）"), 900)
        browser.close()


class County:
    """The example county in a browser, everybody with a session of his own."""

    def __init__(self, browser: Any, address: str, work: Path) -> None:
        self._browser, self._address, self._work = browser, address, work
        self._pages: dict[str, Any] = {}

    def open(self, person: str, path: str, link: str = "") -> Any:
        """A page as a person of the county sees it ("": a visitor), or what a link on it leads to."""
        if person not in self._pages:
            page = self._browser.new_context(base_url=self._address, locale="zh-CN").new_page()
            if person:
                page.goto("/accounts/login/")
                page.locator(f'[data-fill="{person}"]').click()
                page.locator("#sign-in button.btn-primary").click()
                page.wait_for_url("**/")
            self._pages[person] = page
        page = self._pages[person]
        page.goto(path)
        if link:
            page.locator("main").get_by_role("link", name=link, exact=True).first.click()
        return page

    def photograph(self, name: str, page: Any, height: int) -> None:
        page.set_viewport_size({"width": 1280, "height": height})
        page.wait_for_load_state("networkidle")
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=str(self._work / "shot.png"), animations="disabled")
        keep(self._work / "shot.png", f"web-{name}")


@contextlib.contextmanager
def example_county(work: Path) -> Iterator[str]:
    """Address of a server with the example county; it takes a minute to load."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    surroundings = {"KAOCHENG_DATA": str(work / "county"), **os.environ}
    command = [KAOCHENG, "serve", "--demo", "--port", str(port), "--workers", "1"]
    with (work / "server.log").open("w+", encoding="utf-8") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=log, stderr=subprocess.STDOUT)
        try:
            while not answers(f"{address}/healthz"):
                if server.poll() is not None:
                    raise SystemExit((work / "server.log").read_text("utf-8"))
                time.sleep(0.5)
            yield address
        finally:
            server.terminate()
            server.wait()


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


PICTURES_OF: dict[str, Callable[[Path], None]] = {
    function.__name__: function
    for function in (findings, summary, annotated, workbook, sarif, fix, forms, blank, report, publish, web)
}


def main(names: list[str]) -> None:
    for name in names or PICTURES_OF:
        with tempfile.TemporaryDirectory() as work:
            PICTURES_OF[name](Path(work))


if __name__ == "__main__":
    main(sys.argv[1:])
