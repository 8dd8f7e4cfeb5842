#!/usr/bin/env bash
# Downloads AWS's model of the Lightsail API to build/model/lightsail.json.gz, from the package botocore. Prints nothing when it exists. Debian's
# package is older and lacks operations.
set -eu -o pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
version=1.44.8
sum=76342a76c338701db80dcb8afe1c9bd079283d6fffbb9d881442abb02a215043
model=$root/build/model/lightsail.json.gz
[ ! -f "$model" ] || exit 0
echo "fetching the model of the Lightsail API (botocore $version)" >&2
why=$("$root/tools/fetch-wheel.sh" "$sum" "botocore-$version-py3-none-any.whl" botocore/data/lightsail/2016-11-28/service-2.json.gz "$model") ||
    { echo "the model of the API is not installed: $why" >&2 && exit 1; }
