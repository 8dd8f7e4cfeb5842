#!/usr/bin/env bash
# Packs one static build for the registry: the zip, its debug symbols, its bill of materials; the same bytes for the same input.
#   tools/dist/package.sh FOLDER-OF-BUILD FOLDER-OF-CURL OUTPUT-FOLDER PLATFORM
set -eu -o pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
built=$1 curl=$2 out=$(realpath -m "$3") platform=$4
version=$("$root/tools/version.sh")
name=terraform-provider-lightsail_${version}_$platform
program=terraform-provider-lightsail_v$version
cross=${CROSS:-} # such as aarch64-linux-gnu-
SOURCE_DATE_EPOCH=$("$root/tools/dist/date.sh")
export SOURCE_DATE_EPOCH TZ=UTC LC_ALL=C

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out" "$work/zip"

# ---- the program and its debug symbols ----
"${cross}objcopy" --only-keep-debug --compress-debug-sections=zlib "$built/terraform-provider-lightsail" "$work/$name.debug"
cp "$built/terraform-provider-lightsail" "$work/zip/$program"
"${cross}strip" --strip-all "$work/zip/$program"
(cd "$work" && "${cross}objcopy" --add-gnu-debuglink="$name.debug" "zip/$program")
chmod 0755 "$work/zip/$program"
chmod 0644 "$work/$name.debug"

# ---- the linked packages and their licences ----
"$root/tools/dist/parts.sh" "$built/terraform-provider-lightsail.map" "$curl" >"$work/parts.json"
"$root/tools/dist/licences.sh" "$work/parts.json" "$curl" "$work/zip/licences"
cp "$root/terraform-registry-manifest.json" "$out/terraform-provider-lightsail_${version}_manifest.json"
[ ! -f "$root/LICENSE" ] || cp "$root/LICENSE" "$work/zip/LICENSE"

# ---- the zip: sorted names, the same time, no owner ----
find "$work/zip" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
(cd "$work/zip" && find . -type f -printf '%P\n' | sort | zip -q -9 -X -D "$work/$name.zip" -@)

"$root/tools/dist/sbom.sh" "$work/parts.json" "$work/$name.zip" "$work/zip/$program" >"$work/$name.spdx.json"
mv "$work/$name.zip" "$work/$name.debug" "$work/$name.spdx.json" "$out/"
