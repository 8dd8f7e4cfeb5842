#!/usr/bin/env bash
# The zip of `make dist` in an empty root folder with only Terraform: the dev environment from init to destroy, over TLS with a private authority,
# with the host names of AWS. In a network namespace of its own the name server can use port 53 and the simulator port 443.
. "$(dirname "$0")/../lib/own_network.sh"
. "$(dirname "$0")/../lib/tf.sh"
tf_setup
shopt -s nullglob
DIST=${DIST:-$BUILD/dist}
zip=("$DIST"/terraform-provider-lightsail_*_"$("$ROOT/tools/version.sh" platform)".zip)
[ ${#zip[@]} -eq 1 ] || bail "$DIST holds no release: run 'make dist'"
NAME=lightsail.ap-northeast-1.amazonaws.com
AWAY=$TEST_DIR/away # files that are not in the root folder

end_all() {
    end_pids
    umount "$R/dev/null" 2>/dev/null
}
trap end_all EXIT
mkdir -p "$AWAY"
make_authority "$AWAY"
make_certificate "$AWAY" "$NAME"

# ---- outside of the root folder: a name server and a Lightsail ----
"$ROOT/tests/lib/resolver.pl" "$NAME" 127.0.0.1 "$AWAY/questions" &
RESOLVER=$!
PIDS+=("$RESOLVER")
"$BUILD/lightsail-sim" --port 443 --port-file "$AWAY/port" --end-with-parent --tls "$AWAY/$NAME.pem" --pending-ms 0 --operation-ms 0 &
PIDS+=($!)
wait_until 20 test -s "$AWAY/questions" || bail "the name server does not start"
wait_until 20 test -s "$AWAY/port" || bail "the simulator does not start"

# ---- the root folder ----
R=$TEST_DIR/root
host=registry.terraform.io
! tf_is_opentofu || host=registry.opentofu.org
mirror=$R/mirror/$host/quants-infra/lightsail
mkdir -p "$R/bin" "$R/dev" "$R/etc" "$R/home" "$R/tmp" "$mirror"
cp "$(realpath "$TERRAFORM")" "$R/bin/terraform"
cp "${zip[0]}" "$mirror/"
cp "$AWAY/ca.crt" "$R/ca.crt"
tf_environment dev
mv "$TEST_DIR/terraform" "$R/terraform"
cp "$ROOT/terraform/environments/dev/terraform.tfvars.example" "$R/terraform/environments/dev/terraform.tfvars"
printf 'provider_installation {\n  filesystem_mirror {\n    path = "/mirror"\n  }\n}\n' >"$R/terraformrc"
printf 'nameserver 127.0.0.1\n' >"$R/etc/resolv.conf"
: >"$R/dev/null"
mount --bind /dev/null "$R/dev/null" || bail "no /dev/null"

inside() { # [VARIABLE=VALUE…] -- ARGUMENT…: runs Terraform in the root folder, without this environment
    local variables=()
    while [ "$1" != -- ]; do
        variables+=("$1") && shift
    done
    shift
    env -i HOME=/home TF_CLI_CONFIG_FILE=/terraformrc CHECKPOINT_DISABLE=1 TF_IN_AUTOMATION=1 AWS_MAX_ATTEMPTS=2 \
        AWS_ACCESS_KEY_ID=AKIDEXAMPLE AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY "${variables[@]}" \
        "$(command -v chroot)" "$R" /bin/terraform -chdir=/terraform/environments/dev "$@" -no-color >"$TEST_DIR/step" 2>&1 </dev/null
}
inside_ok() { # NAME [VARIABLE=VALUE…] -- ARGUMENT…
    inside "${@:2}"
    step_ok $? "$1"
}
ours=SSL_CERT_FILE=/ca.crt

is "$(cd "$R" && find . -type f -not -path './terraform/*' -not -path ./dev/null -printf '%P\n' | sort | tr '\n' ' ')" \
    "bin/terraform ca.crt etc/resolv.conf mirror/$host/quants-infra/lightsail/${zip[0]##*/} terraformrc " \
    "the root folder has only Terraform, the zip, and the test's files for names and certificates"
inside_ok "init installs the zip" -- init -input=false
inside_ok "apply" "$ours" -- apply -auto-approve -input=false
tf_said "Resources: 6 added" "six objects were created"
contains "$(cat "$AWAY/questions")" "$NAME 1" "the name server got a query for the name"
inside_ok "a second plan is empty" "$ours" -- plan -detailed-exitcode

# ---- names ----
printf 'hosts: mymachines files myhostname resolve [!UNAVAIL=return] dns\n' >"$R/etc/nsswitch.conf"
inside_ok "plugins of another system's C library are not loaded" "$ours" -- plan -detailed-exitcode
rm "$R/etc/nsswitch.conf"
kill "$RESOLVER" && wait "$RESOLVER" 2>/dev/null
printf '127.0.0.1 localhost\n127.0.0.1 %s\n' "$NAME" >"$R/etc/hosts"
inside_ok "a name from /etc/hosts" "$ours" -- plan -detailed-exitcode
rm "$R/etc/resolv.conf"
inside_ok "and without resolv.conf" "$ours" -- plan -detailed-exitcode

# ---- the places of certificates in Linux distributions ----
inside -- plan
isnt $? 0 "without certificates no request is sent"
tf_said "annot verify the certificate of" "and the error says why"
found_at() { # SYSTEM FILE
    mkdir -p "$R${2%/*}"
    cp "$AWAY/ca.crt" "$R$2"
    inside_ok "certificates as on $1" -- plan -detailed-exitcode
    rm "$R$2"
}
found_at "Debian, by the hash" "/etc/ssl/certs/$(openssl x509 -in "$AWAY/ca.crt" -noout -hash).0"
found_at "Alpine" /etc/ssl/certs/ca-certificates.crt
found_at "Alpine without the package" /etc/ssl/cert.pem
found_at "Fedora" /etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem
found_at "SUSE" /etc/ssl/ca-bundle.pem

inside_ok "destroy" "$ours" -- destroy -auto-approve -input=false
tf_said "6 destroyed" "everything is destroyed"
is "$(curl -sS --noproxy '*' --cacert "$AWAY/ca.crt" --resolve "$NAME:443:127.0.0.1" "https://$NAME/_sim/state" | jq '[.regions[][] | length] | add')" \
    0 "nothing is left"
is "$(ls -A "$R/tmp")" "" "nothing is left in /tmp"
done_testing
