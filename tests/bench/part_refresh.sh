# part_refresh.sh — (c) plan of a fleet that exists and is in the state: a refresh of the same number of instances, firewalls and static IPs, with a
# latency of 0 and 100 ms. BENCH_FLEETS (100 500 2000) are their numbers. It must not know how the fleet was created.
# shellcheck shell=bash

builtin_fleet() { # COUNT: in three blocks, as in the fleet
    local type
    tf_dir "builtin-fleet-$1"
    for type in node firewall address; do
        printf 'resource "terraform_data" "%s" {\n  count = %d\n  input = "%s-${count.index}"\n}\n' "$type" "$1" "$type"
    done >"$TF_DIR/main.tf"
    tf init >/dev/null
    tf apply -auto-approve >/dev/null
}

refresh_runs() { # COUNT LATENCY_MS TARGET
    local i runs=$RUNS
    [ "$1" -le 500 ] || runs=$LONG_RUNS
    for ((i = 0; i < runs; i++)); do
        metered ours in_folder "fleet-$1" plan -detailed-exitcode
        timed reference in_folder "builtin-fleet-$1" plan -detailed-exitcode
    done
    row c "refresh of 3 x $1 at $2 ms" "$1" "$3" "$((3 * $1)) terraform_data" "{\"latency_ms\": $2}"
}

part_refresh() {
    local count target
    meter_begin
    for count in ${BENCH_FLEETS:-100 500 2000}; do
        builtin_fleet "$count"
        sim_start --pending-ms 0 --operation-ms 0
        fleet_make "$count" || bench_fail "the fleet of $count was not created: $(head -c 500 "$TEST_DIR/made")"
        fleet_config "$count" "$(fleet_imports "$count")" names
        tf apply -auto-approve -parallelism=50 >"$TEST_DIR/bench.log" || bench_fail "the fleet cannot be imported"
        fleet_config "$count" "" names
        refresh_runs "$count" 0 null
        sim_latency 100
        target=null
        [ "$count" -ne 500 ] || target=1.5
        refresh_runs "$count" 100 "$target"
        sim_stop
    done
}
