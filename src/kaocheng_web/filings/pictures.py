"""A page of a pdf as a picture, drawn in a process of its own.

A pdf is hostile until parsed: what takes too long, too much memory, or brings the library down, takes down that process
and nothing else. Run as a module: the pdf on standard input, "<number of pages>\\n" and a PNG on standard output.
"""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from dataclasses import dataclass

_WIDTH = 1100  # pixels
_MOST_PIXELS = 4_000_000
_SECONDS = 10
_MEMORY = 1536 * 1024**2


@dataclass(frozen=True, slots=True)
class Picture:
    """`pages`: how many there are."""

    png: bytes
    pages: int


def draw_page(pdf: bytes, number: int) -> Picture | None:
    """Page `number`, from 1. None where there is no such page, or where the file cannot be drawn."""
    command = [sys.executable, "-m", "kaocheng_web.filings.pictures", str(number)]
    try:
        done = subprocess.run(command, input=pdf, capture_output=True, timeout=_SECONDS + 5, check=False)
    except subprocess.TimeoutExpired:
        return None
    pages, _, png = done.stdout.partition(b"\n")
    return Picture(png, int(pages)) if done.returncode == 0 and pages.isdigit() and png else None


def to_png(width: int, height: int, rows: bytes, stride: int) -> bytes:
    """A PNG of 8-bit RGB pixels. `stride`: bytes from one row to the next in `rows`."""
    lines = b"".join(b"\0" + rows[y * stride : y * stride + width * 3] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 6)), (b"IEND", b""))
    )


def _draw(data: bytes, number: int) -> Picture:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    page = document[number - 1]
    width, height = page.get_size()
    scale = min(_WIDTH / width, (_MOST_PIXELS / (width * height)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True, draw_annots=True)
    return Picture(to_png(bitmap.width, bitmap.height, bytes(bitmap.buffer), bitmap.stride), len(document))


def _main() -> int:
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    found = _draw(sys.stdin.buffer.read(), int(sys.argv[1]))
    sys.stdout.buffer.write(b"%d\n" % found.pages + found.png)
    return 0


if __name__ == "__main__":
    sys.exit(_main())
