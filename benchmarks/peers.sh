#!/bin/sh
# Makes .venv-peers with the libraries of peers.txt, and docling where a CPU build of PyTorch can be had.
#
#   PYTHON=python3.12 sh benchmarks/peers.sh
set -eu
cd "$(dirname "$0")/.."
torch="torch==2.13.0"
"${PYTHON:-python3}" -m venv .venv-peers
.venv-peers/bin/pip install --quiet --requirement benchmarks/peers.txt
# Docling asks for PyTorch, and left to itself takes the newest, with gigabytes for graphics cards: a CPU build first,
# and docling only beside that very version.
if .venv-peers/bin/pip install --quiet "$torch"; then
    .venv-peers/bin/pip install --quiet docling "$torch" || echo "docling could not be installed: it is left out" >&2
else
    echo "no $torch: docling is left out" >&2
fi
