#!/bin/sh
# Builds the wheel, installs it with its run-time dependencies only into an empty environment, and runs it away from
# the source tree: what `pip install kaocheng` gives.
set -eu
cd "$(dirname "$0")/.."
root=$(pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
.venv/bin/python -m hatchling build -t wheel -d "$work/dist" >/dev/null
# The lock file pins what the wheel needs; hashes are for the lock, so the pins are taken as constraints.
sed -n 's/^\([A-Za-z0-9_.-]*==[^ ;\\]*\).*/\1/p' requirements.lock | sort -u | awk -F== '!seen[$1]++ || 1' > "$work/all.txt"
awk -F== '{n[$1]++; line[$1]=$0} END {for (k in n) if (n[k]==1) print line[k]}' "$work/all.txt" > "$work/constraints.txt"
if command -v uv >/dev/null 2>&1; then
    uv venv --quiet --python .venv/bin/python "$work/env"
    uv pip install --quiet --python "$work/env/bin/python" -c "$work/constraints.txt" "$work"/dist/*.whl
else
    python=$(.venv/bin/python -c 'import sys; print(sys._base_executable)')
    "$python" -m venv "$work/env"
    "$work/env/bin/python" -m pip install --quiet --disable-pip-version-check -c "$work/constraints.txt" "$work"/dist/*.whl 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
fi
cd "$work"
env/bin/kaocheng --version
status=0
env/bin/kaocheng check "$root/samples/seeds/docx/chengde-2022.docx" "$root/samples/seeds/pdf/luquan-2024.pdf" \
    "$root/samples/seeds/xlsx/chengde-2022.xlsx" "$root/samples/seeds/txt/bishan-2022.txt" --format jsonl -o out.jsonl || status=$?
[ "$status" -eq 1 ] || { echo "expected exit status 1 (findings), got $status" >&2; exit 1; }
env/bin/python - <<'PY'
import json
lines = [json.loads(line) for line in open("out.jsonl", encoding="utf-8")]
assert len(lines) == 4 and all(line["error"] is None and line["findings"] for line in lines), lines
print(f"wheel: {len(lines)} reports checked, {sum(len(line['findings']) for line in lines)} findings")
PY
env/bin/kaocheng scheme list > /dev/null
env/bin/kaocheng rule list > /dev/null
