#!/bin/sh
# Makes .venv and installs the pinned dependencies. Each thing that can be missing has its sentence.
set -eu
PYTHON=${PYTHON:-python3}

fail() {
    printf '%s\n' "$1" >&2
    exit 1
}

command -v "$PYTHON" >/dev/null 2>&1 || fail "Amends needs Python 3.11 or newer, and there is no $PYTHON here."
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "Amends needs Python 3.11 or newer; $PYTHON is $("$PYTHON" -V 2>&1 | cut -d' ' -f2). Name another one: make run PYTHON=python3.12"
[ -w . ] || fail "This folder cannot be written to: $PWD"
free=$(df -Pk . | awk 'NR==2 {print $4}')
[ "$free" -gt 1500000 ] || [ -d .venv ] ||
    fail "Amends needs about 1.5 GB of free disk to set itself up; there is $((free / 1024)) MB."

echo "Making the virtual environment .venv ..."
"$PYTHON" -m venv .venv 2>.venv-error || fail "Python could not make a virtual environment: $(cat .venv-error; rm -f .venv-error)"
rm -f .venv-error
echo "Installing the pinned dependencies ..."
.venv/bin/pip install --quiet --disable-pip-version-check --constraint requirements.txt --editable '.[dev]' ||
    fail "The dependencies could not be installed; the lines above say why. Is a package index reachable?"
