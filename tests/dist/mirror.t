#!/usr/bin/env bash
# `make mirror`: Terraform and OpenTofu install from it, lock its checksums, and refuse another zip of the same name.
. "$(dirname "$0")/../lib/tf.sh"
tf_setup
DIST=${DIST:-$BUILD/dist}
version=$("$ROOT/tools/version.sh")
platform=$("$ROOT/tools/version.sh" platform)
address=registry.terraform.io/quants-infra/lightsail
! tf_is_opentofu || address=registry.opentofu.org/quants-infra/lightsail
file=terraform-provider-lightsail_${version}_$platform.zip
[ -f "$DIST/$file" ] || bail "$DIST holds no release: run 'make dist'"
MIRROR=$TEST_DIR/mirror

said=$("$ROOT/tools/dist/mirror.sh" "$DIST" "$MIRROR") || bail "no mirror: $said"
for host in registry.terraform.io registry.opentofu.org; do
    of_host=$MIRROR/$host/quants-infra/lightsail
    runs "the zip is in the mirror under $host" cmp "$DIST/$file" "$of_host/$file"
    is "$(jq -c '.versions | keys' "$of_host/index.json") $(jq -r --arg p "$platform" '.archives[$p].url' "$of_host/$version.json")" \
        "[\"$version\"] $file" "with the lists of a network mirror"
done
sed -n 's/^  //p' <<<"$said" >"$TEST_DIR/terraformrc"
sed -i '/direct {/,/^  }/d' "$TEST_DIR/terraformrc" # a test must not use another service
runs "making it again changes nothing" "$ROOT/tools/dist/mirror.sh" "$DIST" "$MIRROR"

# ---- init ----
sim_start --pending-ms 0 --operation-ms 0
tf_config <<<'resource "lightsail_static_ip" "one" { name = "one" }'
tf_ok init
lock=$TF_DIR/.terraform.lock.hcl
h1=$(jq -r --arg p "$platform" '.archives[$p].hashes[0]' "$MIRROR/$address/$version.json")
contains "$(cat "$lock")" "\"$h1\"" "the lock file has the checksum of the mirror"
tf_ok apply
tf_ok destroy

# A source with the host of the other client finds the same release.
for host in registry.terraform.io registry.opentofu.org; do
    tf_dir "$host"
    printf 'terraform {\n  required_providers {\n    lightsail = { source = "%s/quants-infra/lightsail" }\n  }\n}\n' "$host" >"$TF_DIR/main.tf"
    tf_ok init
    contains "$(cat "$TF_DIR/.terraform.lock.hcl")" "\"$h1\"" "init installs it from $host, with the same checksum"
done
tf_dir work

# ---- terraform providers lock ----
rm "$lock"
tf_ok providers lock -fs-mirror="$MIRROR" -platform="$platform"
contains "$(cat "$lock")" "\"$h1\"" "providers lock computes the same checksum"
zh=zh:$(sha256sum "$DIST/$file" | cut -d ' ' -f 1)
sums=$(awk -v file="$file" '$2 == file { print "zh:" $1 }' "$DIST/terraform-provider-lightsail_${version}_SHA256SUMS")
is "$sums" "$zh" "SHA256SUMS has the zip's other checksum"
sed -i "s|\"$h1\",|\"$zh\",|" "$lock"
tf_ok init -reconfigure

# ---- another zip of the same name ----
mkdir "$TEST_DIR/forged"
cp "$DIST/$file" "$TEST_DIR/forged/$file"
(cd "$TEST_DIR" && echo "not ours" >README && zip -q "forged/$file" README)
"$ROOT/tools/dist/mirror.sh" "$TEST_DIR/forged" "$MIRROR" >"$TEST_DIR/step" 2>&1
isnt $? 0 "the mirror refuses other bytes for a version that it has"
tf_said "is there with other content" "and says why"
cp "$TEST_DIR/forged/$file" "$MIRROR/$address/$file"
for hash in "$h1" "$zh"; do
    rm -rf "$TF_DIR/.terraform"
    sed -i "s|\"\\(h1\\|zh\\):.*\",|\"$hash\",|" "$lock"
    tf_fails init
    tf_said "doesn't match any of the checksums" "the checksum ${hash%%:*}: of the lock file refuses it"
done
world_is_empty "the simulator is empty"
done_testing
