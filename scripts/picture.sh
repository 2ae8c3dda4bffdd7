#!/bin/sh
# Makes docs/guide/check.png, the picture in the README, from real output: the page of one report, scrolled to the
# source table with the findings beside it. Needs chromium.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
.venv/bin/kaocheng check "${1:-samples/seeds/docx/beita-2023.docx}" --select ARI,SCO,IND --lang zh --format html -o "$work/page.html" || [ $? -eq 1 ]
# The page allows only its own style sheet; the copy for the picture hides what stands above the source table.
.venv/bin/python - "$work/page.html" <<'PY'
import re, sys
page = open(sys.argv[1], encoding="utf-8").read()
page = re.sub(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "", page)
hide = "main>:first-child,.sheet>*:not(h2):not(.verdict):not(.split){display:none}.findings{max-height:none!important}"
open(sys.argv[1], "w", encoding="utf-8").write(page.replace("</head>", f"<style>{hide}</style></head>"))
PY
chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --user-data-dir="$work/profile" --hide-scrollbars \
    --window-size=1280,1330 --screenshot="$work/page.png" "file://$work/page.html" >/dev/null 2>&1
mkdir -p docs/guide
cp "$work/page.png" docs/guide/check.png
