#!/bin/bash
# check.sh FILE…: reads PHP files with PHP 7.4's parser; the WebAssembly build (53 MB) is installed once into the cache folder.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
HOME_DIR=${TEMOIN_TEST_CACHE:-$HOME/.cache/temoin-tests}/php74
mkdir -p "$HOME_DIR"
cp "$HERE/package.json" "$HERE/check.mjs" "$HOME_DIR/"
[ -d "$HOME_DIR/node_modules/@php-wasm/node-7-4" ] || (cd "$HOME_DIR" && npm install --no-audit --no-fund --silent >&2)
exec node "$HOME_DIR/check.mjs" "$@"
