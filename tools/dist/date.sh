#!/usr/bin/env bash
# Prints the time of a release, in seconds: $SOURCE_DATE_EPOCH, or that of its commit.
set -eu
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
if [ -n "${SOURCE_DATE_EPOCH:-}" ]; then
    printf '%s\n' "$SOURCE_DATE_EPOCH"
    exit 0
fi
git -C "$root" log -1 --format=%ct 2>/dev/null ||
    { echo "this is no git checkout: set the time of the release by SOURCE_DATE_EPOCH (seconds)" >&2 && exit 1; }
