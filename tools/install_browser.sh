#!/bin/sh
# Chromium from Debian's packages, where this can be done; the browser tests say when it is missing.
# The shell without windows is enough for them, and lighter; an older Debian has only the whole program.
set -eu
command -v chromium-headless-shell >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends chromium-headless-shell >/dev/null ||
        apt-get install -y -qq --no-install-recommends chromium >/dev/null
elif ! command -v chromium >/dev/null 2>&1; then
    echo "Chromium is not installed, and this user cannot install it: the browser tests will be skipped." >&2
fi
