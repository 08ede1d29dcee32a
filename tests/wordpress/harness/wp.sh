#!/bin/bash
# wp.sh DIR 'php code' [path of the site, multisite]: runs PHP inside the started WordPress, as the administrator
set -euo pipefail
DIR=${1:?dir}
exec curl --silent --show-error --fail-with-body --header "X-Harness-Token: $(cat "$DIR/token")" --header "X-Harness-Site: ${3:-/}" \
  --header 'Content-Type: text/plain' --data-binary "$2" "http://127.0.0.1:$(cat "$DIR/port")/harness-eval"
