#!/usr/bin/env bash
# Prints a folder with a bare Debian 12, made by debootstrap the first time. Copy it; do not change it.
set -eu -o pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
base=$root/build/bookworm
if [ ! -d "$base" ]; then
    rm -rf "$base.new"
    mkdir -p "$root/build"
    debootstrap --variant=minbase --include=ca-certificates bookworm "$base.new" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} \
        >"$root/build/bookworm.log" 2>&1 || { tail -n 5 "$root/build/bookworm.log" >&2 && exit 1; }
    rm -rf "$base.new/var/cache/apt/archives"/*.deb
    mv "$base.new" "$base"
fi
printf '%s\n' "$base"
