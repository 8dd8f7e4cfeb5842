#!/usr/bin/env bash
# Writes the SHA256SUMS of a release in the registry's format, and signs it when GPG_KEY names a key: a binary detached signature.
#   tools/dist/sums.sh FOLDER
set -eu -o pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
sums=terraform-provider-lightsail_$("$root/tools/version.sh")_SHA256SUMS
cd "$1"
rm -f "$sums" "$sums.sig"
export LC_ALL=C
sha256sum terraform-provider-lightsail_* | sort -k 2 >"../$sums.new"
mv "../$sums.new" "$sums"
[ -z "${GPG_KEY:-}" ] || gpg --batch --quiet --local-user "$GPG_KEY" --output "$sums.sig" --detach-sign "$sums"
sed 's/^/  /' "$sums"
