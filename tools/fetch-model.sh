#!/usr/bin/env bash
# Gets AWS's model of the Lightsail API into build/model/lightsail.json.gz: out of the package botocore, by pip with this user's settings, and
# only with the SHA-256 below. Says nothing when it is there. Debian's package is older and lacks operations.
set -eu -o pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
version=1.44.8
sum=76342a76c338701db80dcb8afe1c9bd079283d6fffbb9d881442abb02a215043
folder=$root/build/model
[ ! -f "$folder/lightsail.json.gz" ] || exit 0

mkdir -p "$folder"
work=$(mktemp -d "$folder/fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
echo "fetching botocore $version for its model of the Lightsail API" >&2
python3 -m pip --disable-pip-version-check download --quiet --no-deps --only-binary=:all: --timeout 30 --retries 1 --dest "$work" "botocore==$version" >&2
wheel=$work/botocore-$version-py3-none-any.whl
echo "$sum  $wheel" | sha256sum --check --status || { echo "the wheel of botocore $version has another SHA-256 than the pinned one" >&2 && exit 1; }
unzip -q -p "$wheel" botocore/data/lightsail/2016-11-28/service-2.json.gz >"$work/model"
mv "$work/model" "$folder/lightsail.json.gz"
