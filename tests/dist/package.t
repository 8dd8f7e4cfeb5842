#!/usr/bin/env bash
# The result of `make dist`: a zip in the registry's format, a program without dependencies, and correct metadata.
. "$(dirname "$0")/../lib/tf.sh"
tf_setup
DIST=${DIST:-$BUILD/dist}
version=$("$ROOT/tools/version.sh")
name=terraform-provider-lightsail_${version}_$("$ROOT/tools/version.sh" platform)
[ -f "$DIST/$name.zip" ] || bail "$DIST holds no release: run 'make dist'"
unzip -q -d "$TEST_DIR/zip" "$DIST/$name.zip" || bail "the zip is broken"
program=$TEST_DIR/zip/terraform-provider-lightsail_v$version

# ---- the zip ----
is "$(find "$TEST_DIR/zip" -name 'terraform-provider-lightsail*' -printf '%P\n')" "terraform-provider-lightsail_v$version" \
    "one file has a name that Terraform starts"
is "$(stat -c %a "$program")" 755 "and is executable"
runs "it is under 15 MB" test "$(stat -c %s "$program")" -lt 15000000
is "$(unzip -Z1 "$DIST/$name.zip")" "$(unzip -Z1 "$DIST/$name.zip" | LC_ALL=C sort)" "the names are sorted"
is "$(TZ=UTC unzip -ZT "$DIST/$name.zip" | awk '/^-/ { print $7 }' | sort -u | wc -l)" 1 "all have the same time"

# ---- the program ----
contains "$(ldd "$program")" "statically linked" "ldd: statically linked"
headers=$(readelf --wide --file-header --program-headers --dynamic "$program")
like "$headers" 'Type: +DYN' "its place in memory is random"
unlike "$headers" 'NEEDED|INTERP' "no library, no loader"
like "$headers" 'GNU_RELRO' "its tables are read-only at run time"
like "$headers" 'GNU_STACK[^R]*RW +0x' "its stack is not executable"
like "$(PATH='' "$program" 2>&1)" '[Tt]erraform' "started by hand it prints its purpose"
text=$(strings -n 8 "$program")
is "$(grep -cF "$ROOT" <<<"$text")" 0 "it does not contain the path of its build"

# ---- debug symbols ----
build_id() {
    readelf --notes "$1" 2>/dev/null | sed -n 's/ *Build ID: //p'
}
isnt "$(build_id "$program")" "" "the program has a build id"
is "$(build_id "$DIST/$name.debug")" "$(build_id "$program")" "and the debug symbols have the same"
like "$(readelf --wide --sections "$DIST/$name.debug" 2>/dev/null)" '\.debug_info' "they have the lines"
unlike "$(readelf --wide --sections "$program")" '\.(debug_info|symtab)' "the program does not"

# ---- checksums, signature, manifest ----
runs "SHA256SUMS is correct" bash -c "cd '$DIST' && sha256sum --quiet --strict -c terraform-provider-lightsail_${version}_SHA256SUMS"
is "$(jq -c . "$DIST/terraform-provider-lightsail_${version}_manifest.json")" '{"version":1,"metadata":{"protocol_versions":["6.0"]}}' \
    "the manifest says protocol 6"
GNUPGHOME=$(mktemp -d) # gpg's sockets need a short path
export GNUPGHOME
end_gpg() {
    gpgconf --kill gpg-agent
    rm -rf "$GNUPGHOME"
}
trap end_gpg EXIT
gpg --batch --quiet --passphrase '' --quick-generate-key 'release@example.com' rsa2048 sign 1d 2>/dev/null || bail "gpg cannot create a key"
cp -r "$DIST" "$TEST_DIR/signed"
runs "GPG_KEY signs" env GPG_KEY=release@example.com "$ROOT/tools/dist/sums.sh" "$TEST_DIR/signed"
sums=$TEST_DIR/signed/terraform-provider-lightsail_${version}_SHA256SUMS
runs "the signature is good" gpg --batch --verify "$sums.sig" "$sums"
unlike "$(head -c 40 "$sums.sig" | tr -d '\0')" 'BEGIN PGP' "it is binary, as the registry requires"
echo >>"$sums"
gpg --batch --verify "$sums.sig" "$sums" 2>/dev/null
isnt $? 0 "and invalid when a byte is added"

# ---- the bill of materials, checked against the program and dpkg ----
sbom=$DIST/$name.spdx.json
is "$(jq -r '.spdxVersion + " " + .dataLicense' "$sbom")" "SPDX-2.3 CC0-1.0" "it is SPDX 2.3"
is "$(jq -r '.packages[0].checksums[0].checksumValue' "$sbom")" "$(sha256sum "$DIST/$name.zip" | cut -d ' ' -f 1)" "of this zip"
is "$(jq -r '.files[0].checksums[1].checksumValue' "$sbom")" "$(sha256sum "$program" | cut -d ' ' -f 1)" "and this program"
is "$(jq '[.SPDXID, .packages[].SPDXID, .files[].SPDXID] as $known | [.relationships[] | .spdxElementId, .relatedSpdxElement | select(. as $id | $known | index($id) | not)] | length' "$sbom")" \
    0 "every related element is in it"
version_of() {
    jq -r --arg name "$1" '.packages[] | select(.name == $name) | .versionInfo' "$sbom"
}
for package in libc6-dev libgrpc-dev libssl-dev libprotobuf-c-dev libjansson-dev libmsgpack-dev libc-ares-dev zlib1g-dev libexpat1-dev libyaml-dev; do
    is "$(version_of "$package")" "$(dpkg-query -W -f '${Version}' "$package")" "$package is in it, as installed"
done
openssl_version=$(grep -oE '^OpenSSL [0-9.]+' <<<"$text" | head -n 1)
like "$(version_of libssl-dev)" "^${openssl_version#OpenSSL }-" "the program's OpenSSL has the version in it"
is "$(version_of libcurl)" "$(sed -n 's/^Version: //p' "$ROOT"/build/curl/source/curl_*.dsc)" "its libcurl is from the source package that apt fetched"
is "$(jq -r '.packages[1:][].name' "$sbom" | sort)" "$(find "$TEST_DIR/zip/licences" -maxdepth 1 -type f -printf '%f\n' | sort)" \
    "each package has its licence in the zip"
runs "and the texts to which those refer" test -s "$TEST_DIR/zip/licences/common/LGPL-2.1"
done_testing
