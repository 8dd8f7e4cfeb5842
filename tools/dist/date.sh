#!/usr/bin/env bash
# Prints the time that a release bears, in seconds: $SOURCE_DATE_EPOCH, else that of the commit it is made from.
set -eu
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
if [ -n "${SOURCE_DATE_EPOCH:-}" ]; then
    printf '%s\n' "$SOURCE_DATE_EPOCH"
    exit 0
fi
git -C "$root" log -1 --format=%ct 2>/dev/null ||
    { echo "this is no git checkout: say the time of the release by SOURCE_DATE_EPOCH (seconds)" >&2 && exit 1; }
