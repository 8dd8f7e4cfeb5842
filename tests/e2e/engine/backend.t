#!/usr/bin/env bash
# A shared state: two applies at once, with Terraform's built-in backend for PostgreSQL and its lock.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
tf_use_mirror
for program in initdb postgres; do
    command -v $program >/dev/null || skip_all "$program is not in PATH"
done

# PostgreSQL does not run as root.
as_user=()
if [ "$(id -u)" -eq 0 ]; then
    command -v setpriv >/dev/null || skip_all "setpriv is missing; PostgreSQL needs it when the test runs as root"
    as_user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
fi
database=$(mktemp -d)
postgres_pid=
stop_all() {
    [ -z "$postgres_pid" ] || { kill -INT "$postgres_pid" 2>/dev/null && wait "$postgres_pid" 2>/dev/null; }
    rm -rf "$database"
    sim_stop
}
[ "$(id -u)" -ne 0 ] || chown 65534:65534 "$database"
"${as_user[@]}" initdb --auth=trust --username=terraform --no-sync --pgdata="$database/data" >"$TEST_DIR/initdb" 2>&1 ||
    { rm -rf "$database" && skip_all "initdb does not work here: $(tail -1 "$TEST_DIR/initdb")"; }

# An instance stays pending until the test advances the clock.
sim_start --pending-ms 600000
trap stop_all EXIT
# The kernel chooses a free port. Another program may take it before PostgreSQL does; then the next port is tried.
database_answers() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }
for _ in 1 2 3; do
    port=$(perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")->sockport')
    "${as_user[@]}" postgres -D "$database/data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories="$database" \
        -c fsync=off >"$TEST_DIR/postgres" 2>&1 &
    postgres_pid=$!
    wait_until 20 database_answers && kill -0 "$postgres_pid" 2>/dev/null && break
    kill -INT "$postgres_pid" 2>/dev/null
    wait "$postgres_pid" 2>/dev/null
    postgres_pid=
done
[ -n "$postgres_pid" ] || bail "PostgreSQL does not respond: $(tail -3 "$TEST_DIR/postgres")"

# Two folders of one environment, as on two computers.
people=(first second)
for person in "${people[@]}"; do
    tf_config "$person" <<END
terraform {
  backend "pg" {
    conn_str = "postgres://terraform@127.0.0.1:$port/postgres?sslmode=disable"
  }
}

variable "count_of_machines" {
  default = 1
}

resource "lightsail_instance" "this" {
  count        = var.count_of_machines
  name         = "dev-test-\${count.index + 1}"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}
END
    tf_step init
    step_ok $? "$person: terraform init"
done


# ---- the first apply holds the lock while its instance is pending ----
# shellcheck disable=SC2034  # the folder that tf.sh uses
as() { TF_DIR=$TEST_DIR/$1; }
as first
tf apply -auto-approve >"$TEST_DIR/first.out" &
first_pid=$!
runs "the first apply is running" wait_until 30 sh -c "grep -q Creating '$TEST_DIR/first.out'"
as second
tf_fails apply
tf_said "Error acquiring the state lock" "the second one fails with the lock error while the first one holds the lock"
kill -0 "$first_pid" 2>/dev/null
ok $? "the first apply is still running then"
tf apply -auto-approve -lock-timeout=120s >"$TEST_DIR/step" &
second_pid=$!
# Advances the clock, so that instances become ready, until the background job ends.
have_ended() {
    sim_advance 700000
    local pid
    for pid in "$@"; do ! kill -0 "$pid" 2>/dev/null || return 1; done
}
wait_until 120 have_ended "$first_pid" "$second_pid"
wait "$first_pid"
ok $? "the first apply succeeds" || diag "$(cat "$TEST_DIR/first.out")"
wait "$second_pid"
step_ok $? "with a lock timeout the second waits"
tf_said "0 added, 0 changed, 0 destroyed" "the second apply then reads the state of the first"
is "$(sim_metric CreateInstances)" 1 "one instance was requested"
is "$(world_instance_names)" dev-test-1 "one instance exists"

# ---- both at once, each with a lock timeout ----
pids=()
for person in "${people[@]}"; do
    as "$person"
    tf apply -auto-approve -lock-timeout=120s -var count_of_machines=3 >"$TEST_DIR/$person.out" &
    pids+=($!)
done
wait_until 120 have_ended "${pids[@]}"
for pid in "${pids[@]}"; do
    wait "$pid"
    ok $? "both of two concurrent applies succeed" || diag "$(cat "$TEST_DIR"/*.out)"
done
is "$(cat "$TEST_DIR"/*.out | grep -c '2 added, 0 changed')" 1 "one of them created the instances"
is "$(world_instance_names | wc -l)" 3 "three instances exist"
as first
tf_plan_is_empty "nothing is left to do" -var count_of_machines=3
tf_ok destroy
world_is_empty "the simulator is empty"
done_testing
