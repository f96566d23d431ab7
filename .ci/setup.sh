#!/usr/bin/env bash
# Makes .venv with exactly the locked packages and this project in editable form.
# Needs a Python of at least 3.11 and the network, nothing else. Does nothing when nothing has changed.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*"; }
die() { say "$*" >&2; exit 1; }

venv=.venv
python=$venv/bin/python
stamp=$venv/.setup-stamp

# What was installed depends on these files alone, and on where the project lies (an editable install names its folder).
fingerprint() {
    "$python" - requirements.lock pyproject.toml .ci/setup.sh <<'PY'
import hashlib, pathlib, sys
digest = hashlib.sha256(str(pathlib.Path.cwd()).encode())
for name in sys.argv[1:]:
    digest.update(pathlib.Path(name).read_bytes())
print(sys.version.split()[0], digest.hexdigest())
PY
}

is_recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python python3.14 python3.13 python3.12 python3.11}; do
        if command -v "$candidate" >/dev/null && is_recent "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    return 1
}

# A virtual environment outlives neither the removal of its Python nor a move of its folder.
if [ -d "$venv" ] && ! is_recent "$python"; then
    say "$venv no longer runs, making it anew"
    rm -rf "$venv"
fi

if [ -x "$python" ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(fingerprint)" ]; then
    exit 0
fi

if [ ! -x "$python" ]; then
    base=$(find_python) || die "no Python of at least 3.11 found; name one with PYTHON=/path/to/python make setup"
    "$base" -c 'import venv, ensurepip' 2>/dev/null ||
        die "$base has no venv module; install it first (on Debian and Ubuntu: apt-get install python3-venv)"
    say "making $venv with $("$base" --version)"
    "$base" -m venv "$venv"
fi

# uv is itself locked, so that every machine installs with the same one; pip only fetches that single package.
if [ ! -x "$venv/bin/uv" ]; then
    say "installing uv"
    lock_of_uv=$(mktemp)
    trap 'rm -f "$lock_of_uv"' EXIT
    awk '/^uv==/ { inside = 1 } inside { print } inside && !/\\$/ { exit }' requirements.lock >"$lock_of_uv"
    "$python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement "$lock_of_uv"
fi

say "installing the locked packages"
rm -f "$stamp"
"$venv/bin/uv" pip sync --quiet --python "$python" --require-hashes requirements.lock
# The build backend is among the locked packages, so nothing unlocked is fetched to build the project.
"$venv/bin/uv" pip install --quiet --python "$python" --no-deps --no-build-isolation --editable .
fingerprint >"$stamp"
say "ready"
