#!/bin/sh
# Chromium from Debian's package, where this can be done; the browser tests say when it is missing.
set -eu
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends chromium >/dev/null
else
    echo "Chromium is not installed, and this user cannot install it: the browser tests will be skipped." >&2
fi
