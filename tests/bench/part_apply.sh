# part_apply.sh — (d) creation of 200 instances that are pending for 2 s, with a latency of 50 ms, ten and fifty at a time, against the shortest
# possible time. It must not know how the provider waits.
# shellcheck shell=bash
#   ideal = ceil(COUNT / PARALLELISM) x (LATENCY [the request] + PENDING x 5/4 [until the address is there] + LATENCY [the read that shows it])
#
# The simulator assigns the public address a quarter of PENDING after the state "running", as the service does, and an instance is complete only with
# its address.

APPLY_COUNT=${BENCH_APPLY_COUNT:-200} APPLY_LATENCY_MS=50 APPLY_PENDING_MS=2000

part_apply() {
    local parallelism i ideal_ms runs
    meter_begin
    tf_config apply <<END
resource "lightsail_instance" "node" {
  count        = $APPLY_COUNT
  name         = "node-\${count.index}"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}
END
    for parallelism in ${BENCH_PARALLELISM:-10 50}; do
        ideal_ms=$(((APPLY_COUNT + parallelism - 1) / parallelism * (2 * APPLY_LATENCY_MS + APPLY_PENDING_MS * 5 / 4)))
        runs=$RUNS
        [ "$ideal_ms" -lt 30000 ] || runs=$LONG_RUNS
        for ((i = 0; i < runs; i++)); do
            rm -f "$TF_DIR"/terraform.tfstate*
            sim_start --latency-ms $APPLY_LATENCY_MS --pending-ms $APPLY_PENDING_MS --operation-ms 0
            metered ours in_folder apply apply -auto-approve -parallelism="$parallelism"
            sim_stop
            note reference "$ideal_ms"
        done
        row d "apply of $APPLY_COUNT, parallelism $parallelism" "$APPLY_COUNT" 1.25 "the ideal" \
            "{\"latency_ms\": $APPLY_LATENCY_MS, \"pending_ms\": $APPLY_PENDING_MS, \"parallelism\": $parallelism}"
    done
}
