#!/usr/bin/env bash
# `make install` and `make dev-override`: Terraform and OpenTofu then find the provider, offline and without a setting.
. "$(dirname "$0")/../lib/tf.sh"
tf_setup
sim_start
export B=$BUILD
version=$("$ROOT/tools/version.sh")
platform=$("$ROOT/tools/version.sh" platform)
file=terraform-provider-lightsail_v$version
package=registry.terraform.io/quants-infra/lightsail/$version/$platform/$file
hosts="registry.terraform.io registry.opentofu.org" # of a source without a host, in Terraform and in OpenTofu

runs "make install" "$ROOT/tools/install.sh"
for host in $hosts; do
    runs "the provider is installed under $host" \
        cmp "$BUILD/terraform-provider-lightsail" "$HOME/.terraform.d/plugins/$host/quants-infra/lightsail/$version/$platform/$file"
done
is "$("$HOME/.local/bin/quants-infra" --version)" "$("$BUILD/quants-infra" --version)" "quants-infra runs from ~/.local/bin"
# The role operations copies it to the instances, and their default image is Ubuntu 22.04.
if [ -z "${SAN:-}" ] && command -v objdump >/dev/null && [ "$(printf '%s\n' "$(getconf GNU_LIBC_VERSION)" "glibc 2.36" | sort -V | tail -n 1)" = "glibc 2.36" ]; then
    newest=$(objdump -T "$BUILD/quants-infra" | grep -oE 'GLIBC_[0-9.]+' | sort -V | tail -n 1)
    is "$(printf '%s\n' "$newest" GLIBC_2.35 | sort -V | tail -n 1)" GLIBC_2.35 "it runs with the C library of Ubuntu 22.04"
else
    skip 1 "this system's C library is newer than Debian 12's: the program needs that version or a newer one"
fi

unset TF_CLI_CONFIG_FILE
tf_config <<<'resource "lightsail_static_ip" "one" { name = "one" }'
tf_ok init
tf_ok apply
tf_ok destroy
for host in $hosts; do
    tf_dir "$host"
    printf 'terraform {\n  required_providers {\n    lightsail = { source = "%s/quants-infra/lightsail" }\n  }\n}\n' "$host" >"$TF_DIR/main.tf"
    tf_ok init
    contains "$(cat "$TF_DIR/.terraform.lock.hcl")" "provider \"$host/quants-infra/lightsail\"" "a source with the host $host is found there"
done

unlike "$("$ROOT/tools/install.sh")" 'another build' "installing the same again gives no note about another build"
printf 'another' >>"$HOME/.terraform.d/plugins/$package"
like "$("$ROOT/tools/install.sh")" 'another build.*\.terraform\.lock\.hcl' "replacing another build gives a note about the lock file"
for host in $hosts; do
    runs "it is replaced under $host" cmp "$BUILD/terraform-provider-lightsail" "$HOME/.terraform.d/plugins/$host/quants-infra/lightsail/$version/$platform/$file"
done

runs "make install DESTDIR= PREFIX=" env DESTDIR="$TEST_DIR/stage" PREFIX=/usr "$ROOT/tools/install.sh"
for host in $hosts; do
    runs "the staged provider is in a data folder, for $host" \
        cmp "$BUILD/terraform-provider-lightsail" "$TEST_DIR/stage/usr/share/terraform/plugins/$host/quants-infra/lightsail/$version/$platform/$file"
done
runs "the staged quants-infra is in bin" test -x "$TEST_DIR/stage/usr/bin/quants-infra"

runs "make dev-override" "$ROOT/tools/dev-override.sh"
export TF_CLI_CONFIG_FILE=$BUILD/dev.tfrc
for host in $hosts; do
    contains "$(cat "$BUILD/dev.tfrc")" "\"$host/quants-infra/lightsail\" = \"$BUILD\"" "it overrides the provider under $host"
done
tf_config override <<<'resource "lightsail_static_ip" "two" { name = "two" }'
tf_ok apply
tf_ok destroy
world_is_empty "the simulator is empty"
done_testing
