# part_throttled.sh — (f) creation of 40 instances with rules and static IPs while the service throttles: at random, against retry_mode "standard"
# with 100 attempts; and by a limit of ten requests a second, against the minimum time of the accepted requests. It must not know how the provider
# adapts its rate.
# shellcheck shell=bash

THROTTLED_COUNT=${BENCH_THROTTLED_COUNT:-40} THROTTLED_LIMIT=${BENCH_THROTTLED_LIMIT:-10}

throttled_apply() { # LIST OPTION…: one apply against a new simulator; the number of calls and of throttled ones are written to lists, too
    local list=$1
    shift
    rm -f "$TF_DIR"/terraform.tfstate*
    sim_start "$@"
    timed "$list" in_folder "fleet-$THROTTLED_COUNT" apply -auto-approve
    note "$list.all" "$(sim_metric total)"
    note "$list.throttled" "$(sim_metric throttled)"
    sim_stop
}

throttled_row() { # WHAT TARGET REFERENCE
    row f "$1" "$THROTTLED_COUNT" "$2" "$3" "{\"calls\": $(median ours.all), \"throttled\": $(median ours.throttled)}"
}

part_throttled() {
    local i burst accepted share=(--fault '*:throttle:every=7' --fault '*:error500:every=23')
    fleet_config "$THROTTLED_COUNT"
    for ((i = 0; i < RUNS; i++)); do
        throttled_apply ours "${share[@]}"
        AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=100 throttled_apply reference "${share[@]}"
    done
    throttled_row "every 7th throttled, every 23rd a 500" 1.5 "standard, 100 attempts"
    for burst in "$THROTTLED_LIMIT" 1; do
        for ((i = 0; i < RUNS; i++)); do
            throttled_apply ours --rate-limit "$THROTTLED_LIMIT" --rate-burst "$burst"
            accepted=$(($(tail -n 1 "$WORK/ours.all") - $(tail -n 1 "$WORK/ours.throttled")))
            note reference $((accepted * 1000 / THROTTLED_LIMIT))
        done
        throttled_row "$THROTTLED_LIMIT a second, burst $burst" "$([ "$burst" = 1 ] && echo 1.7 || echo 1.4)" "accepted calls at that rate"
    done
}
