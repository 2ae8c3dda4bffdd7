"""Makes the pictures of the guides from real output. Needs chromium, LibreOffice, pdftoppm and CJK fonts.

    python scripts/pictures.py [NAME…]     e.g. annotated report; all by default

Each picture is what a command of today prints, turned into an image by a program that is not ours: LibreOffice for
documents, Chromium for pages and for what a terminal shows.
"""

from __future__ import annotations

import html
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
SEEDS = Path("samples/seeds")
PICTURES = ROOT / "docs" / "guide" / "pictures"
KAOCHENG = str(ROOT / ".venv" / "bin" / "kaocheng")
CHROMIUM = [
    "chromium",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]
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
    shot.replace(PICTURES / f"{name}.png")
    print(PICTURES.relative_to(ROOT) / f"{name}.png")


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


PICTURES_OF: dict[str, Callable[[Path], None]] = {
    function.__name__: function
    for function in (findings, summary, annotated, workbook, sarif, fix, forms, blank, report, publish)
}


def main(names: list[str]) -> None:
    for name in names or PICTURES_OF:
        with tempfile.TemporaryDirectory() as work:
            PICTURES_OF[name](Path(work))


if __name__ == "__main__":
    main(sys.argv[1:])
