#!/usr/bin/env bash
# `make dist ARCH=arm64`: the same zip for another machine, with code of that machine only, in the same checksums; it starts where qemu can run it.
. "$(dirname "$0")/../lib/tf.sh"
tf_setup
DIST=${DIST:-$BUILD/dist}
version=$("$ROOT/tools/version.sh")
name=terraform-provider-lightsail_${version}_linux_arm64
[ "$("$ROOT/tools/version.sh" platform)" != linux_arm64 ] || skip_all "this machine is arm64: package.t and the others check its zip"
[ -f "$DIST/$name.zip" ] || skip_all "no release for arm64: make dist ARCH=arm64"
unzip -q -d "$TEST_DIR/zip" "$DIST/$name.zip" || bail "the zip is broken"
program=$TEST_DIR/zip/terraform-provider-lightsail_v$version

# ---- the program ----
headers=$(readelf --wide --file-header --program-headers --dynamic "$program" 2>/dev/null)
like "$headers" 'Machine: +AArch64' "it is for arm64"
like "$headers" 'Type: +DYN' "its place in memory is random"
unlike "$headers" 'NEEDED|INTERP' "no library, no loader"
like "$headers" 'GNU_RELRO' "its tables are read-only at run time"
runs "it is under 15 MB" test "$(stat -c %s "$program")" -lt 15000000
is "$(strings -n 8 "$program" | grep -cF "$ROOT")" 0 "it does not contain the path of its build"
unlike "$(readelf --wide --sections "$program")" '\.(debug_info|symtab)' "its debug symbols are in a separate file"
runs "beside it" test -s "$DIST/$name.debug"

# ---- its papers ----
sums=$DIST/terraform-provider-lightsail_${version}_SHA256SUMS
is "$(cut -c67- "$sums" | grep -c "^${name}\.zip$")" 1 "the checksums have its zip"
runs "and they are correct" bash -c "cd '$DIST' && sha256sum --quiet --strict -c '$sums'"
is "$(jq -r '[.packages[].externalRefs // [] | .[].referenceLocator | select(test("arch=(arm64|all|source)") | not)] | join(" ")' "$DIST/$name.spdx.json")" "" \
    "no code of another machine is linked in"
is "$(jq '[.packages[] | select(.name == "libgrpc-dev" or .name == "libcurl" or .name == "libssl-dev")] | length' "$DIST/$name.spdx.json")" 3 "the linked packages are listed"
is "$(jq -r '.packages[1:][].name' "$DIST/$name.spdx.json" | while read -r part; do [ -s "$TEST_DIR/zip/licences/$part" ] || echo "$part"; done)" "" "and their licences are in the zip"

# ---- it runs ----
qemu=$(command -v qemu-aarch64-static || true)
[ -n "$qemu" ] || { skip 2 "qemu-user-static is not installed" && done_testing && exit; }
printf '#!/bin/sh\nexec %s %s "$@"\n' "$qemu" "$program" >"$TEST_DIR/arm64"
chmod +x "$TEST_DIR/arm64"
like "$(PATH='' "$qemu" "$program" 2>&1)" '[Tt]erraform' "started by hand it prints its purpose"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null -out "$TEST_DIR/client.pem" -days 2 -subj /CN=localhost 2>/dev/null
line=$(TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2 PLUGIN_PROTOCOL_VERSIONS=5,6 \
    PLUGIN_CLIENT_CERT=$(<"$TEST_DIR/client.pem") timeout 20 "$TEST_DIR/arm64" 2>/dev/null </dev/null | head -n 1)
like "$line" '^1\|6\|(unix|tcp)\|.+\|grpc\|[A-Za-z0-9+/]{200,}' "it listens, and prints its address"
done_testing
