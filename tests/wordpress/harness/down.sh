#!/bin/bash
# down.sh DIR [-k keep files]: ends that instance's own processes by id and removes its folder
DIR=${1:?dir}
for file in "$DIR/php.pid" "$DIR/mysql/pid"; do
  [ -s "$file" ] || continue
  pid=$(cat "$file"); kill -TERM -- "-$pid" 2>/dev/null || kill -TERM "$pid" 2>/dev/null
  # a process that nobody has collected yet (state Z) has ended too
  for _ in $(seq 50); do grep -qs '^State:[[:space:]]*[^Z]' "/proc/$pid/status" || break; sleep .1; done
  rm -f "$file"
done
[ "${2:-}" = -k ] || rm -rf "$DIR"
