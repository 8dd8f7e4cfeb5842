#!/usr/bin/env bash
# The guide's dev environment from creation to destruction, against the local simulator: without an AWS account and without costs. Every file is under
# build/demo; the simulator is stopped when the script ends, in any case.
set -eu -o pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
build=${B:-build}
case $build in /*) ;; *) build=$root/$build ;; esac
demo=$build/demo

# ---- without this user's settings ----
for variable in $(compgen -e | grep -E '^(AWS_|TF_|TOFU_|PLUGIN_|GRPC_)|_(proxy|PROXY)$' || true); do
    unset "$variable"
done
terraform=$(tools/terraform-path.sh)
rm -rf "$demo"
mkdir -p "$demo/home"

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    bold=$'\e[1;36m' dim=$'\e[2m' plain=$'\e[0m' color=
else
    bold='' dim='' plain='' color=-no-color
fi

say() {
    printf '\n%s== %s%s\n' "$bold" "$*" "$plain"
}

# Shows the command as the user would type it, then runs it.
run() {
    local word line=
    for word; do
        case $word in *[!A-Za-z0-9_./=-]*) line+=" '$word'" ;; *) line+=" $word" ;; esac
    done
    printf '\n%s$%s%s\n' "$dim" "$line" "$plain"
    case $1 in
        terraform) shift && "$terraform" "$@" ;;
        *) "$@" ;;
    esac
}

# ---- the simulator ----
"${SIM_BINARY:-$build/lightsail-sim}" --port 0 --port-file "$demo/port" --pending-ms 400 >"$demo/lightsail-sim.log" 2>&1 &
simulator=$!
echo "$simulator" >"$demo/pid"
stop_simulator() {
    kill "$simulator" 2>/dev/null || true
    wait "$simulator" 2>/dev/null || true
}
trap stop_simulator EXIT
trap 'exit 130' INT TERM
for ((tries = 0; tries < 200; tries++)); do
    [ ! -s "$demo/port" ] || break
    kill -0 "$simulator" 2>/dev/null || break
    sleep 0.05
done
[ -s "$demo/port" ] || { echo "the simulator did not start:" >&2 && cat "$demo/lightsail-sim.log" >&2 && exit 1; }
endpoint=http://127.0.0.1:$(cat "$demo/port")

# Prints what exists in the simulator, one line each.
exists() {
    curl -fsS "$endpoint/_sim/state" | jq -r '.regions[]
        | (.instances[] | ["instance", .name, .publicIpAddress, .state.name]),
          (.static_ips[] | ["static IP", .name, .ipAddress]),
          (.key_pairs[]  | ["key pair", .name]) | @tsv' |
        awk -F '\t' '{ line = sprintf("  %-10s %-16s %-14s %s", $1, $2, $3, $4); sub(/ +$/, "", line); print line }'
}

# ---- Terraform: the provider from a mirror in build/demo, the endpoint from the environment ----
version=$(tools/version.sh)
platform=$(tools/version.sh platform)
for address in $(tools/version.sh addresses); do
    package=$demo/mirror/$address/$version/$platform
    mkdir -p "$package"
    cp "$build/terraform-provider-lightsail" "$package/terraform-provider-lightsail_v$version"
done
printf 'provider_installation {\n  filesystem_mirror {\n    path = "%s"\n  }\n}\n' "$demo/mirror" >"$demo/terraformrc"
tar --exclude=.terraform --exclude='*.tfstate*' --exclude=terraform.tfvars --exclude=.terraform.lock.hcl -cf - terraform |
    tar -C "$demo" -xf -
cd "$demo/terraform/environments/dev"

export HOME=$demo/home CHECKPOINT_DISABLE=1 TF_CLI_CONFIG_FILE=$demo/terraformrc TF_INPUT=0
export TF_CLI_ARGS_init=$color TF_CLI_ARGS_plan=$color TF_CLI_ARGS_apply=$color TF_CLI_ARGS_destroy=$color TF_CLI_ARGS_output=$color
export AWS_ENDPOINT_URL=$endpoint AWS_REGION=ap-northeast-1
export AWS_ACCESS_KEY_ID=AKIDEXAMPLE AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY

say "The dev environment of the guide, against a simulated Lightsail at $endpoint"
run cp terraform.tfvars.example terraform.tfvars
run terraform init

say "The plan"
run terraform plan -out=dev.tfplan

say "Create it, exactly as planned"
run terraform apply dev.tfplan

say "Read the outputs"
run terraform output monitor_ip
printf "\n%s\$ terraform output -json | jq '.prometheus_url.value'%s\n" "$dim" "$plain"
"$terraform" output -json | jq '.prometheus_url.value'
run cat ../../../ansible/inventory/dev_lightsail_hosts.json
printf '\nIn the simulator:\n'
exists

say "Open SSH to another office: the firewalls change in place, no instance is touched"
printf 'Terraform will also note that the monitor has another public address than after its creation: the static one.\n'
run sed -i 's|203.0.113.7/32|198.51.100.0/24|' terraform.tfvars
curl -fsS -X DELETE -o "$demo/answer" "$endpoint/_sim/metrics"
run terraform apply -auto-approve
printf '\nCalls that changed something: '
curl -fsS "$endpoint/_sim/metrics" |
    jq -r '[.calls | to_entries[] | select(.key | startswith("Get") | not) | "\(.value) x \(.key)"] | join(", ")'

say "A second plan has no changes"
run terraform plan -detailed-exitcode

say "Destroy everything"
run terraform destroy -auto-approve

left=$(exists)
if [ -n "$left" ] || [ -e "$demo/ansible/inventory/dev_lightsail_hosts.json" ]; then
    printf 'not destroyed:\n%s\n' "$left" >&2
    exit 1
fi
say "The simulator is empty again: the environment was created, changed and destroyed."
