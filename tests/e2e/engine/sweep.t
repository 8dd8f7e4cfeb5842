#!/usr/bin/env bash
# sweep.t — one call after the other fails in each of four ways, for the provider's protocol, for quants-infra and for whole Terraform runs: every
# existing object is in the state, and running the same command again converges. `make sweep` is the long form of the first part.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
PATH=$BUILD:$PATH
KINDS="throttle error500 reset lost"

# ---- every changing call of the provider: one of four failures, another one in each run ----
B=$BUILD SWEEP_EVERY=${SWEEP_EVERY:-$([ -n "${LATE_ALL:-}" ] && echo 1 || echo 4)} "$ROOT/tools/conformance.sh" --tap --only sweep-changes >"$TEST_DIR/sweep.tap" 2>&1
ok $? "the provider's own sweep" || diag "$(grep -A 3 '^not ok' "$TEST_DIR/sweep.tap" | head -40)"

# ---- quants-infra, with every changing call sent only once ----
sim_start --pending-ms 0 --operation-ms 0
cli() {
    OUT=$(AWS_MAX_ATTEMPTS=1 quants-infra "$@" 2>"$TEST_DIR/err" </dev/null)
    STATUS=$?
    ERR=$(cat "$TEST_DIR/err")
}
fault() { sim_fault "{\"operation\":\"$1\",\"kind\":\"$2\",\"when\":\"first\"}"; }
acted() { sim_http GET /_sim/faults | jq -r '[.[].acted] | add'; }
snapshots() { sim_names instance_snapshots; }

# Twice at most: the same command continues after the failure.
cli_converges() { # ARGUMENT…
    cli "$@"
    acted=$(acted)
    [ "$STATUS" = 0 ] || cli "$@"
}
for operation in StopInstance CreateInstancesFromSnapshot; do
    for kind in $KINDS; do
        quants-infra infra create --name web --bundle micro_3_0 --tag A=1 >/dev/null
        quants-infra infra ports --name web --open udp/51820 >/dev/null
        ports=$(world_open_ports web)
        fault $operation $kind
        cli_converges infra resize --name web --bundle large_3_0 --force
        is "$acted $STATUS $(world_instance_names) $(world_instance web -r '"\(.bundleId) \(.state.name)"') $(world_open_ports web)" \
            "1 0 web large_3_0 running $ports" "resize, $kind at $operation: the same command completes it" || diag "$OUT" "$ERR"
        is "$(snapshots | wc -l)" 1 "resize, $kind at $operation: one snapshot"
        sim_faults_clear
        quants-infra infra destroy --name web --force >/dev/null
        sim_mutate "{\"action\":\"call\",\"operation\":\"DeleteInstanceSnapshot\",\"input\":{\"instanceSnapshotName\":\"$(snapshots)\"}}"
    done
done

quants-infra infra create --name kept --bundle nano_3_0 --tag Backup=weekly >/dev/null
own_snapshot() { # NAME SECONDS: a backup of quants-infra of this age
    sim_mutate "{\"action\":\"call\",\"operation\":\"CreateInstanceSnapshot\",\"input\":{\"instanceSnapshotName\":\"$1\",\"instanceName\":\"kept\",
        \"tags\":[{\"key\":\"CreatedBy\",\"value\":\"quants-infra-backup\"}]}}"
    sim_mutate "{\"action\":\"set_member\",\"name\":\"$1\",\"member\":\"createdAt\",\"value\":$(($(date +%s) - $2))}"
}
own_snapshot kept-new 60
for kind in $KINDS; do
    own_snapshot kept-old 3600
    fault DeleteInstanceSnapshot $kind
    cli_converges backup run --keep 1
    is "$acted $STATUS $(snapshots)" "1 0 kept-new" "backup run, $kind at DeleteInstanceSnapshot: the same command completes it" || diag "$OUT" "$ERR"
    sim_faults_clear
done
sim_stop

# ---- whole Terraform runs, without retries of a call ----
configuration() {
    tf_config "$1" <<'END'
provider "lightsail" {
  poll_interval = "50ms"
  max_retries   = 0
}
resource "lightsail_key_pair" "team" {
  name = "team"
}
resource "lightsail_instance" "node" {
  count         = 2
  name          = "node-${count.index}"
  blueprint_id  = "ubuntu_22_04"
  bundle_id     = "nano_3_0"
  key_pair_name = lightsail_key_pair.team.name
  tags          = { Service = "test" }
  add_on {
    type          = "AutoSnapshot"
    snapshot_time = "18:00"
    status        = "Enabled"
  }
}
resource "lightsail_static_ip" "node" {
  name         = "node-ip"
  instance_arn = lightsail_instance.node[0].arn
}
resource "lightsail_firewall_rule" "node" {
  instance_name = lightsail_instance.node[1].name
  protocol      = "tcp"
  from_port     = 8443
  to_port       = 8443
  cidrs         = ["203.0.113.0/24"]
}
END
}
names_in_state() {
    tf show -json | jq -r '.values.root_module.resources[]? | select(.type | test("instance|key_pair|static_ip")) | .values.name' | sort
}
names_in_world() { sim_names | sed 's,.* ,,' | sort; }

terraform_run() { # KIND NTH
    local name="$1 at change $2"
    configuration "$1"
    sim_start --pending-ms 0 --operation-ms 20 --fault "mutating:$1:nth=$2"
    tf_shared_provider
    tf_step apply || { is "$(names_in_world)" "$(names_in_state)" "$name: every existing object is in the state" && tf_step apply; }
    step_ok $? "$name: one more apply at most"
    tf_plan_is_empty "$name: the plan is empty"
    is "$(names_in_world)" "$(names_in_state)" "$name: at the end every existing object is in the state"
    is "$(acted)" 1 "$name: it happened"
    tf_ok destroy
    world_is_empty "$name: destroy leaves nothing"
    sim_stop
}
terraform_run lost 2
terraform_run reset 1
terraform_run throttle 4
terraform_run error500 5

done_testing
