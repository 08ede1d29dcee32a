#!/usr/bin/env bash
# make-venv.sh PYTHON FOLDER: a virtual environment with pip. Debian ships the module that makes
# it in a package of its own, which is installed when it is missing.
set -euo pipefail
python=$1 venv=$2
PATH=${PATH//"$venv/bin:"/} # a half-made environment must not make its own successor

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "Temoin needs Python 3.11 or newer; '$python' is $("$python" --version 2>&1 || true)." >&2
  echo "Name another one: make PYTHON=/path/to/python3.11" >&2
  exit 1
}
if ! "$python" -c 'import ensurepip, venv' 2> /dev/null; then
  "$(dirname "$0")/system-packages.sh" venv
fi
"$python" -m venv --clear "$venv"
