#!/bin/bash
# wp.sh DIR 'php code' [path of the site, multisite]: runs PHP inside the started WordPress, as the administrator
DIR=${1:?dir}; export TEMOIN_WP_CODE=$2 TEMOIN_WP_DIR=$DIR TEMOIN_WP_PORT TEMOIN_WP_PATH=${3:-/}
TEMOIN_WP_PORT=$(cat "$DIR/port")
mkdir -p "$DIR/opcache" # compiled files kept on disk: a third of the time
exec php -d opcache.enable_cli=1 -d "opcache.file_cache=$DIR/opcache" -d memory_limit=512M "$(dirname "$0")/lib/eval.php"
