#!/usr/bin/env bash
# system-packages.sh GROUP: install those Debian packages of the group that are missing.
# What counts is whether the thing itself is there, so that other systems only need the things.
set -euo pipefail

probe() { # probe PACKAGE: is what the package brings there?
  case $1 in
    python3-venv) "${PYTHON:-python3}" -c 'import ensurepip, venv' ;;
    chromium) command -v chromium ;;
    fonts-dejavu-core) [[ -n $(find -L /usr/share/fonts /usr/local/share/fonts -name '*.[to]tf' -print -quit) ]] ;;
    gettext) command -v xgettext && command -v msgmerge ;; # `gettext` itself is elsewhere
    libatomic1) compgen -G '/usr/lib*/libatomic.so.1' || compgen -G '/usr/lib/*/libatomic.so.1' ;;
    php-cli) command -v php ;;
    php-mysql) php -m | grep -x mysqli ;;
    php-*) php -m | grep -ix "${1#php-}" ;;
    postgresql) compgen -G '/usr/lib/postgresql/*/bin/initdb' ;;
    nginx-light) command -v nginx || [[ -x /usr/sbin/nginx ]] ;;
    *) command -v "$1" ;;
  esac &> /dev/null
}

case ${1:-} in
  venv) wanted=(python3-venv) ;;
  test)
    wanted=(
      chromium fonts-dejavu-core curl bc gettext postgresql
      libatomic1 # the Node inside playwright
      php-cli php-curl php-gd php-intl php-mbstring php-mysql php-sqlite3 php-xml
    )
    ;;
  bench) wanted=(nginx-light wrk postgresql) ;;
  *)
    echo "usage: $0 venv|test|bench" >&2
    exit 2
    ;;
esac

missing=()
for package in "${wanted[@]}"; do
  probe "$package" || missing+=("$package")
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

as_root=()
if [[ $EUID -ne 0 ]]; then
  as_root=(sudo -n)
fi
if ! command -v apt-get > /dev/null || ! "${as_root[@]}" true 2> /dev/null; then
  echo "These are missing: ${missing[*]}" >&2
  echo "Please run once: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
  exit 1
fi
echo "Installing ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! {
  "${as_root[@]}" apt-get update &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install --yes --no-install-recommends "${missing[@]}"
} < /dev/null > "$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "apt-get could not install: ${missing[*]}" >&2
  exit 1
fi
for package in "${missing[@]}"; do
  probe "$package" || echo "warning: $package is installed but does not answer" >&2
done
