#!/bin/bash
# down.sh DIR [-k keep files]: ends that instance's own processes by id and removes its folder
DIR=${1:?dir}
if [ -s "$DIR/php.pid" ]; then
  PID=$(cat "$DIR/php.pid")
  kill -KILL -- "-$PID" 2>/dev/null # the server has nothing to save, and waits for its workers when asked politely
  # a process that nobody has collected yet (state Z) has ended too
  for _ in $(seq 50); do grep -qs '^State:[[:space:]]*[^Z]' "/proc/$PID/status" || break; sleep .1; done
  rm -f "$DIR/php.pid"
fi
[ "${2:-}" = -k ] || rm -rf "$DIR"
