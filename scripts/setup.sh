#!/bin/sh
# Makes .venv with everything in requirements.lock and this package, editable. Safe to run again.
# Uses uv where it is present, else venv and pip, else the pip of the system, else says what to install.
set -eu
cd "$(dirname "$0")/.."
stamp=.venv/.kaocheng-setup
want=$(cat requirements.lock pyproject.toml scripts/setup.sh | cksum)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ]; then exit 0; fi

suitable() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
python=
for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14 python; do
    if suitable "$candidate"; then python=$candidate; break; fi
done
if [ -z "$python" ]; then
    echo "Kaocheng needs Python 3.11 or newer; none was found. 需要 Python 3.11 或更高版本。" >&2
    echo "On Debian or Ubuntu:  apt install python3" >&2
    exit 1
fi
python=$("$python" -c 'import sys; print(sys.executable)')

echo "Setting up .venv with $("$python" --version) …" >&2
rm -rf .venv
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if command -v uv >/dev/null 2>&1 && uv venv --quiet --python "$python" .venv >"$log" 2>&1; then
    uv pip install --quiet --python .venv/bin/python --require-hashes -r requirements.lock
    uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e .
else
    if "$python" -m venv .venv >"$log" 2>&1; then
        pip=".venv/bin/python -m pip"
    elif rm -rf .venv && "$python" -m pip --version >/dev/null 2>&1 && "$python" -m venv --without-pip .venv >"$log" 2>&1; then
        pip="$python -m pip --python .venv/bin/python"
    else
        rm -rf .venv
        echo "This Python cannot make virtual environments. 缺少 venv 组件，请安装：" >&2
        echo "    apt install python3-venv" >&2
        exit 1
    fi
    $pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
    $pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
fi
echo "$want" > "$stamp"
