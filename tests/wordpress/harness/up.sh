#!/bin/bash
# up.sh -i DIR [options] PLUGIN_FOLDER...   starts a real WordPress on 127.0.0.1 with those plugins copied in and active
#  -p PORT (8765)  -c CORE (trixie; see get-core.sh)  -m multisite (adds /client/, network-activates)
#  -t THEME (first found; 'classic' = the harness's own classic theme)  -x PLUGIN_FOLDER copied in, left inactive (repeatable)
#  env TEMOIN_WP_PAGECACHE=1: full-page cache for anonymous visitors; TEMOIN_WP_WORKERS=4: PHP workers
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
PORT=8765; CORE=trixie; DIR=""; THEME=""; MULTISITE=0; IDLE=()
while getopts p:c:i:t:x:m o; do case $o in
  p) PORT=$OPTARG;; c) CORE=$OPTARG;; i) DIR=$OPTARG;; t) THEME=$OPTARG;; x) IDLE+=("$OPTARG");; m) MULTISITE=1;; *) exit 2;;
esac; done; shift $((OPTIND-1))
: "${DIR:?-i DIR is needed}"
URL=http://127.0.0.1:$PORT
[ ! -e "$DIR/php.pid" ] || "$HERE/down.sh" "$DIR" >/dev/null
rm -rf "$DIR"; mkdir -p "$DIR"; DIR=$(cd "$DIR" && pwd); echo "$PORT" > "$DIR/port"; (umask 077; od -An -N16 -tx1 /dev/urandom | tr -d ' ' > "$DIR/token")
cp -a --reflink=auto "$("$HERE/get-core.sh" "$CORE")" "$DIR/site"
SITE=$DIR/site; mkdir -p "$SITE"/wp-content/{plugins,themes,mu-plugins,uploads}
cp "$HERE/lib/mu-harness.php" "$SITE/wp-content/mu-plugins/"; rm -f "$SITE/wp-content/mu-plugins/install.php"
cp -r "$HERE/lib/classic" "$SITE/wp-content/themes/classic" # Debian's packages hold no classic theme
[ -n "$THEME" ] || for t in six five four three two; do [ ! -d "$SITE/wp-content/themes/twentytwenty$t" ] || { THEME=twentytwenty$t; break; }; done
THEME=${THEME:-classic}
SLUGS=""
for plugin in "$@"; do slug=$(basename "$(realpath "$plugin")"); rm -rf "$SITE/wp-content/plugins/$slug"; cp -rL "$plugin" "$SITE/wp-content/plugins/$slug"; SLUGS=$SLUGS,$slug; done
for plugin in "${IDLE[@]:-}"; do [ -z "$plugin" ] || cp -rL "$plugin" "$SITE/wp-content/plugins/$(basename "$plugin")"; done

# the database: SQLite through WordPress's own drop-in
DROPIN=$("$HERE/get-core.sh" sqlite)
cp -a "$DROPIN" "$SITE/wp-content/sqlite-db"; mkdir -p "$SITE/wp-content/database"
sed -e "s#{SQLITE_IMPLEMENTATION_FOLDER_PATH}#$SITE/wp-content/sqlite-db#" -e 's#{SQLITE_PLUGIN}#sqlite-db/load.php#' "$DROPIN/db.copy" > "$SITE/wp-content/db.php"
printf "<?php define('SQLITE_MAIN_FILE', __FILE__);" > "$SITE/wp-content/mu-plugins/0-sqlite.php" # keeps the drop-in from activating its plugin

write_config() { # true|false: with the multisite constants
  cat > "$SITE/wp-config.php" <<C
<?php
define('DB_NAME','wp'); define('DB_USER',''); define('DB_PASSWORD',''); define('DB_HOST',''); define('DB_CHARSET','utf8mb4'); define('DB_COLLATE','');
define('DB_DIR','$SITE/wp-content/database'); define('DB_FILE','wp.sqlite');
foreach (array('AUTH_KEY','SECURE_AUTH_KEY','LOGGED_IN_KEY','NONCE_KEY','AUTH_SALT','SECURE_AUTH_SALT','LOGGED_IN_SALT','NONCE_SALT') as \$k) define(\$k, sha1("harness \$k"));
define('WP_HOME','$URL'); define('WP_SITEURL','$URL');
if ($1) { define('WP_ALLOW_MULTISITE',true); define('MULTISITE',true); define('SUBDOMAIN_INSTALL',false); define('DOMAIN_CURRENT_SITE','127.0.0.1:$PORT'); define('PATH_CURRENT_SITE','/'); define('SITE_ID_CURRENT_SITE',1); define('BLOG_ID_CURRENT_SITE',1); }
define('WP_DEBUG',true); define('WP_DEBUG_DISPLAY',false); define('WP_DEBUG_LOG','$DIR/debug.log'); @ini_set('display_errors','0');
define('WP_HTTP_BLOCK_EXTERNAL',true); define('WP_ACCESSIBLE_HOSTS','127.0.0.1,localhost'); define('DISABLE_WP_CRON',true); define('AUTOMATIC_UPDATER_DISABLED',true); define('FS_METHOD','direct'); define('WP_MEMORY_LIMIT','256M');
foreach (is_file('$DIR/constants.json') ? json_decode(file_get_contents('$DIR/constants.json'), true) : array() as \$name => \$value) define(\$name, \$value);
\$table_prefix='wp_'; if (!defined('ABSPATH')) define('ABSPATH', __DIR__.'/'); require_once ABSPATH.'wp-settings.php';
C
}
INSTALL=(php -d memory_limit=512M -d display_errors=stderr -d error_reporting=22527 "$HERE/lib/install.php" "$SITE" "$URL" "$SLUGS" "$THEME")
write_config false
"${INSTALL[@]}" $MULTISITE
if [ $MULTISITE = 1 ]; then touch "$SITE/wp-content/.multisite"; write_config true; "${INSTALL[@]}" 2; fi
PHP_CLI_SERVER_WORKERS=${TEMOIN_WP_WORKERS:-4} setsid php -d opcache.enable_cli=1 -d memory_limit=512M -d post_max_size=64M \
  -d upload_max_filesize=64M -d log_errors=1 -d error_log="$DIR/debug.log" -S "127.0.0.1:$PORT" -t "$SITE" "$HERE/lib/router.php" >"$DIR/php.log" 2>&1 </dev/null &
echo $! > "$DIR/php.pid"
for _ in $(seq 100); do curl -fsS -o /dev/null "$URL/wp-login.php" 2>/dev/null && break; sleep .1; done
curl -fsS -o /dev/null "$URL/"
echo "up: $URL (admin/admin, editor/editor, subscriber/subscriber) in $DIR, WordPress $(grep -o "wp_version = '[^']*" "$SITE/wp-includes/version.php" | cut -d"'" -f2), theme $THEME"
