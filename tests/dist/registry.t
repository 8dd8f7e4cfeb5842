#!/usr/bin/env bash
# The files of a signed release behind the protocol of the public registry, under its name: Terraform finds them, checks the signature and
# the checksums, locks them, and mirrors them as `make mirror` does.
. "$(dirname "$0")/../lib/own_network.sh"
. "$(dirname "$0")/../lib/tf.sh"
tf_setup
DIST=${DIST:-$BUILD/dist}
version=$("$ROOT/tools/version.sh")
platform=$("$ROOT/tools/version.sh" platform)
address=registry.terraform.io/quants-infra/lightsail
zip=terraform-provider-lightsail_${version}_$platform.zip
sums=terraform-provider-lightsail_${version}_SHA256SUMS
[ -f "$DIST/$zip" ] || bail "$DIST holds no release: run 'make dist'"
AWAY=$TEST_DIR/away
SITE=$TEST_DIR/site
API=$SITE/v1/providers/quants-infra/lightsail
mkdir -p "$AWAY" "$SITE/.well-known" "$SITE/files" "$API/$version/download/${platform%_*}"

GNUPGHOME=$(mktemp -d) # gpg's sockets need a short path
export GNUPGHOME
end_all() {
    end_pids
    gpgconf --kill gpg-agent
    rm -rf "$GNUPGHOME"
}
trap end_all EXIT
gpg --batch --quiet --passphrase '' --quick-generate-key 'release@example.com' rsa2048 sign 1d 2>/dev/null || bail "gpg cannot create a key"
key_id=$(gpg --list-keys --with-colons 2>/dev/null | awk -F: '/^pub/ { print $5 }')
cp -r "$DIST" "$TEST_DIR/signed"
GPG_KEY=release@example.com "$ROOT/tools/dist/sums.sh" "$TEST_DIR/signed" >/dev/null || bail "no signature"

# ---- the registry: its responses as files ----
base=https://registry.terraform.io
cat >"$SITE/.well-known/terraform.json" <<<'{"providers.v1": "/v1/providers/"}'
jq --arg version "$version" --arg os "${platform%_*}" --arg arch "${platform#*_}" \
    '{versions: [{version: $version, protocols: .metadata.protocol_versions, platforms: [{os: $os, arch: $arch}]}]}' \
    "$DIST/terraform-provider-lightsail_${version}_manifest.json" >"$API/versions"
jq -n --arg base "$base" --arg zip "$zip" --arg sums "$sums" --arg os "${platform%_*}" --arg arch "${platform#*_}" \
    --arg shasum "$(sha256sum "$DIST/$zip" | cut -d ' ' -f 1)" --arg id "$key_id" --arg armor "$(gpg --armor --export)" '{
        protocols: ["6.0"], os: $os, arch: $arch, filename: $zip, download_url: "\($base)/files/\($zip)", shasum: $shasum,
        shasums_url: "\($base)/files/\($sums)", shasums_signature_url: "\($base)/files/\($sums).sig",
        signing_keys: {gpg_public_keys: [{key_id: $id, ascii_armor: $armor}]}
    }' >"$API/$version/download/${platform%_*}/${platform#*_}"
cp "$TEST_DIR/signed/$zip" "$TEST_DIR/signed/$sums" "$TEST_DIR/signed/$sums.sig" "$SITE/files/"
printf '127.0.0.1 localhost registry.terraform.io\n' >"$AWAY/hosts"
mount --bind "$AWAY/hosts" /etc/hosts || bail "the host name of the registry cannot be set"
make_authority "$AWAY"
make_certificate "$AWAY" registry.terraform.io
"$ROOT/tests/lib/https_files.py" "$SITE" "$AWAY/registry.terraform.io.pem" 443 2>"$AWAY/registry.log" &
PIDS+=($!)
export SSL_CERT_FILE=$AWAY/ca.crt
wait_until 20 curl -fsS --noproxy '*' --cacert "$SSL_CERT_FILE" -o "$AWAY/answer" "$base/.well-known/terraform.json" 2>"$AWAY/curl.log" || bail "the registry does not start"
: >"$TEST_DIR/terraformrc"

# ---- install, lock, mirror ----
tf_config <<<'resource "lightsail_static_ip" "one" { name = "one" }'
tf_ok init
tf_said "self-signed, key ID $key_id" "Terraform checked the signature"
lock=$TF_DIR/.terraform.lock.hcl
contains "$(cat "$lock")" "\"zh:$(sha256sum "$DIST/$zip" | cut -d ' ' -f 1)\"" "and locks the zip's checksum"
rm "$lock"
tf_ok providers lock -platform="$platform"
tf_ok providers mirror -platform="$platform" "$TEST_DIR/onward"
runs "providers mirror copies the same zip" cmp "$DIST/$zip" "$TEST_DIR/onward/$address/$zip"
"$ROOT/tools/dist/mirror.sh" "$DIST" "$TEST_DIR/mirror" >"$TEST_DIR/step" || bail "no mirror"
for list in index.json "$version.json"; do
    is "$(jq -S . "$TEST_DIR/mirror/$address/$list")" "$(jq -S . "$TEST_DIR/onward/$address/$list")" "make mirror writes the $list that Terraform writes"
done

# ---- forged files are refused ----
rm -rf "$TF_DIR/.terraform" "$lock"
echo >>"$SITE/files/$sums"
tf_fails init
tf_said "signature" "a list of checksums without a valid signature is refused"
done_testing
