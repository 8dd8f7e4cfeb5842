#!/usr/bin/env bash
# `make deb`: correct dependencies, the same bytes twice, and its programs run on a bare Debian 12 after `apt-get install`.
. "$(dirname "$0")/../lib/tf.sh"
tf_setup
unset TF_CLI_CONFIG_FILE
version=$("$ROOT/tools/version.sh")
"$ROOT/tools/dist/deb.sh" "$BUILD" "$TEST_DIR/one" >"$TEST_DIR/step" 2>&1 || bail "no package: $(cat "$TEST_DIR/step")"
"$ROOT/tools/dist/deb.sh" "$BUILD" "$TEST_DIR/two" >"$TEST_DIR/step" 2>&1
file=quants-infra_${version}_$(dpkg --print-architecture).deb
deb=$TEST_DIR/one/$file
runs "made twice it has the same bytes" cmp "$deb" "$TEST_DIR/two/$file"

files=$(dpkg-deb --fsys-tarfile "$deb" | tar -tf -)$'\n'
for path in usr/bin/quants-infra usr/bin/quants-infra-inventory usr/bin/lightsail-sim usr/lib/liblightsail.a usr/include/lightsail.h \
    usr/share/man/man1/quants-infra.1.gz usr/share/man/man3/liblightsail.3.gz usr/share/bash-completion/completions/quants-infra \
    usr/share/zsh/vendor-completions/_quants-infra; do
    contains "$files" "./$path"$'\n' "it holds /$path"
done
for host in registry.terraform.io registry.opentofu.org; do
    contains "$files" "./usr/share/terraform/plugins/$host/quants-infra/lightsail/$version/" "it has the provider under $host"
done
depends=$(dpkg-deb --field "$deb" Depends)
for package in libc6 libssl3 libmicrohttpd12 libcurl4; do
    like "$depends" "(^|, )$package \(>= [0-9]" "it depends on $package with a version"
done

[ "$(id -u)" -eq 0 ] && command -v debootstrap >/dev/null || { skip 1 "a bare Debian needs root and debootstrap" && done_testing; }
base=$("$ROOT/tools/dist/bookworm.sh") || bail "no bare Debian"
R=$TEST_DIR/root
cp -a "$base" "$R"
cp -L /etc/resolv.conf "$R/etc/resolv.conf"
cp "$deb" "$R/tmp/"
cp "$(realpath "$TERRAFORM")" "$R/usr/local/bin/terraform" # or an OpenTofu
: >"$R/dev/null" 2>/dev/null || true
inside() {
    env -i HOME=/root PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive CHECKPOINT_DISABLE=1 \
        AWS_ACCESS_KEY_ID=AKIDEXAMPLE AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY AWS_REGION=ap-northeast-1 \
        ${SIM_URL:+AWS_ENDPOINT_URL=$SIM_URL} "$(command -v chroot)" "$R" "$@" </dev/null
}
runs "apt-get installs it" inside sh -c "apt-get update -qq && apt-get install -qq -y --no-install-recommends /tmp/$file"
is "$(inside quants-infra --version)" "$("$BUILD/quants-infra" --version)" "quants-infra runs"
is "$(inside lightsail-sim --version)" "$("$BUILD/lightsail-sim" --version)" "lightsail-sim runs"
sim_start --pending-ms 0 --operation-ms 0
runs "quants-infra makes a request" inside quants-infra infra list
mkdir "$R/work"
printf 'terraform {\n  required_providers {\n    lightsail = { source = "quants-infra/lightsail" }\n  }\n}\n%s\n' \
    'resource "lightsail_static_ip" "one" { name = "one" }' >"$R/work/main.tf"
runs "Terraform finds the provider without a setting" inside terraform -chdir=/work init
runs "and applies" inside terraform -chdir=/work apply -auto-approve
runs "and destroys" inside terraform -chdir=/work destroy -auto-approve
world_is_empty "the simulator is empty"
done_testing
