#!/bin/bash
# down.sh DIR [-k keep files]: ends that instance's own processes by id and removes its folder
DIR=${1:?dir}
if [ -s "$DIR/php.pid" ]; then
  PID=$(cat "$DIR/php.pid")
  kill -TERM -- "-$PID" 2>/dev/null
  # a process that nobody has collected yet (state Z) has ended too
  for _ in $(seq 50); do grep -qs '^State:[[:space:]]*[^Z]' "/proc/$PID/status" || break; sleep .1; done
  rm -f "$DIR/php.pid"
fi
[ "${2:-}" = -k ] || rm -rf "$DIR"
