#!/bin/sh
# Rewrites the lock file from pyproject.toml. Needs uv; nobody needs it to use the lock file.
set -eu
cd "$(dirname "$0")/.."
{
    echo "# Written by scripts/lock.sh from pyproject.toml: the package and its development tools, with hashes."
    uv pip compile pyproject.toml --group dev --extra web --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet
} > requirements.lock
