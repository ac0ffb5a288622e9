#!/bin/sh
# Gets what only the tests need: a Chromium and PostgreSQL's binaries. Installs them when it may, else says so.
set -u

has_postgres() {
    command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}

want=""
command -v chromium >/dev/null 2>&1 || want="$want chromium"
has_postgres || want="$want postgresql"
[ -n "$want" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing for the tests:$want ..."
    # shellcheck disable=SC2086 # the list is meant to be split
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $want >/dev/null ||
        echo "Could not install$want; the tests that need it are skipped and say so."
else
    echo "Missing for the tests:$want. Install it (Debian: apt-get install$want); until then the tests that need it are skipped."
fi
exit 0
